using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Anchor.Credentials.Bundles;

/// <summary>The secured credential inside a bundle: a compact JWS, or a JSON document with its own proof.</summary>
public sealed class BundledCredential
{
    private BundledCredential(string? compactJws, JsonElement? document) => (CompactJws, Document) = (compactJws, document);

    /// <summary>The compact JWS, or null.</summary>
    public string? CompactJws { get; }

    /// <summary>The document, or null.</summary>
    public JsonElement? Document { get; }

    /// <summary>The credential alone, UTF-8: the compact JWS, or the document's JSON as it was written.</summary>
    public byte[] ToText() => CompactJws is not null ? Encoding.ASCII.GetBytes(CompactJws) : JsonMarshal.GetRawUtf8Value(Document!.Value).ToArray();

    /// <summary>A VC-JWT.</summary>
    public static BundledCredential OfJwt(string compactJws) => new(compactJws, null);

    /// <summary>A VC-JWT from its ASCII bytes.</summary>
    public static BundledCredential OfJwt(ReadOnlySpan<byte> compactAscii) => new(Encoding.ASCII.GetString(compactAscii), null);

    /// <summary>A credential from its own text: a JSON document, or a compact JWS.</summary>
    /// <exception cref="JsonException">It begins like a document and is not JSON.</exception>
    public static BundledCredential OfText(ReadOnlySpan<byte> utf8) =>
        utf8 is [(byte)'{', ..] ? new(null, JsonElement.Parse(utf8)) : OfJwt(utf8);

    /// <summary>A document with a Data Integrity proof.</summary>
    public static BundledCredential OfDocument(JsonElement document) => new(null, document.Clone());
}
