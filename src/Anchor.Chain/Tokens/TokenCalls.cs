using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Chain.Tokens;

/// <summary>A mint voucher with everything that the contract asks beside it.</summary>
/// <param name="Voucher">The permission.</param>
/// <param name="Path">The sibling hashes from the leaf to the tree hash.</param>
/// <param name="Signer">The issuer or its operator.</param>
/// <param name="Signature">65 bytes, or what a contract account checks by ERC-1271.</param>
public sealed record SignedVoucher(MintVoucher Voucher, IReadOnlyList<Hash32> Path, Address Signer, ReadOnlyMemory<byte> Signature);

/// <summary>What a collection is made of; together with the factory it decides the collection's address.</summary>
/// <param name="Registry">The registry whose anchors count.</param>
/// <param name="Issuer">The account whose credentials may be minted.</param>
/// <param name="Name">The collection's name; at most 128 bytes.</param>
/// <param name="Symbol">Its short name; at most 32 bytes.</param>
/// <param name="BaseUri">What a token's metadata address begins with; at most 256 bytes.</param>
public sealed record CollectionTerms(Address Registry, Address Issuer, string Name, string Symbol, string BaseUri);

/// <summary>Call data for the functions of CredentialToken and its factory that write. Anyone may send them.</summary>
public static class TokenCalls
{
    /// <summary><c>mint</c></summary>
    public static byte[] Mint(SignedVoucher voucher) => Entry(voucher).EncodeCall(TokenAbi.Mint);

    /// <summary><c>mintMany</c></summary>
    public static byte[] MintMany(IEnumerable<SignedVoucher> vouchers) => new AbiEncoder().AddTuples([.. vouchers.Select(Entry)]).EncodeCall(TokenAbi.MintMany);

    /// <summary><c>burnBySig</c></summary>
    public static byte[] BurnBySig(BigInteger tokenId, BigInteger deadline, Address signer, ReadOnlySpan<byte> signature) =>
        new AbiEncoder().Add(tokenId).Add(deadline).Add(signer).AddBytes(signature).EncodeCall(TokenAbi.BurnBySig);

    /// <summary><c>reissue</c></summary>
    public static byte[] Reissue(BigInteger tokenId, Address to, BigInteger deadline, Address signer, ReadOnlySpan<byte> signature) =>
        new AbiEncoder().Add(tokenId).Add(to).Add(deadline).Add(signer).AddBytes(signature).EncodeCall(TokenAbi.Reissue);

    /// <summary><c>refreshMetadata</c></summary>
    public static byte[] RefreshMetadata(ReadOnlySpan<BigInteger> tokenIds) => new AbiEncoder().AddArray(tokenIds).EncodeCall(TokenAbi.RefreshMetadata);

    /// <summary>The factory's <c>create</c></summary>
    public static byte[] Create(CollectionTerms terms) => Terms(terms).EncodeCall(TokenAbi.Create);

    internal static AbiEncoder Terms(CollectionTerms terms) =>
        new AbiEncoder().Add(terms.Registry).Add(terms.Issuer).AddString(terms.Name).AddString(terms.Symbol).AddString(terms.BaseUri);

    private static AbiEncoder Entry(SignedVoucher voucher)
    {
        var mint = voucher.Voucher;
        return new AbiEncoder()
            .Add(mint.Issuer).Add(mint.Root).Add(mint.Size).Add(mint.Index).Add(mint.Leaf).Add(mint.To).Add(mint.Deadline).Add((BigInteger)mint.Nonce)
            .AddArray([.. voucher.Path]).Add(voucher.Signer).AddBytes(voucher.Signature.Span);
    }
}
