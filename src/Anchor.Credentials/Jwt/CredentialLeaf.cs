using System.Security.Cryptography;
using Anchor.Merkle;

namespace Anchor.Credentials.Jwt;

/// <summary>The Merkle leaf of a secured credential.</summary>
public static class CredentialLeaf
{
    /// <summary>SHA-256 of the compact JWS, its ASCII bytes exactly as issued.</summary>
    /// <remarks>Rule: DESIGN.md "tree rule".</remarks>
    public static Hash32 OfJwt(ReadOnlySpan<byte> compactAscii)
    {
        Span<byte> hash = stackalloc byte[Hash32.Length];
        SHA256.HashData(compactAscii, hash);
        return new Hash32(hash);
    }
}
