using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Anchor.Credentials.OpenBadges;

namespace Anchor.Issuance.Securing;

/// <summary>Reads and replaces single members of a document; all others keep their very bytes.</summary>
internal static class DocumentMembers
{
    public static bool IsPresentation(JsonElement document) => StatusTypes.Is(document, "VerifiablePresentation");

    /// <summary>The document in the name of an issuer, where it names none.</summary>
    public static JsonElement WithIssuer(JsonElement credential, string did)
    {
        if (!credential.TryGetProperty("issuer", out var issuer)) return With(credential, "issuer", writer => writer.WriteStringValue(did));
        return issuer.ValueKind == JsonValueKind.Object && !issuer.TryGetProperty("id", out _)
            ? With(credential, "issuer", writer => With(issuer, "id", id => id.WriteStringValue(did)).WriteTo(writer))
            : credential;
    }

    /// <summary>The issuer's id; null where it has none that is a text.</summary>
    public static string? IssuerOf(JsonElement credential) => IdOf(credential, "issuer");

    /// <summary>The holder's id; null where it has none that is a text.</summary>
    public static string? HolderOf(JsonElement presentation) => IdOf(presentation, "holder");

    private static string? IdOf(JsonElement document, string name) =>
        document.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? Text(value, "id") : Text(document, name);

    /// <summary>A member that is a text; null for anything else.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The document with one member set; it takes the place of one of that name, or comes last.</summary>
    public static JsonElement With(JsonElement document, string name, Action<Utf8JsonWriter> write) => Rewrite(document, name, write);

    /// <summary>The document without these members.</summary>
    public static JsonElement Without(JsonElement document, params string[] names) => names.Aggregate(document, (rest, name) => Rewrite(rest, name, null));

    private static JsonElement Rewrite(JsonElement document, string name, Action<Utf8JsonWriter>? write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            var found = false;
            foreach (var member in document.EnumerateObject())
            {
                var isIt = member.NameEquals(name);
                found |= isIt;
                if (isIt && write is null) continue;
                writer.WritePropertyName(member.Name);
                if (isIt) write!(writer);
                else writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
            }
            if (!found && write is not null)
            {
                writer.WritePropertyName(name);
                write(writer);
            }
            writer.WriteEndObject();
        }
        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = 128 });
    }
}
