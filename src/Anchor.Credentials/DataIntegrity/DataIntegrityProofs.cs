using System.Security.Cryptography;
using System.Text.Json;
using Anchor.Credentials.Keys;
using Anchor.Credentials.MerkleProofs;
using Anchor.JsonLd;

namespace Anchor.Credentials.DataIntegrity;

/// <summary>Reads and verifies Data Integrity proofs: eddsa-rdfc-2022, eddsa-jcs-2022, ecdsa-rdfc-2019, ecdsa-jcs-2019.</summary>
/// <remarks>
/// Verifiable Credential Data Integrity 1.0. Codes: <c>proof.missing</c>, <c>proof.too_many</c>, <c>proof.malformed</c>,
/// <c>proof.type_unknown</c>, <c>proof.cryptosuite_unknown</c>, <c>proof.key_wrong_type</c>, <c>proof.purpose_mismatch</c>,
/// <c>proof.domain_mismatch</c>, <c>proof.challenge_mismatch</c>, <c>proof.created_in_future</c>, <c>proof.expired</c>,
/// <c>proof.context_mismatch</c>, <c>proof.previous_missing</c>, <c>proof.previous_ambiguous</c>,
/// <c>proof.signature_invalid</c>, and <c>jsonld.*</c>, <c>rdfc.*</c>, <c>nquads.*</c>, <c>jcs.*</c> for a document that
/// cannot be canonicalised.
/// </remarks>
public static class DataIntegrityProofs
{
    /// <summary>The type of every proof that is verified here.</summary>
    public const string ProofType = "DataIntegrityProof";

    /// <summary>The most proofs that one document may carry.</summary>
    public const int MaxProofs = 32;

    /// <summary>The proofs of a document, in their order, unverified; other kinds of proof among them.</summary>
    public static Result<IReadOnlyList<DataIntegrityProof>> Read(JsonElement document) => ProofReader.Read(document);

    /// <summary>Verifies one proof of a document.</summary>
    /// <param name="document">The whole secured document, so that the proofs that this one follows are found.</param>
    /// <param name="proof">One of its proofs.</param>
    /// <param name="key">The key that the proof's verification method names. Whose it is, is the caller's question.</param>
    /// <param name="expectations">What else must hold.</param>
    /// <returns>Null when the proof holds, else the first thing that is wrong.</returns>
    /// <remarks>A proof that follows others covers them, but says nothing about whether they hold: verify each.</remarks>
    public static Error? Verify(JsonElement document, DataIntegrityProof proof, PublicKey key, ProofExpectations expectations) =>
        Verify(document, proof, key, expectations, null);

    /// <summary>The same, with shapes of documents that resemble this one; null where it is read on its own.</summary>
    internal static Error? Verify(JsonElement document, DataIntegrityProof proof, PublicKey key, ProofExpectations expectations, DocumentCanonicaliser? canonicaliser)
    {
        if (proof.Type != ProofType) return ProofErrors.TypeUnknown(proof.Path);
        if (proof.ProofPurpose is null || proof.VerificationMethod is null || proof.ProofValue is null)
            return ProofErrors.Malformed("A proof has a purpose, a verification method and a value.", proof.Path);
        if (Cryptosuite.Find(proof.Cryptosuite) is not { } suite) return ProofErrors.CryptosuiteUnknown(proof.Path);
        if (!suite.Accepts(key.Type)) return ProofErrors.KeyWrongType(proof.Path);
        if (expectations.Check(proof) is { } unexpected) return unexpected;
        if (DecodeValue(proof.ProofValue, key.SignatureLength) is not { } signature)
            return ProofErrors.Malformed($"A proof value is z and base58btc of {key.SignatureLength} bytes.", proof.Path + ".proofValue");
        try
        {
            // Shapes are of RDF and SHA-256, and of documents that are covered without any proof.
            if (canonicaliser is not null && !suite.IsJcs && key.Type != KeyType.P384 && proof.PreviousProofs.Count == 0)
                return VerifySignature(canonicaliser, document, proof, key, signature) ? null : ProofErrors.SignatureInvalid(proof.Path);
            if (!Covered(document, proof, suite).TryGet(out var covered, out var uncovered)) return uncovered;
            return VerifySignature(covered, proof, suite, key, signature) ? null : ProofErrors.SignatureInvalid(proof.Path);
        }
        catch (JsonLdException e)
        {
            return ProofErrors.From(e);
        }
    }

    private static bool VerifySignature(JsonElement covered, DataIntegrityProof proof, Cryptosuite suite, PublicKey key, byte[] signature)
    {
        var hasher = new ProofHasher(suite, key.Type);
        Span<byte> message = stackalloc byte[2 * hasher.Length];
        hasher.HashConfiguration(proof.Element, ContextOf(covered), message[..hasher.Length]);
        hasher.HashDocument(covered, message[hasher.Length..]);
        return key.Verify(message, signature);
    }

    private static bool VerifySignature(DocumentCanonicaliser canonicaliser, JsonElement document, DataIntegrityProof proof, PublicKey key, byte[] signature)
    {
        Span<byte> message = stackalloc byte[2 * SHA256.HashSizeInBytes];
        canonicaliser.HashConfiguration(proof.Element, ContextOf(document), message[..SHA256.HashSizeInBytes]);
        canonicaliser.HashCovered(document, message[SHA256.HashSizeInBytes..]);
        return key.Verify(message, signature);
    }

    /// <summary>What the proof covers: the document without its proofs, but with those that this one follows.</summary>
    private static Result<JsonElement> Covered(JsonElement document, DataIntegrityProof proof, Cryptosuite suite)
    {
        JsonElement? context = null;
        if (suite.IsJcs && proof.Element.TryGetProperty("@context", out var own))
        {
            if (ContextOf(document) is not { } outer || !StartsWith(outer, own)) return ProofErrors.ContextMismatch(proof.Path);
            context = own;
        }
        return ProofChain.Previous(document, proof).Map(previous => DocumentParts.WithProofs(document, previous, context));
    }

    private static bool StartsWith(JsonElement contexts, JsonElement beginning)
    {
        var all = ListOf(contexts);
        var first = ListOf(beginning);
        return first.Count <= all.Count && first.Zip(all).All(pair => JsonElement.DeepEquals(pair.First, pair.Second));
    }

    private static List<JsonElement> ListOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];

    internal static JsonElement? ContextOf(JsonElement document) => document.TryGetProperty("@context", out var context) ? context : null;

    private static byte[]? DecodeValue(string value, int length)
    {
        // A byte takes at most 1.37 characters.
        if (value[0] != 'z' || value.Length > 2 + length * 3 / 2) return null;
        var bytes = new byte[2 * length];
        return Base58Text.TryDecode(value.AsSpan(1), bytes, out var written) && written == length ? bytes[..length] : null;
    }
}
