// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {LacnetRelayHub} from "./LacnetRelayHub.sol";

/// @title The fixed address under which contracts of LACNet find the relay hub: the "trusted forwarder"
contract LacnetProxy {
    address private immutable _admin;
    address private _hub;

    /// @notice Another hub serves from now on.
    event RelayHubSet(address indexed hub);

    error LacnetProxyNotAdmin(address account);

    constructor(address hub) {
        _admin = msg.sender;
        _set(hub);
    }

    /// @notice Names another hub.
    function setRelayHub(address hub) external {
        if (msg.sender != _admin) revert LacnetProxyNotAdmin(msg.sender);
        _set(hub);
    }

    /// @notice The hub.
    function getRelayHub() external view returns (address) {
        return _hub;
    }

    /// @notice The user of the transaction relayed last.
    function getMsgSender() external view returns (address) {
        return LacnetRelayHub(_hub).getMsgSender();
    }

    function _set(address hub) private {
        _hub = hub;
        emit RelayHubSet(hub);
    }
}
