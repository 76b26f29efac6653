// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title A contract that says how it was called, and whose constructor reverts when told to
contract CallProbe {
    error CallProbeRefused(uint256 value);

    address public constructedBy;
    address public lastSender;
    bytes public lastData;

    constructor(bool reverts) {
        if (reverts) revert CallProbeRefused(1);
        constructedBy = msg.sender;
    }

    /// @notice Reverts with the value.
    function refuse(uint256 value) external pure {
        revert CallProbeRefused(value);
    }

    fallback() external {
        (lastSender, lastData) = (msg.sender, msg.data);
    }
}
