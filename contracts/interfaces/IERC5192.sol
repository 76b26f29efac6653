// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title ERC-5192: tokens that cannot be transferred
interface IERC5192 {
    /// @notice The token cannot be transferred from now on.
    event Locked(uint256 tokenId);

    /// @notice The token can be transferred from now on.
    event Unlocked(uint256 tokenId);

    /// @notice Whether the token cannot be transferred; reverts where there is no token.
    function locked(uint256 tokenId) external view returns (bool);
}
