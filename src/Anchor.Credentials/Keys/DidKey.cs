using System.Diagnostics.CodeAnalysis;
using Anchor.Credentials.MerkleProofs;
using SimpleBase;

namespace Anchor.Credentials.Keys;

/// <summary><c>did:key</c>: the identifier is the key.</summary>
/// <remarks>
/// <c>did:key:</c> ‖ the key's <see cref="Multikey"/> (did:key specification). One key has exactly one spelling here: whatever
/// does not encode back to itself is refused. The members that take and give bytes know Ed25519 alone, with which issuers sign
/// here unless told otherwise.
/// </remarks>
public static class DidKey
{
    internal const string Prefix = "did:key:";
    private const int MultibaseLength = 48;

    /// <summary>The DID of a public key.</summary>
    /// <exception cref="ArgumentException">An RSA key has no did:key here.</exception>
    public static string Of(PublicKey key) => Prefix + Multikey.Format(key);

    /// <summary>Reads a DID of any key type.</summary>
    /// <returns>The key, <c>key.method_unsupported</c> for another DID method, or a code of <see cref="Multikey.Parse"/>.</returns>
    public static Result<PublicKey> Parse(string did) =>
        did.StartsWith(Prefix, StringComparison.Ordinal) ? Multikey.Parse(did[Prefix.Length..]) : KeyErrors.MethodUnsupported;

    /// <summary>The DID of a public key, <c>did:key:z6Mk…</c>.</summary>
    /// <exception cref="ArgumentException">The key is not 32 bytes.</exception>
    public static string FromEd25519(ReadOnlySpan<byte> publicKey) => Prefix + ToMultibase(publicKey);

    /// <summary>The Multikey spelling of a public key, <c>z6Mk…</c>.</summary>
    /// <exception cref="ArgumentException">The key is not 32 bytes.</exception>
    public static string ToMultibase(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != Ed25519.PublicKeyLength)
            throw new ArgumentException($"A public key is {Ed25519.PublicKeyLength} bytes, not {publicKey.Length}.", nameof(publicKey));
        Span<byte> bytes = [0xed, 0x01, .. publicKey];
        return "z" + Base58.Bitcoin.Encode(bytes);
    }

    /// <summary>Reads a DID.</summary>
    /// <returns>False unless it is the one correct spelling of an acceptable Ed25519 key.</returns>
    public static bool TryParse([NotNullWhen(true)] string? did, [NotNullWhen(true)] out byte[]? publicKey)
    {
        publicKey = null;
        return did is not null
            && did.StartsWith(Prefix, StringComparison.Ordinal)
            && TryParseMultibase(did[Prefix.Length..], out publicKey);
    }

    /// <summary>Reads a Multikey, <c>z6Mk…</c>.</summary>
    /// <returns>False unless it is the one correct spelling of an acceptable Ed25519 key.</returns>
    public static bool TryParseMultibase([NotNullWhen(true)] string? multibase, [NotNullWhen(true)] out byte[]? publicKey)
    {
        publicKey = null;
        if (multibase is not { Length: MultibaseLength } || multibase[0] != 'z') return false;
        Span<byte> bytes = stackalloc byte[64];
        if (!Base58Text.TryDecode(multibase.AsSpan(1), bytes, out var written)) return false;
        if (written != 34 || bytes[0] != 0xed || bytes[1] != 0x01) return false;
        var key = bytes[2..34];
        if (!Ed25519.IsAcceptablePublicKey(key) || ToMultibase(key) != multibase) return false;
        publicKey = key.ToArray();
        return true;
    }

    /// <summary>The id of the DID's only key: the DID, <c>#</c>, and its multibase part again.</summary>
    /// <exception cref="ArgumentException">The text is not a did:key.</exception>
    public static string VerificationMethodId(string did) => Parse(did).IsOk
        ? $"{did}#{did[Prefix.Length..]}"
        : throw new ArgumentException("Not a did:key.", nameof(did));

    /// <summary>Reads a verification method id, <c>did:key:z6Mk…#z6Mk…</c>.</summary>
    /// <returns>False unless the fragment repeats the DID's key.</returns>
    public static bool TryParseVerificationMethod(
        [NotNullWhen(true)] string? id, [NotNullWhen(true)] out string? did, [NotNullWhen(true)] out byte[]? publicKey)
    {
        did = null;
        publicKey = null;
        if (id is null || id.Length != Prefix.Length + 2 * MultibaseLength + 1) return false;
        var candidate = id[..(Prefix.Length + MultibaseLength)];
        if (!TryParse(candidate, out publicKey) || VerificationMethodId(candidate) != id)
        {
            publicKey = null;
            return false;
        }
        did = candidate;
        return true;
    }
}
