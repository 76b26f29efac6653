using System.Buffers.Text;
using Anchor.Credentials.MerkleProofs;
using Anchor.Credentials.OpenBadges;

namespace Anchor.Credentials.DataModel;

/// <summary>The rules of <c>relatedResource</c> (VC 2.0 section 5.3): each resource once, and with a digest that pins it.</summary>
/// <remarks>Nothing is fetched: a digest is compared with those that are known of its resource, and else only its shape is checked.</remarks>
internal static class RelatedResourceRules
{
    private const string Code = "ob.related_resource";

    public static void Check(Node credential)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in credential.Items("relatedResource", orSingle: true))
        {
            if (!resource.IsObject()) continue;
            var id = resource.Url("id", required: true);
            if (id is not null && !seen.Add(id)) resource.Fail("ob.repeated", "Two related resources have the same id.");
            resource.Text("mediaType");
            var (sri, multibase) = (resource.Text("digestSRI"), resource.Text("digestMultibase"));
            if (sri is null && multibase is null) resource.Fail(Code, "A related resource has digestSRI or digestMultibase.");
            if (sri is not null) CheckAll(resource, id, "digestSRI", "sha256-, sha384- or sha512- and Base64", sri.Split(' '), OfIntegrity);
            if (multibase is not null) CheckAll(resource, id, "digestMultibase", "base64url or base58btc of a SHA-2 digest", [multibase], OfMultibase);
        }
    }

    private static void CheckAll(Node resource, string? id, string member, string shape, string[] texts, Func<string, byte[]?> read)
    {
        foreach (var text in texts)
        {
            if (read(text) is not { } digest) resource.Member(member)!.Value.Fail(Code, $"{member} is {shape}.");
            else if (id is not null && KnownDigests.Judge(id, digest) == KnownDigests.Answer.Wrong)
                resource.Member(member)!.Value.Fail("ob.digest", $"{member} is not a digest of that resource.");
        }
    }

    // W3C Subresource Integrity, section 3.5.
    private static byte[]? OfIntegrity(string text)
    {
        var (length, digest) = text.Split('-', 2) switch
        {
            ["sha256", var rest] => (32, rest),
            ["sha384", var rest] => (48, rest),
            ["sha512", var rest] => (64, rest),
            _ => (0, ""),
        };
        Span<byte> bytes = stackalloc byte[66];
        return length > 0 && Convert.TryFromBase64String(digest, bytes, out var written) && written == length ? bytes[..length].ToArray() : null;
    }

    // The digest alone, or behind the two bytes of a multihash (0x12 SHA-256, 0x20 SHA-384, 0x13 SHA-512).
    private static byte[]? OfMultibase(string text)
    {
        if (text.Length is < 2 or > 128) return null;
        var bytes = new byte[128];
        var written = text[0] switch
        {
            'u' when Base64Url.IsValid(text.AsSpan(1)) && Base64Url.TryDecodeFromChars(text.AsSpan(1), bytes, out var count) => count,
            'z' when Base58Text.TryDecode(text.AsSpan(1), bytes, out var count) => count,
            _ => 0,
        };
        return bytes.AsSpan(0, written) switch
        {
            [0x12, 32, .. var digest] when digest.Length == 32 => digest.ToArray(),
            [0x20, 48, .. var digest] when digest.Length == 48 => digest.ToArray(),
            [0x13, 64, .. var digest] when digest.Length == 64 => digest.ToArray(),
            { Length: 32 or 48 or 64 } digest => digest.ToArray(),
            _ => null,
        };
    }
}
