// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title A contract that answers every call with the same bytes, or reverts with them
contract OddWallet {
    bytes private _answer;
    bool private _reverts;

    constructor(bytes memory answer, bool reverts) {
        _answer = answer;
        _reverts = reverts;
    }

    fallback() external {
        bytes memory answer = _answer;
        bool reverts = _reverts;
        assembly ("memory-safe") {
            switch reverts
            case 0 { return(add(answer, 0x20), mload(answer)) }
            default { revert(add(answer, 0x20), mload(answer)) }
        }
    }
}
