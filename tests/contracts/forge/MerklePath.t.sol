// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {MerklePath} from "@anchor/libraries/MerklePath.sol";
import {MerklePathHarness} from "@anchor/testing/MerklePathHarness.sol";
import {vm} from "./Vm.sol";

/// @notice MerklePath against tests/vectors/merkle.json and against its slow twin.
contract MerklePathTest {
    struct Proof {
        uint64 index;
        bytes32 leaf;
        bytes32[] path;
    }

    struct Tree {
        uint64 size;
        bytes32 anchoredRoot;
    }

    struct Invalid {
        string reason;
        bytes32 anchoredRoot;
        uint64 size;
        uint64 index;
        bytes32 leaf;
        bytes32[] path;
    }

    /// @dev What a verifier is asked to believe.
    struct Claim {
        bytes32 root;
        uint64 size;
        uint64 index;
        bytes32 leaf;
        bytes32[] path;
    }

    string private constant TREE = "Tree(uint64 size,bytes32 anchoredRoot)";
    string private constant PROOF = "Proof(uint64 index,bytes32 leaf,bytes32[] path)";
    string private constant INVALID =
        "Invalid(string reason,bytes32 anchoredRoot,uint64 size,uint64 index,bytes32 leaf,bytes32[] path)";

    MerklePathHarness private _path;

    function setUp() public {
        _path = new MerklePathHarness();
    }

    function test_Every_proof_of_the_vectors_is_accepted() public view {
        string memory json = _vectors();
        Tree[] memory trees = abi.decode(vm.parseJsonTypeArray(json, ".trees", TREE), (Tree[]));
        assert(trees.length == 40);
        uint256 count = 0;
        for (uint256 t = 0; t < trees.length; ++t) {
            string memory key = string.concat(".trees[", vm.toString(t), "].proofs");
            Proof[] memory proofs = abi.decode(vm.parseJsonTypeArray(json, key, PROOF), (Proof[]));
            for (uint256 p = 0; p < proofs.length; ++p) {
                Proof memory proof = proofs[p];
                Claim memory claim = Claim(trees[t].anchoredRoot, trees[t].size, proof.index, proof.leaf, proof.path);
                _requireBoth(true, "valid", claim);
            }
            count += proofs.length;
        }
        assert(count == 615);
    }

    function test_Every_corrupted_twin_of_the_vectors_is_refused() public view {
        Invalid[] memory invalid = abi.decode(vm.parseJsonTypeArray(_vectors(), ".invalid", INVALID), (Invalid[]));
        assert(invalid.length == 1039);
        for (uint256 i = 0; i < invalid.length; ++i) {
            Invalid memory twin = invalid[i];
            _requireBoth(false, twin.reason, Claim(twin.anchoredRoot, twin.size, twin.index, twin.leaf, twin.path));
        }
    }

    function testFuzz_Assembly_and_twin_agree_on_anything(
        bytes32 root,
        uint64 size,
        uint64 index,
        bytes32 leaf,
        bytes32[] memory path
    ) public view {
        _requireBoth(false, "random", Claim(root, size, index, leaf, path));
    }

    function testFuzz_A_proof_built_from_the_definition_is_accepted(uint64 size, uint64 index, bytes32 seed)
        public
        view
    {
        (size, index) = _position(size, index);
        (bytes32 root, bytes32[] memory path) = _build(size, index, seed);
        _requireBoth(true, "built", Claim(root, size, index, seed, path));
    }

    function testFuzz_A_proof_proves_no_other_position(uint64 size, uint64 index, uint64 otherIndex, bytes32 seed)
        public
        view
    {
        (size, index) = _position(size, index);
        (bytes32 root, bytes32[] memory path) = _build(size, index, seed);
        vm.assume(otherIndex != index);
        _requireBoth(false, "other index", Claim(root, size, otherIndex, seed, path));
        if (size > 1) _requireBoth(false, "neighbour", Claim(root, size, index == 0 ? 1 : index - 1, seed, path));
    }

    function testFuzz_A_proof_proves_no_other_size(uint64 size, uint64 index, uint64 otherSize, bytes32 seed)
        public
        view
    {
        (size, index) = _position(size, index);
        (bytes32 root, bytes32[] memory path) = _build(size, index, seed);
        vm.assume(otherSize != size);
        _requireBoth(false, "other size", Claim(root, otherSize, index, seed, path));
        _requireBoth(false, "one less", Claim(root, size - 1, index, seed, path));
        if (size < type(uint64).max) _requireBoth(false, "one more", Claim(root, size + 1, index, seed, path));
    }

    function testFuzz_Flipping_any_one_bit_breaks_the_proof(uint64 size, uint64 index, bytes32 seed, uint256 bit)
        public
        view
    {
        (size, index) = _position(size, index);
        (bytes32 root, bytes32[] memory path) = _build(size, index, seed);
        bytes32 flip = bytes32(1 << (bit & 0xff));
        _requireBoth(false, "root", Claim(root ^ flip, size, index, seed, path));
        _requireBoth(false, "leaf", Claim(root, size, index, seed ^ flip, path));
        if (path.length == 0) return;
        path[(bit >> 8) % path.length] ^= flip;
        _requireBoth(false, "sibling", Claim(root, size, index, seed, path));
    }

    function testFuzz_A_path_of_another_length_is_refused(uint64 size, uint64 index, bytes32 seed, bytes32 extra)
        public
        view
    {
        (size, index) = _position(size, index);
        (bytes32 root, bytes32[] memory path) = _build(size, index, seed);
        bytes32[] memory longer = new bytes32[](path.length + 1);
        bytes32[] memory shorter = new bytes32[](path.length == 0 ? 0 : path.length - 1);
        for (uint256 i = 0; i < path.length; ++i) {
            longer[i] = path[i];
            if (i < shorter.length) shorter[i] = path[i];
        }
        longer[path.length] = extra;
        _requireBoth(false, "longer", Claim(root, size, index, seed, longer));
        if (path.length != 0) _requireBoth(false, "shorter", Claim(root, size, index, seed, shorter));
    }

    function testFuzz_An_inner_node_is_no_leaf(uint64 size, uint64 index, bytes32 seed) public view {
        (size, index) = _position(size, index);
        (bytes32 root, bytes32[] memory path) = _build(size, index, seed);
        vm.assume(path.length != 0);
        bytes32[] memory rest = new bytes32[](path.length - 1);
        for (uint256 i = 0; i < rest.length; ++i) {
            rest[i] = path[i + 1];
        }
        bytes32 parent = sha256(abi.encodePacked(seed, path[0]));
        _requireBoth(false, "left parent", Claim(root, size, index, parent, rest));
        parent = sha256(abi.encodePacked(path[0], seed));
        _requireBoth(false, "right parent", Claim(root, size, index, parent, rest));
        _requireBoth(false, "half the tree", Claim(root, size / 2, index / 2, parent, rest));
    }

    /// @dev The last of three leaves is itself a hash of two: at index 3 the path would fit, were it not for the size.
    function testFuzz_An_index_beyond_the_tree_is_refused_even_where_its_path_fits(bytes32 a, bytes32 b, bytes32 left)
        public
        view
    {
        bytes32 last = sha256(abi.encodePacked(a, b));
        bytes32 root = sha256(abi.encodePacked(uint256(3), sha256(abi.encodePacked(left, last))));
        bytes32[] memory path = new bytes32[](1);
        path[0] = left;
        _requireBoth(true, "the last leaf", Claim(root, 3, 2, last, path));
        path = new bytes32[](2);
        (path[0], path[1]) = (a, left);
        _requireBoth(false, "beyond the tree", Claim(root, 3, 3, b, path));
    }

    /// @dev Any size, small ones as often as large ones.
    function _position(uint64 size, uint64 index) private pure returns (uint64, uint64) {
        size = uint64(uint256(size) >> (size & 0x3f));
        if (size == 0) size = 1;
        return (size, index % size);
    }

    /// @dev A tree whose other parts are random hashes: the siblings of one leaf, from the definition of the tree.
    function _build(uint256 size, uint256 index, bytes32 leaf)
        private
        pure
        returns (bytes32 root, bytes32[] memory path)
    {
        bytes32[] memory siblings = new bytes32[](64);
        (bytes32 treeHash, uint256 depth) = _fill(size, index, leaf, siblings);
        path = new bytes32[](depth);
        for (uint256 i = 0; i < depth; ++i) {
            path[i] = siblings[i];
        }
        root = sha256(abi.encodePacked(size, treeHash));
    }

    function _fill(uint256 size, uint256 index, bytes32 leaf, bytes32[] memory siblings)
        private
        pure
        returns (bytes32 treeHash, uint256 depth)
    {
        if (size == 1) return (leaf, 0);
        uint256 left = 1;
        while (left * 2 < size) left *= 2;
        bool isLeft = index < left;
        (treeHash, depth) =
            isLeft ? _fill(left, index, leaf, siblings) : _fill(size - left, index - left, leaf, siblings);
        bytes32 sibling = keccak256(abi.encode(leaf, size, index));
        siblings[depth] = sibling;
        treeHash = sha256(isLeft ? abi.encodePacked(treeHash, sibling) : abi.encodePacked(sibling, treeHash));
        ++depth;
    }

    function _requireBoth(bool expected, string memory what, Claim memory claim) private view {
        bool isIncluded =
            _path.verify(claim.root, claim.size, claim.index, claim.leaf, claim.path) == MerklePath.Finding.Included;
        require(isIncluded == expected, what);
        bool isIncludedSlowly = _path.verifySlowly(claim.root, claim.size, claim.index, claim.leaf, claim.path);
        require(isIncludedSlowly == expected, string.concat("twin: ", what));
    }

    function _vectors() private view returns (string memory) {
        return vm.readFile("tests/vectors/merkle.json");
    }
}
