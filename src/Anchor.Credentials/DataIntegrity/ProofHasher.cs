using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Anchor.Credentials.Json;
using Anchor.Credentials.Keys;
using Anchor.JsonLd;
using Anchor.JsonLd.Jcs;
using Anchor.JsonLd.Rdfc;

namespace Anchor.Credentials.DataIntegrity;

/// <summary>Canonicalises and hashes documents and proof configurations as a suite and a key's type ask for.</summary>
/// <remarks>What is signed is hash(proof configuration) ‖ hash(document).</remarks>
internal sealed class ProofHasher(Cryptosuite suite, KeyType key)
{
    private static readonly RdfcOptions Sha384Options = new(RdfcHash.Sha384);
    private readonly RdfcOptions _options = key == KeyType.P384 ? Sha384Options : RdfcOptions.Default;

    /// <summary>Bytes of a hash: 48 with P-384, else 32.</summary>
    public int Length => key == KeyType.P384 ? 48 : 32;

    /// <summary>Hashes a document without its proofs.</summary>
    /// <exception cref="JsonLdException">It cannot be canonicalised.</exception>
    public void HashDocument(JsonElement document, Span<byte> destination)
    {
        if (!suite.IsJcs)
        {
            Rdfc10.Hash(DocumentQuads.Of(document), destination, _options);
            return;
        }
        var canonical = new ArrayBufferWriter<byte>(4096);
        JsonCanonicaliser.Canonicalise(document, canonical);
        Hash(canonical.WrittenSpan, destination);
    }

    /// <summary>Hashes a proof without its value.</summary>
    /// <param name="proof">The proof; a value in it is left out.</param>
    /// <param name="context">The document's <c>@context</c>, under which an RDFC suite reads the proof.</param>
    /// <param name="destination">Receives the hash.</param>
    /// <exception cref="JsonLdException">It cannot be canonicalised.</exception>
    public void HashConfiguration(JsonElement proof, JsonElement? context, Span<byte> destination)
    {
        if (suite.IsJcs)
        {
            var canonical = new ArrayBufferWriter<byte>(512);
            JsonCanonicaliser.CanonicaliseWithout(proof, "proofValue"u8, canonical);
            Hash(canonical.WrittenSpan, destination);
            return;
        }
        var configuration = JsonText.Element(writer =>
        {
            writer.WriteStartObject();
            if (context is { } value)
            {
                writer.WritePropertyName("@context");
                writer.WriteRawValue(DocumentParts.RawOf(value), skipInputValidation: true);
            }
            foreach (var member in proof.EnumerateObject())
                if (!member.NameEquals("proofValue") && !member.NameEquals("@context"))
                {
                    writer.WritePropertyName(member.Name);
                    writer.WriteRawValue(DocumentParts.RawOf(member.Value), skipInputValidation: true);
                }
            writer.WriteEndObject();
        });
        Rdfc10.Hash(DocumentQuads.Of(configuration), destination, _options);
    }

    private void Hash(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        if (key == KeyType.P384) SHA384.HashData(bytes, destination);
        else SHA256.HashData(bytes, destination);
    }
}
