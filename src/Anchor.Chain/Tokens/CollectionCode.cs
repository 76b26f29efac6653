using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Chain.Tokens;

/// <summary>The code of a collection: a minimal proxy (EIP-1167) to CredentialToken, followed by the terms it was made with.</summary>
/// <remarks>Layout: 363d3d373d3d3d363d73 ‖ implementation (20) ‖ 5af43d82803e903d91602b57fd5bf3 ‖ abi.encode(registry, issuer, name, symbol, baseURI).</remarks>
/// <param name="Implementation">Where the calls go; only its code hash says what the collection does.</param>
/// <param name="Terms">What it was made with, for ever.</param>
public sealed record CollectionCode(Address Implementation, CollectionTerms Terms)
{
    /// <summary>Keccak-256 of CredentialToken's runtime code, the same on every chain. A collection that calls other code can say whatever it likes.</summary>
    /// <remarks>It is pinned, so that who verifies needs no compiler; a test compares it with the compiled contract.</remarks>
    public static Hash32 ImplementationCodeHash { get; } = Hash32.Parse("0x89a5d8e554772962a147f7ec9904c84369b6d66cf10e0dfc8bd162e00d904713");

    private static ReadOnlySpan<byte> Head => [0x36, 0x3d, 0x3d, 0x37, 0x3d, 0x3d, 0x3d, 0x36, 0x3d, 0x73];

    private static ReadOnlySpan<byte> Tail => [0x5a, 0xf4, 0x3d, 0x82, 0x80, 0x3e, 0x90, 0x3d, 0x91, 0x60, 0x2b, 0x57, 0xfd, 0x5b, 0xf3];

    /// <summary>Where a factory puts a collection: the last 20 bytes of Keccak-256(0xff ‖ factory ‖ 0 (32 bytes) ‖ Keccak-256(creation code)) (EIP-1014).</summary>
    /// <remarks>
    /// The creation code, 61 ‖ length (2) ‖ 3d81600a3d39f3 ‖ code, does nothing but return the code. A clone made with any other could have been
    /// given tokens in its storage beforehand that no issuer permitted, and its code would not show it; its address does.
    /// </remarks>
    /// <param name="factory">The CredentialTokenFactory.</param>
    /// <param name="code">The collection's code.</param>
    public static Address AddressBy(Address factory, ReadOnlySpan<byte> code)
    {
        byte[] creation = [0x61, (byte)(code.Length >> 8), (byte)code.Length, 0x3d, 0x81, 0x60, 0x0a, 0x3d, 0x39, 0xf3, .. code];
        byte[] preimage = [0xff, .. factory.AsSpan(), .. new byte[Hash32.Length], .. Keccak256.Hash(creation).AsSpan()];
        return new Address(Keccak256.Hash(preimage).AsSpan()[^Address.Length..]);
    }

    /// <summary>The code itself.</summary>
    public byte[] ToBytes() => [.. Head, .. Implementation.AsSpan(), .. Tail, .. TokenCalls.Terms(Terms).Encode()];

    /// <summary>Reads the code at a collection's address.</summary>
    /// <returns>False for any other code.</returns>
    public static bool TryRead(ReadOnlySpan<byte> code, out CollectionCode collection)
    {
        collection = null!;
        var start = Head.Length + Address.Length + Tail.Length;
        if (code.Length <= start || !code.StartsWith(Head) || !code[(Head.Length + Address.Length)..start].SequenceEqual(Tail)) return false;
        try
        {
            var terms = new AbiReader(code[start..]);
            collection = new CollectionCode(
                new Address(code.Slice(Head.Length, Address.Length)),
                new CollectionTerms(terms.ReadAddress(), terms.ReadAddress(), terms.ReadString(), terms.ReadString(), terms.ReadString()));
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
