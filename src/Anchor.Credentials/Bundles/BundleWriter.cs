using System.Runtime.InteropServices;
using System.Text.Json;
using Anchor.Credentials.Json;

namespace Anchor.Credentials.Bundles;

/// <summary>Writes bundles.</summary>
internal static class BundleWriter
{
    public static void Write(Utf8JsonWriter writer, Bundle bundle)
    {
        writer.WriteStartObject();
        writer.WriteNumber("version", Bundle.Version);
        writer.WritePropertyName("credential");
        if (bundle.Credential.Document is { } document) WriteDocument(writer, JsonMarshal.GetRawUtf8Value(document), document);
        else writer.WriteStringValue(bundle.Credential.CompactJws);
        WriteProof(writer, bundle.InclusionProof);
        writer.WriteString("binding", bundle.Binding);
        writer.WriteStartArray("anchors");
        foreach (var anchor in bundle.Anchors) WriteAnchor(writer, anchor);
        writer.WriteEndArray();
        if (bundle.Tokens.Count > 0) WriteTokens(writer, bundle.Tokens);
        writer.WriteEndObject();
    }

    // As it was signed, byte for byte. Only one that stands in several lines is written anew: a bundle may be a line of a file.
    private static void WriteDocument(Utf8JsonWriter writer, ReadOnlySpan<byte> text, JsonElement document)
    {
        if (text.IndexOfAny((byte)'\n', (byte)'\r') < 0) writer.WriteRawValue(text, skipInputValidation: true);
        else document.WriteTo(writer);
    }

    private static void WriteTokens(Utf8JsonWriter writer, IReadOnlyList<TokenClaim> tokens)
    {
        writer.WriteStartArray("tokens");
        foreach (var token in tokens)
        {
            writer.WriteStartObject();
            writer.WriteInteger("chainId", token.ChainId);
            writer.WriteString("contract", token.Contract);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteProof(Utf8JsonWriter writer, BundleProof? proof)
    {
        if (proof is null)
        {
            writer.WriteNull("inclusionProof");
            return;
        }
        writer.WriteStartObject("inclusionProof");
        writer.WriteInteger("size", proof.Size);
        writer.WriteInteger("index", proof.Index);
        writer.WriteStartArray("path");
        foreach (var hash in proof.Path) writer.WriteStringValue(hash.ToHex());
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteAnchor(Utf8JsonWriter writer, AnchorClaim anchor)
    {
        writer.WriteStartObject();
        writer.WriteInteger("chainId", anchor.ChainId);
        writer.WriteString("registry", anchor.Registry);
        writer.WriteString("issuerAccount", anchor.IssuerAccount);
        writer.WriteString("transactionHash", anchor.TransactionHash.ToHex());
        writer.WriteInteger("blockNumber", anchor.BlockNumber);
        writer.WriteString("blockHash", anchor.BlockHash.ToHex());
        writer.WriteInteger("timestamp", anchor.Timestamp);
        writer.WriteEndObject();
    }
}
