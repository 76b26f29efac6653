// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title Signatures of keys and of contracts
/// @dev OpenZeppelin's own SignatureChecker needs MCOPY, which a Berlin EVM lacks.
library SignatureCheck {
    uint256 private constant KEY_SIGNATURE_LENGTH = 65;

    /// @notice Whether `sig` is the signer's: ECDSA (65 bytes, low s, v 27 or 28) first, then ERC-1271.
    function isValid(address signer, bytes32 digest, bytes calldata sig) internal view returns (bool) {
        if (sig.length == KEY_SIGNATURE_LENGTH) {
            (address recovered, ECDSA.RecoverError failure,) =
                ECDSA.tryRecover(digest, uint8(sig[64]), bytes32(sig[0:32]), bytes32(sig[32:64]));
            if (failure == ECDSA.RecoverError.NoError && recovered == signer) return true;
        }
        return signer.code.length != 0 && _isValidForContract(signer, digest, sig);
    }

    function _isValidForContract(address signer, bytes32 digest, bytes calldata sig)
        private
        view
        returns (bool isMagic)
    {
        bytes memory question = abi.encodeCall(IERC1271.isValidSignature, (digest, sig));
        bytes32 magic = IERC1271.isValidSignature.selector;

        // One word of the answer is read, however much the contract returns.
        assembly ("memory-safe") {
            let isAnswered := staticcall(gas(), signer, add(question, 0x20), mload(question), 0x00, 0x20)
            isMagic := and(and(isAnswered, gt(returndatasize(), 0x1f)), eq(mload(0x00), magic))
        }
    }
}
