// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title The slow, obvious twin of MerklePath
/// @dev Written from the definition of the tree (RFC 9162, section 2.1.1), from the top down, where MerklePath follows
/// the verification algorithm (section 2.1.3.2) from the bottom up.
library MerklePathReference {
    function isIncluded(bytes32 root, uint256 size, uint256 index, bytes32 leaf, bytes32[] memory path)
        internal
        pure
        returns (bool)
    {
        if (index >= size) return false;
        (bool fits, bytes32 treeHash) = _treeHash(size, index, leaf, path, path.length);
        return fits && sha256(abi.encodePacked(size, treeHash)) == root;
    }

    /// @dev The hash of a tree of `size` leaves, of which one and the first `length` siblings are known.
    function _treeHash(uint256 size, uint256 index, bytes32 leaf, bytes32[] memory path, uint256 length)
        private
        pure
        returns (bool fits, bytes32 treeHash)
    {
        if (size == 1) return (length == 0, leaf);
        if (length == 0) return (false, 0);

        bytes32 sibling = path[length - 1];
        uint256 left = _largestPowerOfTwoBelow(size);
        if (index < left) {
            (fits, treeHash) = _treeHash(left, index, leaf, path, length - 1);
            return (fits, sha256(abi.encodePacked(treeHash, sibling)));
        }
        (fits, treeHash) = _treeHash(size - left, index - left, leaf, path, length - 1);
        return (fits, sha256(abi.encodePacked(sibling, treeHash)));
    }

    function _largestPowerOfTwoBelow(uint256 size) private pure returns (uint256 power) {
        power = 1;
        while (power * 2 < size) power *= 2;
    }
}
