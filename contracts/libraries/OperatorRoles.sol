// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title What an issuer lets an operator do: a set of bits
/// @dev Constants of a library, since a getter without arguments would be a selector that a root may begin with.
library OperatorRoles {
    /// @dev May anchor roots.
    uint8 internal constant ANCHOR = 1;

    /// @dev May revoke credentials and roots.
    uint8 internal constant REVOKE = 2;

    /// @dev May sign mint vouchers.
    uint8 internal constant MINT = 4;

    /// @dev May burn and reissue tokens.
    uint8 internal constant BURN_REISSUE = 8;

    /// @dev Every role there is.
    uint8 internal constant ALL = 15;
}
