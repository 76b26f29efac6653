using System.Runtime.InteropServices;
using System.Text.Json;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Json;
using Anchor.Credentials.Jwt;
using Anchor.Merkle;

namespace Anchor.Credentials.MerkleProofs;

/// <summary>A signed document with its Merkle proof: proof set [issuer's own, merkle-proof-2019], one file that Blockcerts verifiers read.</summary>
/// <remarks>
/// Codes: <c>json.*</c>, <c>proof.missing</c>, <c>proof.malformed</c>, <c>proof.too_many</c>, <c>merkle_proof.already_there</c>,
/// <c>merkle_proof.not_of_leaf</c>, and those of <see cref="CredentialLeaf.OfDocument"/>.
/// </remarks>
public static class BlockcertsDocument
{
    private static readonly JsonBounds Bounds = new(MaxBytes: 4 << 20);

    /// <summary>The document of one credential of a batch whose root is on chain.</summary>
    /// <param name="secured">The signed document, UTF-8; its leaf is computed anew.</param>
    /// <param name="proof">Its inclusion proof.</param>
    /// <param name="anchoredRoot">The batch's anchored root.</param>
    /// <param name="anchor">The transaction whose whole call data was that root.</param>
    /// <param name="options">What else the Merkle proof says.</param>
    /// <returns>The document, the Merkle proof last in its <c>proof</c>; every other byte as it was.</returns>
    public static Result<byte[]> Write(
        ReadOnlySpan<byte> secured, InclusionProof proof, in Hash32 anchoredRoot, ChainAnchor anchor, MerkleProofOptions options)
    {
        if (!BoundedJson.Parse(secured, Bounds).TryGet(out var document, out var malformed)) return malformed;
        if (!CredentialLeaf.OfDocument(document).TryGet(out var leaf, out var noLeaf)) return noLeaf;
        return MerkleProof2019.Of(proof, leaf, anchoredRoot, anchor).TryGet(out var merkle, out var foreign) ? Append(secured, document, merkle, options) : foreign;
    }

    /// <summary>Appends a Merkle proof whose target is already known to be the document's leaf.</summary>
    /// <inheritdoc cref="Write"/>
    public static Result<byte[]> Append(ReadOnlySpan<byte> secured, MerkleProof2019 proof, MerkleProofOptions options) =>
        BoundedJson.Parse(secured, Bounds).TryGet(out var document, out var malformed) ? Append(secured, document, proof, options) : malformed;

    private static Result<byte[]> Append(ReadOnlySpan<byte> secured, JsonElement document, MerkleProof2019 proof, MerkleProofOptions options)
    {
        if (!DataIntegrityProofs.Read(document).TryGet(out var proofs, out var error)) return error;
        if (proofs.Any(each => each.IsMerkleProof)) return MerkleProofErrors.AlreadyThere;
        if (proofs.Count == DataIntegrityProofs.MaxProofs) return ProofErrors.TooMany;

        var member = document.GetProperty("proof");
        var raw = JsonMarshal.GetRawUtf8Value(member);
        // A byte order mark goes: it is no part of the document.
        if (secured.StartsWith("\uFEFF"u8)) secured = secured[3..];
        var start = StartOfProof(secured);
        var written = JsonText.Write(writer => WriteProof(writer, proof, options));
        return member.ValueKind == JsonValueKind.Array
            ? [.. secured[..start], .. raw[..^1], .. ","u8, .. written, .. "]"u8, .. secured[(start + raw.Length)..]]
            : (byte[])[.. secured[..start], .. "["u8, .. raw, .. ","u8, .. written, .. "]"u8, .. secured[(start + raw.Length)..]];
    }

    /// <summary>Where the value of the outermost <c>proof</c> begins; the document was read before, so that it is there.</summary>
    private static int StartOfProof(ReadOnlySpan<byte> document)
    {
        var reader = new Utf8JsonReader(document, new JsonReaderOptions { MaxDepth = Bounds.MaxDepth + 1 });
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName) continue;
            var isProof = reader.ValueTextEquals("proof"u8);
            reader.Read();
            if (isProof) return (int)reader.TokenStartIndex;
            reader.Skip();
        }
        throw new InvalidOperationException("The document has no proof.");
    }

    private static void WriteProof(Utf8JsonWriter writer, MerkleProof2019 proof, MerkleProofOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("id", $"urn:uuid:{options.Id:D}");
        writer.WriteString("type", DataIntegrityProofs.ProofType);
        writer.WriteString("cryptosuite", MerkleProof2019.Cryptosuite);
        writer.WriteString("created", XsdDateTime.Format(options.Created));
        writer.WriteString("proofPurpose", "assertionMethod");
        writer.WriteString("verificationMethod", options.VerificationMethod);
        writer.WriteString("proofValue", proof.ToValue());
        writer.WriteEndObject();
    }
}
