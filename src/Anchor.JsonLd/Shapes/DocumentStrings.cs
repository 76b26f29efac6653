using System.Text.Json;

namespace Anchor.JsonLd.Shapes;

/// <summary>A string of a document that another document of the same shape may replace.</summary>
/// <param name="Start">The first byte between the quotation marks.</param>
/// <param name="Length">How many bytes stand between them, as they are written.</param>
internal readonly record struct DocumentString(int Start, int Length);

/// <summary>Where the strings of a JSON text stand that say something about its subject, rather than how it is to be read.</summary>
internal static class DocumentStrings
{
    private const int MaxStrings = 4_096;

    /// <summary>The strings in the order of the text: values, but none of a context, and no types.</summary>
    /// <returns>Null when the text cannot have a shape: it is not JSON, brings terms of its own along, or has too many strings.</returns>
    public static DocumentString[]? Find(ReadOnlySpan<byte> utf8)
    {
        var strings = new List<DocumentString>(64);
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 128 });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    // An escaped name may hide any of these.
                    if (reader.ValueIsEscaped) return null;
                    if (reader.ValueTextEquals("@context"u8))
                    {
                        if (!SkipNames(ref reader)) return null;
                    }
                    else if (reader.ValueTextEquals("type"u8) || reader.ValueTextEquals("@type"u8))
                    {
                        reader.Skip();
                    }
                    continue;
                }
                if (reader.TokenType != JsonTokenType.String) continue;
                if (strings.Count == MaxStrings) return null;
                strings.Add(new DocumentString((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length));
            }
            return [.. strings];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A context by its address, or an array of such: what they say does not depend on the document.
    private static bool SkipNames(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) return true;
        if (reader.TokenType != JsonTokenType.StartArray) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
        }
        return reader.TokenType == JsonTokenType.EndArray;
    }
}
