
namespace Anchor.Credentials.OpenBadges;

/// <summary>The rules of <c>relatedResource</c> (VC 2.0 section 5.3): each resource once, and with a digest that pins it.</summary>
internal static class RelatedResourceRules
{
    public static void Check(Node credential)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in credential.Items("relatedResource"))
        {
            if (!resource.IsObject()) continue;
            if (resource.Url("id", required: true) is { } id && !seen.Add(id)) resource.Fail("ob.repeated", "Two related resources have the same id.");
            resource.Text("mediaType");
            var digests = resource.Text("digestSRI") is null && resource.Text("digestMultibase") is null;
            if (digests) resource.Fail("ob.related_resource", "A related resource has digestSRI or digestMultibase.");
            else if (resource.Text("digestSRI") is { } sri && !Array.TrueForAll(sri.Split(' '), IsIntegrity))
                resource.Member("digestSRI")!.Value.Fail("ob.related_resource", "digestSRI is sha256-, sha384- or sha512- and Base64.");
        }
    }

    private static bool IsIntegrity(string text)
    {
        var (length, digest) = text.Split('-', 2) switch
        {
            ["sha256", var rest] => (32, rest),
            ["sha384", var rest] => (48, rest),
            ["sha512", var rest] => (64, rest),
            _ => (0, ""),
        };
        Span<byte> bytes = stackalloc byte[66];
        return length > 0 && Convert.TryFromBase64String(digest, bytes, out var written) && written == length;
    }
}
