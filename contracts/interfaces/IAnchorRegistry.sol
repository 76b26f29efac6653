// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title The chain's record of Merkle roots, kept by issuer account
/// @notice Nobody owns the registry and nobody can change it. A root is anchored once per issuer and never overwritten.
/// Revocation is for ever.
/// @dev Operator roles are bits: 1 anchor, 2 revoke, 4 mint, 8 burn and reissue. The issuer itself holds every role.
/// A `signer` is the issuer or an account that holds the role; it signs EIP-712 messages in the domain
/// ("AnchorRegistry", "1", chain id, this contract), as a key (65 bytes, low s, v 27 or 28) or as a contract by
/// ERC-1271. Whoever carries a signature to the chain is without meaning. Messages:
/// `Anchor(address issuer,bytes32 root,uint256 deadline)`
/// `AnchorMany(address issuer,bytes32[] roots,uint256 deadline)`
/// `Revoke(address issuer,bytes32 root,uint256[] wordIndexes,uint256[] masks,uint256 deadline)`
/// `RevokeRoot(address issuer,bytes32 root,uint256 deadline)`
/// `SetOperator(address issuer,address operator,uint8 roles,uint256 nonce,uint256 deadline)`
///
/// Call data of exactly 32 bytes is a root, anchored by the sender through the fallback, unless its first four bytes
/// are a function's selector: then the call reverts, and `anchor` is the way. For this reason no function but the
/// `eip712Domain()` of ERC-5267 may lack arguments, and that one refuses 32 bytes.
interface IAnchorRegistry {
    /// @notice One entry of `anchorBatchBySig`.
    /// @param issuer Whose root it is.
    /// @param root The root.
    /// @param deadline The last second, in Unix time, at which the signature counts.
    /// @param signer The issuer, or an account with role 1.
    /// @param sig The signature of `Anchor`.
    struct SignedAnchor {
        address issuer;
        bytes32 root;
        uint256 deadline;
        address signer;
        bytes sig;
    }

    /// @notice A root was anchored.
    /// @param issuer Whose root it is.
    /// @param root The root.
    /// @param operator Who anchored or signed: the issuer, or one it allowed.
    /// @param anchoredAt The block's time.
    event Anchored(address indexed issuer, bytes32 indexed root, address operator, uint64 anchoredAt);

    /// @notice Credentials were revoked.
    /// @param issuer Whose root it is.
    /// @param root The root.
    /// @param wordIndex The word of the bitmap; bit b of it stands for index wordIndex * 256 + b.
    /// @param newMask The bits that were not set before.
    /// @param operator Who revoked or signed.
    event Revoked(address indexed issuer, bytes32 indexed root, uint256 wordIndex, uint256 newMask, address operator);

    /// @notice A whole root was revoked.
    /// @param issuer Whose root it is.
    /// @param root The root.
    /// @param operator Who revoked or signed.
    /// @param revokedAt The block's time.
    event RootRevoked(address indexed issuer, bytes32 indexed root, address operator, uint64 revokedAt);

    /// @notice An operator's roles were set.
    /// @param issuer Who allows.
    /// @param operator Who is allowed.
    /// @param roles The roles from now on; 0 removes the operator.
    event OperatorSet(address indexed issuer, address indexed operator, uint8 roles);

    /// @notice The issuer has this root already; the first anchor stands.
    error AnchorRegistryAlreadyAnchored(address issuer, bytes32 root, uint64 anchoredAt);

    /// @notice The issuer has not anchored this root.
    error AnchorRegistryNotAnchored(address issuer, bytes32 root);

    /// @notice The root is revoked already.
    error AnchorRegistryAlreadyRevoked(address issuer, bytes32 root, uint64 revokedAt);

    /// @notice The account is neither the issuer nor an operator with the role.
    error AnchorRegistryNotAuthorized(address issuer, address account);

    /// @notice The signature is not the signer's for this message, this chain and this contract.
    error AnchorRegistryInvalidSignature(address signer);

    /// @notice The signature's deadline has passed.
    error AnchorRegistrySignatureExpired(uint256 deadline);

    /// @notice The signature carries another nonce than the one that is due.
    error AnchorRegistryInvalidNonce(address issuer, uint256 expected);

    /// @notice The root is zero.
    error AnchorRegistryInvalidRoot();

    /// @notice An empty list, lists of different lengths, an empty mask, a word that no index reaches, an unknown role,
    /// or an operator that is nobody or the issuer itself.
    error AnchorRegistryInvalidArguments();

    /// @notice The call data is no call and no root.
    error AnchorRegistryInvalidCalldata(uint256 length);

    /// @notice The chain lacks the SHA-256 precompile, so nothing can be verified here.
    error AnchorRegistrySha256Unavailable();

    /// @notice Anchors a root of the sender.
    function anchor(bytes32 root) external;

    /// @notice Anchors several roots of the sender; reverts if any of them is anchored already.
    function anchorMany(bytes32[] calldata roots) external;

    /// @notice Anchors a root for an issuer that gave the sender role 1.
    function anchorFor(address issuer, bytes32 root) external;

    /// @notice Anchors several roots for an issuer that gave the sender role 1; reverts if any is anchored already.
    function anchorManyFor(address issuer, bytes32[] calldata roots) external;

    /// @notice Anchors a root with a signature of `Anchor`.
    /// @dev A front-run does no harm: it anchors the same root for the same issuer, and this call then reverts with
    /// `AnchorRegistryAlreadyAnchored`, which counts as success.
    function anchorBySig(address issuer, bytes32 root, uint256 deadline, address signer, bytes calldata sig) external;

    /// @notice Anchors several roots with one signature of `AnchorMany`; reverts if any is anchored already.
    function anchorManyBySig(
        address issuer,
        bytes32[] calldata roots,
        uint256 deadline,
        address signer,
        bytes calldata sig
    ) external;

    /// @notice Anchors roots of many issuers, each with its own signature of `Anchor`.
    /// @dev Entries anchored already are skipped, unread, so that nobody can block a batch by front-running one of
    /// them. Of all others a bad or expired signature reverts the whole batch.
    function anchorBatchBySig(SignedAnchor[] calldata anchors) external;

    /// @notice Revokes one credential of a root of the sender. Revoking it again changes nothing.
    function revoke(bytes32 root, uint64 index) external;

    /// @notice Revokes one credential for an issuer that gave the sender role 2.
    function revokeFor(address issuer, bytes32 root, uint64 index) external;

    /// @notice Revokes credentials of a root of the sender, up to 256 per word of the bitmap.
    /// @param root The root.
    /// @param wordIndexes The words.
    /// @param masks The bits to set in each word.
    function revokeMany(bytes32 root, uint256[] calldata wordIndexes, uint256[] calldata masks) external;

    /// @notice Revokes credentials for an issuer that gave the sender role 2.
    function revokeManyFor(address issuer, bytes32 root, uint256[] calldata wordIndexes, uint256[] calldata masks)
        external;

    /// @notice Revokes credentials with a signature of `Revoke`. Carrying it twice changes nothing.
    function revokeBySig(
        address issuer,
        bytes32 root,
        uint256[] calldata wordIndexes,
        uint256[] calldata masks,
        uint256 deadline,
        address signer,
        bytes calldata sig
    ) external;

    /// @notice Revokes a whole root, as its issuer or with role 2.
    function revokeRoot(address issuer, bytes32 root) external;

    /// @notice Revokes a whole root with a signature of `RevokeRoot`.
    function revokeRootBySig(address issuer, bytes32 root, uint256 deadline, address signer, bytes calldata sig)
        external;

    /// @notice Sets the roles that an operator holds for the sender; 0 removes it.
    function setOperator(address operator, uint8 roles) external;

    /// @notice Sets an operator's roles with the issuer's own signature of `SetOperator`.
    /// @param issuer Who allows.
    /// @param operator Who is allowed.
    /// @param roles The roles from now on.
    /// @param nonce What `operatorNonce` says; every change raises it, so no old signature revives an operator.
    /// @param deadline The last second at which the signature counts.
    /// @param sig The issuer's signature.
    function setOperatorBySig(
        address issuer,
        address operator,
        uint8 roles,
        uint256 nonce,
        uint256 deadline,
        bytes calldata sig
    ) external;

    /// @notice What is known of a root; all 0 when the issuer has not anchored it.
    /// @return anchoredAt The time of the block that anchored it.
    /// @return blockNumber That block's number.
    /// @return rootRevokedAt The time of the root's revocation; 0 while it stands.
    function record(address issuer, bytes32 root)
        external
        view
        returns (uint64 anchoredAt, uint64 blockNumber, uint64 rootRevokedAt);

    /// @notice Whether a credential is revoked, by itself or with its root; false where nothing is anchored.
    function isRevoked(address issuer, bytes32 root, uint64 index) external view returns (bool);

    /// @notice Whether the root is anchored and the credential not revoked.
    function isActive(address issuer, bytes32 root, uint64 index) external view returns (bool);

    /// @notice Whether the issuer anchored the root, the leaf stands at this index under it, and is not revoked.
    /// @dev Off chain, compute the leaf from the document: never accept it from whoever shows the document.
    /// @param issuer The issuer's account.
    /// @param root The anchored root.
    /// @param size The number of leaves.
    /// @param index The leaf's position, counted from 0.
    /// @param leaf The leaf's hash.
    /// @param path The siblings, from the leaf up.
    function verify(address issuer, bytes32 root, uint64 size, uint64 index, bytes32 leaf, bytes32[] calldata path)
        external
        view
        returns (bool);

    /// @notice One word of the revocation bitmap.
    function revocationWord(address issuer, bytes32 root, uint256 wordIndex) external view returns (uint256);

    /// @notice The roles that an operator holds.
    function operatorRoles(address issuer, address operator) external view returns (uint8);

    /// @notice The nonce that the next signature of `SetOperator` for this operator must carry.
    function operatorNonce(address issuer, address operator) external view returns (uint256);

    /// @notice Whether an account is the issuer or holds a role of it; of several bits, all of them.
    function isAuthorized(address issuer, address account, uint8 role) external view returns (bool);
}
