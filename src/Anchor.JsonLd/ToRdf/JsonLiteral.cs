using System.Text.Json;

namespace Anchor.JsonLd.ToRdf;

/// <summary>JSON literals in their canonical form (RFC 8785).</summary>
internal static class JsonLiteral
{
    public static string Canonicalise(JsonElement value, Operation operation) => throw operation.Error(Codes.InvalidValueObjectValue, "JSON literals are to come.");
}
