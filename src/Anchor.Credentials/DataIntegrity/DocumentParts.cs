using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Anchor.Credentials.Json;

namespace Anchor.Credentials.DataIntegrity;

/// <summary>A document put together anew from parts of another one; every part keeps its very bytes.</summary>
internal static class DocumentParts
{
    /// <summary>The document with other proofs instead of its own.</summary>
    /// <param name="document">A JSON object.</param>
    /// <param name="proofs">Written as an array behind the other members; left out when empty.</param>
    /// <param name="context">Takes the place of the document's <c>@context</c>, when given.</param>
    public static JsonElement WithProofs(JsonElement document, IEnumerable<JsonElement> proofs, JsonElement? context = null) =>
        JsonText.Element(writer =>
        {
            writer.WriteStartObject();
            foreach (var member in document.EnumerateObject())
            {
                if (member.NameEquals("proof")) continue;
                writer.WritePropertyName(member.Name);
                writer.WriteRawValue(RawOf(context is { } other && member.NameEquals("@context") ? other : member.Value), skipInputValidation: true);
            }
            WriteProofs(writer, proofs);
            writer.WriteEndObject();
        });

    /// <summary>The bytes of a value as they stand in its document.</summary>
    public static ReadOnlySpan<byte> RawOf(JsonElement element) => JsonMarshal.GetRawUtf8Value(element);

    private static void WriteProofs(Utf8JsonWriter writer, IEnumerable<JsonElement> proofs)
    {
        var any = false;
        foreach (var proof in proofs)
        {
            if (!any) writer.WriteStartArray("proof");
            any = true;
            writer.WriteRawValue(RawOf(proof), skipInputValidation: true);
        }
        if (any) writer.WriteEndArray();
    }

    /// <summary>Writes all members but <c>proof</c>, in their order, with the opening brace and without the closing one.</summary>
    /// <returns>Whether any member was written.</returns>
    public static bool WriteMembers(JsonElement document, IBufferWriter<byte> destination)
    {
        var any = false;
        destination.Write("{"u8);
        foreach (var member in document.EnumerateObject())
        {
            if (member.NameEquals("proof")) continue;
            if (any) destination.Write(","u8);
            any = true;
            destination.Write("\""u8);
            destination.Write(JsonMarshal.GetRawUtf8PropertyName(member));
            destination.Write("\":"u8);
            destination.Write(RawOf(member.Value));
        }
        return any;
    }

    /// <summary>Writes a proof without its value, under a document's <c>@context</c>: what a suite over RDF hashes of it.</summary>
    public static void WriteConfiguration(JsonElement proof, JsonElement? context, IBufferWriter<byte> destination)
    {
        var any = false;
        destination.Write("{"u8);
        if (context is { } value) Add("@context"u8, value);
        foreach (var member in proof.EnumerateObject())
            if (!member.NameEquals("proofValue") && !member.NameEquals("@context")) Add(JsonMarshal.GetRawUtf8PropertyName(member), member.Value);
        destination.Write("}"u8);

        void Add(ReadOnlySpan<byte> name, JsonElement value)
        {
            destination.Write(any ? ",\""u8 : "\""u8);
            any = true;
            destination.Write(name);
            destination.Write("\":"u8);
            destination.Write(RawOf(value));
        }
    }
}
