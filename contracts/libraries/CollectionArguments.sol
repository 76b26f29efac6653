// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

/// @title What a collection is of: the arguments behind the code of a clone
/// @notice The running contract's code is 45 bytes of EIP-1167, then abi.encode(registry, issuer, name, symbol, baseURI).
/// @dev All is empty where the code is no such clone, above all where the implementation is called itself.
library CollectionArguments {
    /// @notice The registry and the issuer.
    function parties() internal view returns (address registry, address issuer) {
        // 109 bytes of code, past the end of allocated memory: the proxy, and two words. A word that is no address, in a
        // clone made by hand, is cut to one.
        assembly ("memory-safe") {
            let code := mload(0x40)
            extcodecopy(address(), code, 0x00, 0x6d)
            if eq(shr(176, mload(code)), 0x363d3d373d3d3d363d73) {
                registry := shr(96, mload(add(code, 0x39)))
                issuer := shr(96, mload(add(code, 0x59)))
            }
        }
    }

    /// @notice The name, the symbol and the base URI.
    function texts() internal view returns (string memory name, string memory symbol, string memory baseURI) {
        (, address issuer) = parties();
        if (issuer == address(0)) return ("", "", "");
        (,, name, symbol, baseURI) =
            abi.decode(Clones.fetchCloneArgs(address(this)), (address, address, string, string, string));
    }
}
