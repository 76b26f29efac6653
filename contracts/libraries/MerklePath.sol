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
        uint256 last = sizeWord - 1;

        // Only the scratch space 0x00..0x3f is written. Every call is checked twice, for success and for 32 bytes of
        // answer: calling an account without code succeeds and answers nothing.
        assembly ("memory-safe") {
            let node := leaf
            let isPath := 1
            let isHashed := 1

            let sibling := path.offset
            let end := add(sibling, shl(5, path.length))
            for {} lt(sibling, end) { sibling := add(sibling, 0x20) } {
                // The top is reached, yet the path goes on.
                if iszero(last) {
                    isPath := 0
                    break
                }

                // A right child, or the lone last node of its level: the sibling stands on the left.
                let isRight := or(and(position, 1), eq(position, last))
                mstore(shl(5, isRight), node)
                mstore(shl(5, iszero(isRight)), calldataload(sibling))
                isHashed := staticcall(gas(), 0x02, 0x00, 0x40, 0x00, 0x20)
                isHashed := and(isHashed, eq(returndatasize(), 0x20))
                if iszero(isHashed) { break }
                node := mload(0x00)

                // A lone last node has no sibling until the level where it is a right child: skip those levels.
                if isRight {
                    for {} iszero(and(position, 1)) {} {
                        position := shr(1, position)
                        last := shr(1, last)
                    }
                }
                position := shr(1, position)
                last := shr(1, last)
            }

            if and(isHashed, and(isPath, iszero(last))) {
                mstore(0x00, sizeWord)
                mstore(0x20, node)
                isHashed := staticcall(gas(), 0x02, 0x00, 0x40, 0x00, 0x20)
                isHashed := and(isHashed, eq(returndatasize(), 0x20))
                finding := eq(mload(0x00), root)
            }
            if iszero(isHashed) { finding := 2 }
        }
    }
}
