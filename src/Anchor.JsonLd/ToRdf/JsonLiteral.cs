using System.Text;
using System.Text.Json;
using Anchor.JsonLd.Jcs;

namespace Anchor.JsonLd.ToRdf;

/// <summary>JSON literals in their canonical form (RFC 8785).</summary>
internal static class JsonLiteral
{
    public static string Canonicalise(JsonElement value) => Encoding.UTF8.GetString(JsonCanonicaliser.Canonicalise(value));
}
