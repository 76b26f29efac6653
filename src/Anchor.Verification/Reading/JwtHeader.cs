using System.Buffers.Text;
using System.Text.Json;
using Anchor.Credentials.Json;

namespace Anchor.Verification.Reading;

/// <summary>Looks at the header of a JWT whose algorithm was refused.</summary>
internal static class JwtHeader
{
    private const int MaxHeader = 4096;

    /// <summary>Whether the header's algorithm is <c>none</c>, in any case of letters.</summary>
    public static bool SaysUnsigned(ReadOnlySpan<byte> compact)
    {
        var dot = compact.IndexOf((byte)'.');
        if (dot is <= 0 or > MaxHeader) return false;
        Span<byte> utf8 = stackalloc byte[MaxHeader];
        if (Base64Url.DecodeFromUtf8(compact[..dot], utf8, out _, out var written) != System.Buffers.OperationStatus.Done) return false;
        return BoundedJson.Parse(utf8[..written]).TryGet(out var header, out _)
            && header.ValueKind == JsonValueKind.Object && header.TryGetProperty("alg", out var alg) && alg.ValueKind == JsonValueKind.String
            && string.Equals(alg.GetString(), "none", StringComparison.OrdinalIgnoreCase);
    }
}
