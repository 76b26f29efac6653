// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {IAnchorRegistry} from "./interfaces/IAnchorRegistry.sol";
import {MerklePath} from "./libraries/MerklePath.sol";
import {OperatorRoles} from "./libraries/OperatorRoles.sol";
import {SignatureCheck} from "./libraries/SignatureCheck.sol";

/// @title AnchorRegistry
/// @notice See {IAnchorRegistry}.
/// @dev No constructor, no immutables: the code is the same on every chain and at every address, so its hash can be
/// pinned. The domain separator is therefore computed at each use.
contract AnchorRegistry is IAnchorRegistry, IERC5267 {
    struct Record {
        uint64 anchoredAt;
        uint64 blockNumber;
        uint64 rootRevokedAt;
    }

    struct Operator {
        uint8 roles;
        uint248 nonce;
    }

    string private constant NAME = "AnchorRegistry";
    string private constant VERSION = "1";
    bytes32 private constant NAME_HASH = keccak256(bytes(NAME));
    bytes32 private constant VERSION_HASH = keccak256(bytes(VERSION));
    bytes32 private constant DOMAIN_TYPE_HASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant ANCHOR_TYPE_HASH = keccak256("Anchor(address issuer,bytes32 root,uint256 deadline)");
    bytes32 private constant ANCHOR_MANY_TYPE_HASH =
        keccak256("AnchorMany(address issuer,bytes32[] roots,uint256 deadline)");
    bytes32 private constant REVOKE_TYPE_HASH =
        keccak256("Revoke(address issuer,bytes32 root,uint256[] wordIndexes,uint256[] masks,uint256 deadline)");
    bytes32 private constant REVOKE_ROOT_TYPE_HASH =
        keccak256("RevokeRoot(address issuer,bytes32 root,uint256 deadline)");
    bytes32 private constant SET_OPERATOR_TYPE_HASH =
        keccak256("SetOperator(address issuer,address operator,uint8 roles,uint256 nonce,uint256 deadline)");

    uint256 private constant ROOT_LENGTH = 32;
    uint256 private constant LAST_WORD = type(uint64).max >> 8;

    mapping(address issuer => mapping(bytes32 root => Record)) private _records;
    mapping(address issuer => mapping(bytes32 root => mapping(uint256 wordIndex => uint256))) private _revocations;
    mapping(address issuer => mapping(address operator => Operator)) private _operators;

    /// @notice Anchors call data of exactly 32 bytes as a root of the sender.
    fallback() external {
        if (msg.data.length != ROOT_LENGTH) revert AnchorRegistryInvalidCalldata(msg.data.length);
        _anchor(msg.sender, bytes32(msg.data), msg.sender);
    }

    /// @inheritdoc IAnchorRegistry
    function anchor(bytes32 root) external {
        _anchor(msg.sender, root, msg.sender);
    }

    /// @inheritdoc IAnchorRegistry
    function anchorMany(bytes32[] calldata roots) external {
        _anchorMany(msg.sender, roots, msg.sender);
    }

    /// @inheritdoc IAnchorRegistry
    function anchorFor(address issuer, bytes32 root) external {
        _requireRole(issuer, msg.sender, OperatorRoles.ANCHOR);
        _anchor(issuer, root, msg.sender);
    }

    /// @inheritdoc IAnchorRegistry
    function anchorManyFor(address issuer, bytes32[] calldata roots) external {
        _requireRole(issuer, msg.sender, OperatorRoles.ANCHOR);
        _anchorMany(issuer, roots, msg.sender);
    }

    /// @inheritdoc IAnchorRegistry
    function anchorBySig(address issuer, bytes32 root, uint256 deadline, address signer, bytes calldata sig) external {
        _requireAnchorSignature(issuer, root, deadline, signer, sig);
        _anchor(issuer, root, signer);
    }

    /// @inheritdoc IAnchorRegistry
    function anchorManyBySig(
        address issuer,
        bytes32[] calldata roots,
        uint256 deadline,
        address signer,
        bytes calldata sig
    ) external {
        _requireRole(issuer, signer, OperatorRoles.ANCHOR);
        bytes32 rootsHash = keccak256(abi.encodePacked(roots));
        _requireSignature(
            signer, deadline, keccak256(abi.encode(ANCHOR_MANY_TYPE_HASH, issuer, rootsHash, deadline)), sig
        );
        _anchorMany(issuer, roots, signer);
    }

    /// @inheritdoc IAnchorRegistry
    function anchorBatchBySig(SignedAnchor[] calldata anchors) external {
        if (anchors.length == 0) revert AnchorRegistryInvalidArguments();
        for (uint256 i = 0; i < anchors.length; ++i) {
            SignedAnchor calldata entry = anchors[i];
            if (_records[entry.issuer][entry.root].anchoredAt != 0) continue;
            _requireAnchorSignature(entry.issuer, entry.root, entry.deadline, entry.signer, entry.sig);
            _anchor(entry.issuer, entry.root, entry.signer);
        }
    }

    /// @inheritdoc IAnchorRegistry
    function revoke(bytes32 root, uint64 index) external {
        _requireAnchored(msg.sender, root);
        _revokeIndex(msg.sender, root, index);
    }

    /// @inheritdoc IAnchorRegistry
    function revokeFor(address issuer, bytes32 root, uint64 index) external {
        _requireRole(issuer, msg.sender, OperatorRoles.REVOKE);
        _requireAnchored(issuer, root);
        _revokeIndex(issuer, root, index);
    }

    /// @inheritdoc IAnchorRegistry
    function revokeMany(bytes32 root, uint256[] calldata wordIndexes, uint256[] calldata masks) external {
        _revokeMany(msg.sender, root, wordIndexes, masks, msg.sender);
    }

    /// @inheritdoc IAnchorRegistry
    function revokeManyFor(address issuer, bytes32 root, uint256[] calldata wordIndexes, uint256[] calldata masks)
        external
    {
        _requireRole(issuer, msg.sender, OperatorRoles.REVOKE);
        _revokeMany(issuer, root, wordIndexes, masks, msg.sender);
    }

    /// @inheritdoc IAnchorRegistry
    function revokeBySig(
        address issuer,
        bytes32 root,
        uint256[] calldata wordIndexes,
        uint256[] calldata masks,
        uint256 deadline,
        address signer,
        bytes calldata sig
    ) external {
        _requireRole(issuer, signer, OperatorRoles.REVOKE);
        bytes32 structHash = keccak256(
            abi.encode(
                REVOKE_TYPE_HASH,
                issuer,
                root,
                keccak256(abi.encodePacked(wordIndexes)),
                keccak256(abi.encodePacked(masks)),
                deadline
            )
        );
        _requireSignature(signer, deadline, structHash, sig);
        _revokeMany(issuer, root, wordIndexes, masks, signer);
    }

    /// @inheritdoc IAnchorRegistry
    function revokeRoot(address issuer, bytes32 root) external {
        _requireRole(issuer, msg.sender, OperatorRoles.REVOKE);
        _revokeRoot(issuer, root, msg.sender);
    }

    /// @inheritdoc IAnchorRegistry
    function revokeRootBySig(address issuer, bytes32 root, uint256 deadline, address signer, bytes calldata sig)
        external
    {
        _requireRole(issuer, signer, OperatorRoles.REVOKE);
        _requireSignature(signer, deadline, keccak256(abi.encode(REVOKE_ROOT_TYPE_HASH, issuer, root, deadline)), sig);
        _revokeRoot(issuer, root, signer);
    }

    /// @inheritdoc IAnchorRegistry
    function setOperator(address operator, uint8 roles) external {
        _setOperator(msg.sender, operator, roles);
    }

    /// @inheritdoc IAnchorRegistry
    function setOperatorBySig(
        address issuer,
        address operator,
        uint8 roles,
        uint256 nonce,
        uint256 deadline,
        bytes calldata sig
    ) external {
        uint256 expected = _operators[issuer][operator].nonce;
        if (nonce != expected) revert AnchorRegistryInvalidNonce(issuer, expected);
        bytes32 structHash = keccak256(abi.encode(SET_OPERATOR_TYPE_HASH, issuer, operator, roles, nonce, deadline));
        _requireSignature(issuer, deadline, structHash, sig);
        _setOperator(issuer, operator, roles);
    }

    /// @inheritdoc IAnchorRegistry
    function record(address issuer, bytes32 root)
        external
        view
        returns (uint64 anchoredAt, uint64 blockNumber, uint64 rootRevokedAt)
    {
        Record storage kept = _records[issuer][root];
        return (kept.anchoredAt, kept.blockNumber, kept.rootRevokedAt);
    }

    /// @inheritdoc IAnchorRegistry
    function verify(address issuer, bytes32 root, uint64 size, uint64 index, bytes32 leaf, bytes32[] calldata path)
        external
        view
        returns (bool)
    {
        if (!isActive(issuer, root, index)) return false;
        MerklePath.Finding finding = MerklePath.verify(root, size, index, leaf, path);
        if (finding == MerklePath.Finding.Sha256Unavailable) revert AnchorRegistrySha256Unavailable();
        return finding == MerklePath.Finding.Included;
    }

    /// @inheritdoc IAnchorRegistry
    function revocationWord(address issuer, bytes32 root, uint256 wordIndex) external view returns (uint256) {
        return _revocations[issuer][root][wordIndex];
    }

    /// @inheritdoc IAnchorRegistry
    function operatorRoles(address issuer, address operator) external view returns (uint8) {
        return _operators[issuer][operator].roles;
    }

    /// @inheritdoc IAnchorRegistry
    function operatorNonce(address issuer, address operator) external view returns (uint256) {
        return _operators[issuer][operator].nonce;
    }

    /// @inheritdoc IERC5267
    /// @dev Refuses 32 bytes of call data: they are a root that begins with this selector and would be lost silently.
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        if (msg.data.length == ROOT_LENGTH) {
            revert AnchorRegistryInvalidCalldata(ROOT_LENGTH);
        }
        return (hex"0f", NAME, VERSION, block.chainid, address(this), bytes32(0), new uint256[](0));
    }

    /// @inheritdoc IAnchorRegistry
    function isRevoked(address issuer, bytes32 root, uint64 index) external view returns (bool) {
        return _records[issuer][root].rootRevokedAt != 0 || _isIndexRevoked(issuer, root, index);
    }

    /// @inheritdoc IAnchorRegistry
    function isActive(address issuer, bytes32 root, uint64 index) public view returns (bool) {
        Record storage kept = _records[issuer][root];
        return kept.anchoredAt != 0 && kept.rootRevokedAt == 0 && !_isIndexRevoked(issuer, root, index);
    }

    /// @inheritdoc IAnchorRegistry
    function isAuthorized(address issuer, address account, uint8 role) public view returns (bool) {
        if (account == issuer) return true;
        return role != 0 && _operators[issuer][account].roles & role == role;
    }

    function _anchor(address issuer, bytes32 root, address operator) private {
        if (root == 0) revert AnchorRegistryInvalidRoot();
        Record storage kept = _records[issuer][root];
        uint64 before = kept.anchoredAt;
        if (before != 0) revert AnchorRegistryAlreadyAnchored(issuer, root, before);

        uint64 anchoredAt = uint64(block.timestamp);
        _records[issuer][root] = Record({anchoredAt: anchoredAt, blockNumber: uint64(block.number), rootRevokedAt: 0});
        emit Anchored(issuer, root, operator, anchoredAt);
    }

    function _anchorMany(address issuer, bytes32[] calldata roots, address operator) private {
        if (roots.length == 0) revert AnchorRegistryInvalidArguments();
        for (uint256 i = 0; i < roots.length; ++i) {
            _anchor(issuer, roots[i], operator);
        }
    }

    function _revokeIndex(address issuer, bytes32 root, uint64 index) private {
        _revokeWord(issuer, root, index >> 8, 1 << (index & 0xff), msg.sender);
    }

    function _revokeMany(
        address issuer,
        bytes32 root,
        uint256[] calldata wordIndexes,
        uint256[] calldata masks,
        address operator
    ) private {
        if (wordIndexes.length == 0 || wordIndexes.length != masks.length) {
            revert AnchorRegistryInvalidArguments();
        }
        _requireAnchored(issuer, root);
        for (uint256 i = 0; i < wordIndexes.length; ++i) {
            if (wordIndexes[i] > LAST_WORD || masks[i] == 0) revert AnchorRegistryInvalidArguments();
            _revokeWord(issuer, root, wordIndexes[i], masks[i], operator);
        }
    }

    function _revokeWord(address issuer, bytes32 root, uint256 wordIndex, uint256 mask, address operator) private {
        mapping(uint256 wordIndex => uint256) storage words = _revocations[issuer][root];
        uint256 before = words[wordIndex];
        uint256 newMask = mask & ~before;
        if (newMask == 0) return;
        words[wordIndex] = before | mask;
        emit Revoked(issuer, root, wordIndex, newMask, operator);
    }

    function _revokeRoot(address issuer, bytes32 root, address operator) private {
        Record storage kept = _requireAnchored(issuer, root);
        uint64 before = kept.rootRevokedAt;
        if (before != 0) revert AnchorRegistryAlreadyRevoked(issuer, root, before);
        kept.rootRevokedAt = uint64(block.timestamp);
        emit RootRevoked(issuer, root, operator, uint64(block.timestamp));
    }

    function _setOperator(address issuer, address operator, uint8 roles) private {
        if (operator == address(0) || operator == issuer || roles > OperatorRoles.ALL) {
            revert AnchorRegistryInvalidArguments();
        }
        Operator storage kept = _operators[issuer][operator];
        _operators[issuer][operator] = Operator({roles: roles, nonce: kept.nonce + 1});
        emit OperatorSet(issuer, operator, roles);
    }

    function _isIndexRevoked(address issuer, bytes32 root, uint64 index) private view returns (bool) {
        return (_revocations[issuer][root][index >> 8] >> (index & 0xff)) & 1 != 0;
    }

    function _requireAnchored(address issuer, bytes32 root) private view returns (Record storage kept) {
        kept = _records[issuer][root];
        if (kept.anchoredAt == 0) revert AnchorRegistryNotAnchored(issuer, root);
    }

    function _requireRole(address issuer, address account, uint8 role) private view {
        if (!isAuthorized(issuer, account, role)) revert AnchorRegistryNotAuthorized(issuer, account);
    }

    function _requireAnchorSignature(address issuer, bytes32 root, uint256 deadline, address signer, bytes calldata sig)
        private
        view
    {
        _requireRole(issuer, signer, OperatorRoles.ANCHOR);
        _requireSignature(signer, deadline, keccak256(abi.encode(ANCHOR_TYPE_HASH, issuer, root, deadline)), sig);
    }

    function _requireSignature(address signer, uint256 deadline, bytes32 structHash, bytes calldata sig) private view {
        if (block.timestamp > deadline) revert AnchorRegistrySignatureExpired(deadline);
        bytes32 domainSeparator =
            keccak256(abi.encode(DOMAIN_TYPE_HASH, NAME_HASH, VERSION_HASH, block.chainid, address(this)));
        bytes32 digest = MessageHashUtils.toTypedDataHash(domainSeparator, structHash);
        if (!SignatureCheck.isValid(signer, digest, sig)) revert AnchorRegistryInvalidSignature(signer);
    }
}
