// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Inclusion of a leaf under an anchored root
/// @notice The tree of RFC 9162 over SHA-256 without prefixes. The anchored root is SHA-256(size word || tree hash), so
/// it commits to the size. Directions and the exact path length follow from (size, index) alone: an inner node never
/// passes as a leaf, and a leaf never proves another index.
library MerklePath {
    /// @dev What came of a verification. `Sha256Unavailable` is no answer: the chain lacks precompile 0x02.
    enum Finding {
        NotIncluded,
        Included,
        Sha256Unavailable
    }

    /// @notice Verifies a path as in RFC 9162, section 2.1.3.2, and then the step to the size.
    /// @dev Below the highest bit in which the leaf and the last leaf differ, every level has a sibling, on the side
    /// that the index's bit tells. Above it the leaf is on the tree's right edge: there a sibling stands only where the
    /// bit is 1, always on the left; and so does the size word in the last step.
    /// @param root The anchored root.
    /// @param size The number of leaves.
    /// @param index The leaf's position, counted from 0.
    /// @param leaf The leaf's hash.
    /// @param path The siblings, from the leaf up.
    function verify(bytes32 root, uint64 size, uint64 index, bytes32 leaf, bytes32[] calldata path)
        internal
        view
        returns (Finding finding)
    {
        if (index >= size) return Finding.NotIncluded;
        uint256 sizeWord = size;
        uint256 position = index;
        uint256 inner = _fillRight(position ^ (sizeWord - 1));
        if (path.length != _countBits(position | inner)) return Finding.NotIncluded;
        uint256 isRight = position | ~inner;

        // Only the scratch space 0x00..0x3f is written: the node on its side, the sibling on the other. Every call is
        // checked twice, for success and for 32 bytes of answer, since a call of an account without code succeeds and
        // answers nothing. Arguments are evaluated from the last to the first: returndatasize() follows the call.
        assembly ("memory-safe") {
            let sides := shl(5, isRight)
            let side := and(sides, 0x20)
            mstore(side, leaf)
            let isHashed := 1
            let sibling := path.offset
            let end := add(sibling, shl(5, path.length))
            for {} and(lt(sibling, end), isHashed) { sibling := add(sibling, 0x20) } {
                mstore(xor(side, 0x20), calldataload(sibling))
                sides := shr(1, sides)
                side := and(sides, 0x20)
                isHashed := and(eq(returndatasize(), 0x20), staticcall(gas(), 0x02, 0x00, 0x40, side, 0x20))
            }
            if isHashed {
                mstore(0x00, sizeWord)
                isHashed := and(eq(returndatasize(), 0x20), staticcall(gas(), 0x02, 0x00, 0x40, 0x00, 0x20))
                finding := eq(mload(0x00), root)
            }
            if iszero(isHashed) { finding := 2 }
        }
    }

    /// @dev Sets every bit below the highest one of a 64-bit number.
    function _fillRight(uint256 bits) private pure returns (uint256) {
        bits |= bits >> 1;
        bits |= bits >> 2;
        bits |= bits >> 4;
        bits |= bits >> 8;
        bits |= bits >> 16;
        return bits | bits >> 32;
    }

    /// @dev The number of ones in a 64-bit number: sums of neighbours, in fields of 2, 4 and 8 bits, then all bytes.
    function _countBits(uint256 bits) private pure returns (uint256) {
        unchecked {
            bits -= (bits >> 1) & 0x5555555555555555;
            bits = (bits & 0x3333333333333333) + ((bits >> 2) & 0x3333333333333333);
            bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f;
            return ((bits * 0x0101010101010101) >> 56) & 0xff;
        }
    }
}
