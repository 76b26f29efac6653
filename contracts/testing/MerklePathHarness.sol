// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {MerklePath} from "../libraries/MerklePath.sol";
import {MerklePathReference} from "./MerklePathReference.sol";

/// @title MerklePath and its twin, callable from tests
contract MerklePathHarness {
    /// @notice What MerklePath finds.
    function verify(bytes32 root, uint64 size, uint64 index, bytes32 leaf, bytes32[] calldata path)
        external
        view
        returns (MerklePath.Finding)
    {
        return MerklePath.verify(root, size, index, leaf, path);
    }

    /// @notice What the slow twin finds.
    function verifySlowly(bytes32 root, uint64 size, uint64 index, bytes32 leaf, bytes32[] calldata path)
        external
        pure
        returns (bool)
    {
        return MerklePathReference.isIncluded(root, size, index, leaf, path);
    }

    /// @notice The gas that one verification takes, without the call around it.
    function gasOfVerify(bytes32 root, uint64 size, uint64 index, bytes32 leaf, bytes32[] calldata path)
        external
        view
        returns (uint256)
    {
        uint256 before = gasleft();
        MerklePath.Finding finding = MerklePath.verify(root, size, index, leaf, path);
        uint256 used = before - gasleft();
        assert(finding == MerklePath.Finding.Included);
        return used;
    }
}
