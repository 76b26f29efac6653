// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IERC721} from "@openzeppelin/contracts/interfaces/IERC721.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {IAnchorRegistry} from "./interfaces/IAnchorRegistry.sol";
import {ICredentialToken} from "./interfaces/ICredentialToken.sol";
import {IERC5192} from "./interfaces/IERC5192.sol";
import {CollectionArguments} from "./libraries/CollectionArguments.sol";
import {MerklePath} from "./libraries/MerklePath.sol";
import {OperatorRoles} from "./libraries/OperatorRoles.sol";
import {SignatureCheck} from "./libraries/SignatureCheck.sol";

/// @title CredentialToken
/// @notice See {ICredentialToken}.
/// @dev The implementation behind every collection. It has no immutables and its constructor keeps nothing, so its code
/// is the same on every chain and at every address, and its hash can be pinned. Called itself it has no issuer, and
/// refuses every voucher. Of OpenZeppelin's ERC721 the storage stays empty: all of a token is in one slot here.
contract CredentialToken is ICredentialToken, IERC5267, ERC721 {
    /// @dev One slot. `batch` counts from 1; it and `index` mean nothing while there is no holder.
    struct Token {
        address holder;
        uint32 batch;
        uint32 index;
        uint32 nonce;
    }

    string private constant NAME = "AnchorCredentialToken";
    string private constant VERSION = "1";
    bytes32 private constant NAME_HASH = keccak256(bytes(NAME));
    bytes32 private constant VERSION_HASH = keccak256(bytes(VERSION));
    bytes32 private constant DOMAIN_TYPE_HASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant MINT_TYPE_HASH = keccak256(
        "Mint(address issuer,bytes32 root,uint64 size,uint64 index,bytes32 leaf,address to,uint64 deadline,uint32 nonce)"
    );
    bytes32 private constant BURN_TYPE_HASH = keccak256("Burn(uint256 tokenId,uint32 nonce,uint256 deadline)");
    bytes32 private constant REISSUE_TYPE_HASH =
        keccak256("Reissue(uint256 tokenId,address to,uint32 nonce,uint256 deadline)");

    bytes4 private constant ERC4906_INTERFACE_ID = 0x49064906;
    bytes16 private constant HEX_DIGITS = "0123456789abcdef";
    uint256 private constant ID_DIGITS = 64;
    uint256 private constant MAX_SIZE = 1 << 32;
    uint256 private constant ENTRY_GAS = 250_000;
    /// @dev More than 64/63 of an entry's gas, for a call is given 63/64 of what is left at most.
    uint256 private constant ENTRY_GAS_RESERVE = 260_000;

    bytes32[] private _roots;
    mapping(bytes32 root => uint256 batch) private _batches;
    mapping(uint256 tokenId => Token) private _tokens;
    mapping(address holder => uint256) private _holdings;

    constructor() ERC721("", "") {}

    /// @inheritdoc ICredentialToken
    function mint(Voucher calldata voucher, bytes32[] calldata path, address signer, bytes calldata signature)
        external
        returns (uint256 tokenId)
    {
        (address registry_, address issuer_) = CollectionArguments.parties();
        if (issuer_ == address(0) || voucher.issuer != issuer_) revert CredentialTokenWrongIssuer(voucher.issuer);
        tokenId = _tokenIdOf(issuer_, voucher.leaf);
        Token storage token = _tokens[tokenId];
        if (token.holder != address(0)) revert CredentialTokenAlreadyMinted(tokenId, token.holder);
        if (voucher.nonce != token.nonce) revert CredentialTokenInvalidNonce(tokenId, token.nonce);
        _requireRole(signer, OperatorRoles.MINT);
        _requireSignature(signer, voucher.deadline, keccak256(abi.encode(MINT_TYPE_HASH, voucher)), signature);
        if (voucher.to == address(0)) revert CredentialTokenInvalidRecipient(voucher.to);
        if (!IAnchorRegistry(registry_).isActive(issuer_, voucher.root, voucher.index)) {
            revert CredentialTokenNotActive(voucher.root, voucher.index);
        }
        _requireIncluded(voucher, path);

        token.batch = _batchOf(voucher.root);
        token.index = uint32(voucher.index);
        _mint(voucher.to, tokenId);
        emit Locked(tokenId);
        emit CredentialMinted(tokenId, voucher.to, voucher.root, voucher.index, voucher.leaf);
    }

    /// @inheritdoc ICredentialToken
    function mintMany(MintRequest[] calldata requests) external {
        (, address issuer_) = CollectionArguments.parties();
        for (uint256 i = 0; i < requests.length; ++i) {
            MintRequest calldata request = requests[i];
            bytes memory call =
                abi.encodeCall(this.mint, (request.voucher, request.path, request.signer, request.signature));
            if (gasleft() < ENTRY_GAS_RESERVE) revert();
            (bool isMinted, bytes memory reason) = address(this).call{gas: ENTRY_GAS}(call);
            if (!isMinted) emit MintRefused(_tokenIdOf(issuer_, request.voucher.leaf), reason);
        }
    }

    /// @inheritdoc ICredentialToken
    function burn(uint256 tokenId) external {
        if (_requireMinted(tokenId).holder != msg.sender) revert CredentialTokenNotAuthorized(issuer(), msg.sender);
        _burn(tokenId);
    }

    /// @inheritdoc ICredentialToken
    function burnBySig(uint256 tokenId, uint256 deadline, address signer, bytes calldata signature) external {
        Token storage token = _requireMinted(tokenId);
        if (signer != token.holder) _requireRole(signer, OperatorRoles.BURN_REISSUE);
        bytes32 structHash = keccak256(abi.encode(BURN_TYPE_HASH, tokenId, token.nonce, deadline));
        _requireSignature(signer, deadline, structHash, signature);
        _burn(tokenId);
    }

    /// @inheritdoc ICredentialToken
    function reissue(uint256 tokenId, address to, uint256 deadline, address signer, bytes calldata signature) external {
        Token storage token = _requireMinted(tokenId);
        _requireRole(signer, OperatorRoles.BURN_REISSUE);
        bytes32 structHash = keccak256(abi.encode(REISSUE_TYPE_HASH, tokenId, to, token.nonce, deadline));
        _requireSignature(signer, deadline, structHash, signature);
        address from = token.holder;
        if (to == address(0) || to == from) revert CredentialTokenInvalidRecipient(to);
        _transfer(from, to, tokenId);
        emit CredentialReissued(tokenId, from, to, token.nonce);
    }

    /// @inheritdoc ICredentialToken
    function refreshMetadata(uint256[] calldata tokenIds) external {
        for (uint256 i = 0; i < tokenIds.length; ++i) {
            if (_ownerOf(tokenIds[i]) != address(0)) emit MetadataUpdate(tokenIds[i]);
        }
    }

    /// @inheritdoc ICredentialToken
    function registry() external view returns (address registry_) {
        (registry_,) = CollectionArguments.parties();
    }

    /// @inheritdoc ICredentialToken
    function isValid(uint256 tokenId) external view returns (bool) {
        Token storage token = _tokens[tokenId];
        if (token.holder == address(0)) return false;
        (address registry_, address issuer_) = CollectionArguments.parties();
        return IAnchorRegistry(registry_).isActive(issuer_, _roots[token.batch - 1], token.index);
    }

    /// @inheritdoc ICredentialToken
    function credentialOf(uint256 tokenId) external view returns (address, bytes32, uint64) {
        Token storage token = _requireMinted(tokenId);
        return (issuer(), _roots[token.batch - 1], token.index);
    }

    /// @inheritdoc ICredentialToken
    function nonceOf(uint256 tokenId) external view returns (uint32) {
        return _tokens[tokenId].nonce;
    }

    /// @inheritdoc ICredentialToken
    function tokenIdOf(bytes32 leaf) external view returns (uint256) {
        return _tokenIdOf(issuer(), leaf);
    }

    /// @inheritdoc IERC5192
    function locked(uint256 tokenId) external view returns (bool) {
        _requireMinted(tokenId);
        return true;
    }

    /// @inheritdoc ICredentialToken
    function contractURI() external view returns (string memory) {
        return string.concat(_baseURI(), "contract");
    }

    /// @inheritdoc IERC5267
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name_,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        return (hex"0f", NAME, VERSION, block.chainid, address(this), bytes32(0), new uint256[](0));
    }

    /// @inheritdoc ICredentialToken
    function issuer() public view returns (address issuer_) {
        (, issuer_) = CollectionArguments.parties();
    }

    /// @inheritdoc ERC721
    function name() public view override returns (string memory text) {
        (text,,) = CollectionArguments.texts();
    }

    /// @inheritdoc ERC721
    function symbol() public view override returns (string memory text) {
        (, text,) = CollectionArguments.texts();
    }

    /// @inheritdoc ERC721
    function tokenURI(uint256 tokenId) public view override returns (string memory) {
        _requireOwned(tokenId);
        bytes memory digits = new bytes(ID_DIGITS);
        for (uint256 i = ID_DIGITS; i > 0; tokenId >>= 4) {
            digits[--i] = HEX_DIGITS[tokenId & 0xf];
        }
        return string.concat(_baseURI(), string(digits));
    }

    /// @inheritdoc ERC721
    function balanceOf(address holder) public view override(ERC721, IERC721) returns (uint256) {
        if (holder == address(0)) revert ERC721InvalidOwner(holder);
        return _holdings[holder];
    }

    /// @inheritdoc ERC721
    function supportsInterface(bytes4 interfaceId) public view override(ERC721, IERC165) returns (bool) {
        return interfaceId == type(IERC5192).interfaceId || interfaceId == ERC4906_INTERFACE_ID
            || super.supportsInterface(interfaceId);
    }

    /// @notice Refused: tokens are not approved.
    function approve(address, uint256) public pure override(ERC721, IERC721) {
        revert CredentialTokenSoulbound();
    }

    /// @notice Refused: tokens are not approved.
    function setApprovalForAll(address, bool) public pure override(ERC721, IERC721) {
        revert CredentialTokenSoulbound();
    }

    /// @dev Every change of a holder comes through here. Losing a token raises its nonce: what was signed before is void.
    /// An `auth` is named by `transferFrom` and its kin alone: no transfer passes.
    function _update(address to, uint256 tokenId, address auth) internal override returns (address from) {
        if (auth != address(0)) revert CredentialTokenSoulbound();
        Token storage token = _tokens[tokenId];
        from = token.holder;
        if (from != address(0)) {
            --_holdings[from];
            ++token.nonce;
        }
        if (to != address(0)) ++_holdings[to];
        token.holder = to;
        emit Transfer(from, to, tokenId);
    }

    function _ownerOf(uint256 tokenId) internal view override returns (address) {
        return _tokens[tokenId].holder;
    }

    function _baseURI() internal view override returns (string memory text) {
        (,, text) = CollectionArguments.texts();
    }

    /// @dev The number of a root, which it is given at its first token: tokens keep the number, since it fits their slot.
    function _batchOf(bytes32 root) private returns (uint32) {
        uint256 batch = _batches[root];
        if (batch == 0) {
            _roots.push(root);
            batch = _roots.length;
            _batches[root] = batch;
        }
        return uint32(batch);
    }

    function _requireIncluded(Voucher calldata voucher, bytes32[] calldata path) private view {
        if (
            voucher.size > MAX_SIZE
                || MerklePath.verify(voucher.root, voucher.size, voucher.index, voucher.leaf, path)
                    != MerklePath.Finding.Included
        ) revert CredentialTokenInvalidProof();
    }

    function _requireMinted(uint256 tokenId) private view returns (Token storage token) {
        token = _tokens[tokenId];
        if (token.holder == address(0)) revert CredentialTokenNotMinted(tokenId);
    }

    function _requireRole(address account, uint8 role) private view {
        (address registry_, address issuer_) = CollectionArguments.parties();
        if (account != issuer_ && !IAnchorRegistry(registry_).isAuthorized(issuer_, account, role)) {
            revert CredentialTokenNotAuthorized(issuer_, account);
        }
    }

    function _requireSignature(address signer, uint256 deadline, bytes32 structHash, bytes calldata signature)
        private
        view
    {
        if (block.timestamp > deadline) revert CredentialTokenSignatureExpired(deadline);
        bytes32 domainSeparator =
            keccak256(abi.encode(DOMAIN_TYPE_HASH, NAME_HASH, VERSION_HASH, block.chainid, address(this)));
        bytes32 digest = MessageHashUtils.toTypedDataHash(domainSeparator, structHash);
        if (!SignatureCheck.isValid(signer, digest, signature)) revert CredentialTokenInvalidSignature(signer);
    }

    function _tokenIdOf(address issuer_, bytes32 leaf) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(issuer_, leaf)));
    }
}
