using System.Text.Json;
using System.Text.Unicode;

namespace Anchor.Credentials.Json;

/// <summary>Reads JSON from strangers: bounded size and depth, strict UTF-8, no duplicate members, no comments.</summary>
/// <remarks>
/// Codes: <c>json.too_large</c>, <c>json.too_deep</c>, <c>json.malformed</c>, <c>json.duplicate_key</c>.
/// A leading byte order mark is skipped (editors add it). A lone surrogate escape is malformed, because no string holds it.
/// </remarks>
public static class BoundedJson
{
    /// <summary>Parses one JSON value.</summary>
    /// <returns>An element that owns its memory and needs no disposal.</returns>
    public static Result<JsonElement> Parse(ReadOnlySpan<byte> utf8, JsonBounds? bounds = null)
    {
        bounds ??= JsonBounds.Default;
        if (utf8.Length > bounds.MaxBytes)
            return Error.Invalid("json.too_large", $"The JSON has {utf8.Length} bytes; at most {bounds.MaxBytes} are read.");
        if (utf8.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        if (!Utf8.IsValid(utf8)) return Error.Invalid("json.malformed", "The JSON is not valid UTF-8.");
        // Without such escapes there is no half of a surrogate pair, and all else the parser refuses itself.
        if (utf8.IndexOf("\\u"u8) >= 0 && Scan(utf8, bounds.MaxDepth) is { } error) return error;
        try
        {
            return JsonElement.Parse(utf8, new JsonDocumentOptions { MaxDepth = bounds.MaxDepth, AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            // Where every token is right, the only thing left to refuse is a repeated member.
            return Scan(utf8, bounds.MaxDepth) ?? Error.Invalid("json.duplicate_key", "An object names the same member twice.");
        }
    }

    private static Error? Scan(ReadOnlySpan<byte> utf8, int maxDepth)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth + 1 });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= maxDepth)
                    return Error.Invalid("json.too_deep", $"The JSON is nested deeper than {maxDepth} levels.");
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    _ = reader.GetString();
            }
            return null;
        }
        catch (JsonException e)
        {
            return Error.Invalid("json.malformed", $"The JSON breaks off or is wrong at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");
        }
        catch (InvalidOperationException)
        {
            return Error.Invalid("json.malformed", "A string holds half of a surrogate pair.");
        }
    }
}
