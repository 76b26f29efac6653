// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {IERC5192} from "./IERC5192.sol";

/// @title One issuer's collection of tokens, each standing for one anchored credential
/// @notice A token is minted to a holder from a voucher of the issuer and a path to a root that the issuer anchored. It
/// is never transferred: the holder or the issuer may burn it, the issuer may reissue it to the holder's new account.
/// Nobody owns the collection and nobody can change it.
/// @dev A collection is a clone (EIP-1167) made by CredentialTokenFactory, with its registry, issuer, name, symbol and
/// base URI appended to its code. A verifier reads from the chain at once what the clone is: its code names the
/// implementation, whose code hash is pinned, and those five values. It believes the clone only at the address where the
/// factory puts this very code: a clone made otherwise could have been born with tokens in its storage.
///
/// tokenId = uint256(keccak256(abi.encode(issuer, leaf))). The metadata stands at the base URI followed by the 64
/// lower-case hexadecimal digits of the id.
///
/// A `signer` is the issuer, or an account to which the issuer gave the role in the registry: 4 to mint, 8 to burn and
/// reissue. It signs EIP-712 messages in the domain ("AnchorCredentialToken", "1", chain id, this collection), as a key
/// (65 bytes, low s, v 27 or 28) or as a contract by ERC-1271. Whoever carries a signature to the chain is without
/// meaning. Messages:
/// `Mint(address issuer,bytes32 root,uint64 size,uint64 index,bytes32 leaf,address to,uint64 deadline,uint32 nonce)`
/// `Burn(uint256 tokenId,uint32 nonce,uint256 deadline)`
/// `Reissue(uint256 tokenId,address to,uint32 nonce,uint256 deadline)`
/// The nonce is the token's. It is raised whenever a holder loses the token, so that no signature counts twice.
interface ICredentialToken is IERC4906, IERC5192 {
    /// @notice The issuer's permission to mint one credential to one holder: the message `Mint`.
    /// @param issuer The collection's issuer.
    /// @param root The anchored root.
    /// @param size The number of leaves under the root, 2^32 at most.
    /// @param index The leaf's position, counted from 0.
    /// @param leaf The credential's leaf.
    /// @param to The holder.
    /// @param deadline The last second, in Unix time, at which the voucher counts.
    /// @param nonce What `nonceOf` says of the token: 0 until it is burnt.
    struct Voucher {
        address issuer;
        bytes32 root;
        uint64 size;
        uint64 index;
        bytes32 leaf;
        address to;
        uint64 deadline;
        uint32 nonce;
    }

    /// @notice One entry of `mintMany`.
    /// @param voucher The voucher.
    /// @param path The siblings, from the leaf up.
    /// @param signer The issuer, or an account with role 4.
    /// @param signature The signature of `Mint`.
    struct MintRequest {
        Voucher voucher;
        bytes32[] path;
        address signer;
        bytes signature;
    }

    /// @notice A token was minted.
    /// @param tokenId The token.
    /// @param to The holder.
    /// @param root The anchored root.
    /// @param index The leaf's position under it.
    /// @param leaf The credential's leaf.
    event CredentialMinted(
        uint256 indexed tokenId, address indexed to, bytes32 indexed root, uint64 index, bytes32 leaf
    );

    /// @notice A token was reissued to another account.
    /// @param tokenId The token.
    /// @param from The holder until now.
    /// @param to The holder from now on.
    /// @param nonce The token's nonce from now on.
    event CredentialReissued(uint256 indexed tokenId, address indexed from, address indexed to, uint32 nonce);

    /// @notice An entry of `mintMany` was refused.
    /// @param tokenId The token of the entry's leaf in this collection.
    /// @param reason What `mint` reverted with; empty when the entry ran out of its gas.
    event MintRefused(uint256 indexed tokenId, bytes reason);

    /// @notice Tokens of this collection are neither transferred nor approved.
    error CredentialTokenSoulbound();

    /// @notice The voucher is of another issuer than the collection's, or this is no collection.
    error CredentialTokenWrongIssuer(address issuer);

    /// @notice The issuer has not anchored the root in the collection's registry, or has revoked it or this index.
    error CredentialTokenNotActive(bytes32 root, uint64 index);

    /// @notice The leaf does not stand at this index under the root, the size is above 2^32, or the chain lacks the
    /// SHA-256 precompile, so that nothing can be proved on it.
    error CredentialTokenInvalidProof();

    /// @notice The voucher carries another nonce than the one that is due.
    error CredentialTokenInvalidNonce(uint256 tokenId, uint32 expected);

    /// @notice The account is neither the issuer nor an operator with the role, nor the holder where the holder may act.
    error CredentialTokenNotAuthorized(address issuer, address account);

    /// @notice The signature is not the signer's for this message, this chain and this collection.
    error CredentialTokenInvalidSignature(address signer);

    /// @notice The signature's deadline has passed.
    error CredentialTokenSignatureExpired(uint256 deadline);

    /// @notice The token exists already.
    error CredentialTokenAlreadyMinted(uint256 tokenId, address holder);

    /// @notice The recipient is zero, or holds the token already.
    error CredentialTokenInvalidRecipient(address to);

    /// @notice There is no such token.
    error CredentialTokenNotMinted(uint256 tokenId);

    /// @notice Mints a token to the voucher's holder.
    /// @dev A front-run does no harm: it mints the same token to the same holder, and this call then reverts with
    /// `CredentialTokenAlreadyMinted`, which counts as success when the holder is the voucher's. The recipient is not
    /// called. Checked in this order: issuer, token, nonce, role, deadline, signature, recipient, registry, path.
    /// @param voucher The voucher.
    /// @param path The siblings, from the leaf up.
    /// @param signer The issuer, or an account with role 4.
    /// @param signature The signature of `Mint`.
    /// @return tokenId The token.
    function mint(Voucher calldata voucher, bytes32[] calldata path, address signer, bytes calldata signature)
        external
        returns (uint256 tokenId);

    /// @notice Mints each entry as `mint` does; one that is refused is told by `MintRefused` and undoes nothing of the
    /// others.
    /// @dev Every entry is given 250,000 gas, no less and no more, so what becomes of it does not depend on the gas that
    /// the sender sends: where less than 260,000 is left before an entry, the whole transaction reverts, without data,
    /// as a call out of gas does. Send what the entries use (see the gas snapshot) and 260,000 on top; `eth_estimateGas`
    /// finds this number too. A signer that is a contract and burns all it is given spoils its own entry only.
    function mintMany(MintRequest[] calldata requests) external;

    /// @notice Burns a token of the sender.
    function burn(uint256 tokenId) external;

    /// @notice Burns a token with a signature of `Burn`.
    /// @param tokenId The token.
    /// @param deadline The last second, in Unix time, at which the signature counts.
    /// @param signer The holder, the issuer, or an account with role 8.
    /// @param signature The signature.
    function burnBySig(uint256 tokenId, uint256 deadline, address signer, bytes calldata signature) external;

    /// @notice Moves a token to another account with a signature of `Reissue`; the id stays.
    /// @dev For a holder that lost its key. A revoked credential stays revoked.
    /// @param tokenId The token.
    /// @param to The holder's new account.
    /// @param deadline The last second, in Unix time, at which the signature counts.
    /// @param signer The issuer, or an account with role 8.
    /// @param signature The signature.
    function reissue(uint256 tokenId, address to, uint256 deadline, address signer, bytes calldata signature) external;

    /// @notice Tells indexers, by `MetadataUpdate`, to read the tokens' metadata anew; skips tokens that do not exist.
    function refreshMetadata(uint256[] calldata tokenIds) external;

    /// @notice The account whose credentials these are; zero where this is no collection.
    function issuer() external view returns (address);

    /// @notice The registry in which the issuer anchors and revokes; zero where this is no collection.
    function registry() external view returns (address);

    /// @notice Whether the token exists and the registry says that its credential is active.
    function isValid(uint256 tokenId) external view returns (bool);

    /// @notice Where the token's credential is anchored; reverts where there is no token.
    /// @return issuer The issuer.
    /// @return root The anchored root.
    /// @return index The leaf's position under it.
    function credentialOf(uint256 tokenId) external view returns (address issuer, bytes32 root, uint64 index);

    /// @notice The nonce that the next signature for this token must carry; 0 where nothing was ever minted.
    function nonceOf(uint256 tokenId) external view returns (uint32);

    /// @notice The token of a leaf in this collection, whether it exists or not.
    function tokenIdOf(bytes32 leaf) external view returns (uint256);

    /// @notice ERC-7572: where the collection's own metadata stands: the base URI followed by `contract`.
    function contractURI() external view returns (string memory);
}
