using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Merkle;

namespace Anchor.Chain.Tokens;

/// <summary>The mint voucher: the issuer's permission to mint one credential for one holder.</summary>
/// <param name="Issuer">The issuer's account.</param>
/// <param name="Root">The anchored root.</param>
/// <param name="Size">How many leaves the root commits to.</param>
/// <param name="Index">The leaf's position.</param>
/// <param name="Leaf">The credential's leaf.</param>
/// <param name="To">The holder's account.</param>
/// <param name="Deadline">Unix seconds.</param>
/// <param name="Nonce">The token's nonce; burning and reissuing raise it.</param>
public sealed record MintVoucher(Address Issuer, Hash32 Root, ulong Size, ulong Index, Hash32 Leaf, Address To, ulong Deadline, uint Nonce);

/// <summary>The EIP-712 messages of the credential token, and its id rule.</summary>
/// <remarks>Vectors: tests/vectors/voucher.json.</remarks>
public static class TokenMessages
{
    /// <summary>The domain of a deployed token.</summary>
    public static TypedDomain Domain(ulong chainId, Address token) => new("AnchorCredentialToken", "1", chainId, token);

    /// <summary>The token of a leaf: Keccak-256(issuer as a word ‖ leaf), as a number.</summary>
    public static BigInteger TokenId(Address issuer, Hash32 leaf) =>
        new(Keccak256.Hash(new AbiEncoder().Add(issuer).Add(leaf).Encode()).AsSpan(), isUnsigned: true, isBigEndian: true);

    /// <summary>Permission to mint.</summary>
    public static TypedData Mint(MintVoucher voucher) =>
        new TypedData("Mint").Address("issuer", voucher.Issuer).Bytes32("root", voucher.Root)
            .Number(64, "size", voucher.Size).Number(64, "index", voucher.Index).Bytes32("leaf", voucher.Leaf)
            .Address("to", voucher.To).Number(64, "deadline", voucher.Deadline).Number(32, "nonce", voucher.Nonce);

    /// <summary>Permission to burn.</summary>
    public static TypedData Burn(BigInteger tokenId, uint nonce, BigInteger deadline) =>
        new TypedData("Burn").Number(256, "tokenId", tokenId).Number(32, "nonce", nonce).Number(256, "deadline", deadline);

    /// <summary>Permission to move a token to a holder's new account, keeping its id.</summary>
    public static TypedData Reissue(BigInteger tokenId, Address to, uint nonce, BigInteger deadline) =>
        new TypedData("Reissue").Number(256, "tokenId", tokenId).Address("to", to).Number(32, "nonce", nonce).Number(256, "deadline", deadline);
}
