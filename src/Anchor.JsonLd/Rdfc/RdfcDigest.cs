using System.Security.Cryptography;

namespace Anchor.JsonLd.Rdfc;

/// <summary>The two hash functions.</summary>
internal static class RdfcDigest
{
    public const int MaxLength = 48;

    public static int LengthOf(RdfcHash hash) => hash == RdfcHash.Sha384 ? 48 : 32;

    public static void Of(RdfcHash hash, ReadOnlySpan<byte> data, Span<byte> destination)
    {
        if (hash == RdfcHash.Sha384) SHA384.HashData(data, destination);
        else SHA256.HashData(data, destination);
    }
}
