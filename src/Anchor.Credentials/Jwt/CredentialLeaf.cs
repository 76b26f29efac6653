using System.Security.Cryptography;
using System.Text.Json;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.DataIntegrity;
using Anchor.JsonLd;
using Anchor.JsonLd.Rdfc;
using Anchor.Merkle;

namespace Anchor.Credentials.Jwt;

/// <summary>The Merkle leaf of a secured credential.</summary>
public static class CredentialLeaf
{
    /// <summary>SHA-256 of the compact JWS, its ASCII bytes exactly as issued.</summary>
    /// <remarks>Rule: DESIGN.md "tree rule".</remarks>
    public static Hash32 OfJwt(ReadOnlySpan<byte> compactAscii)
    {
        Span<byte> hash = stackalloc byte[Hash32.Length];
        SHA256.HashData(compactAscii, hash);
        return new Hash32(hash);
    }

    /// <summary>SHA-256 of the canonical N-Quads (RDFC-1.0, UTF-8) of a document with its issuer's proofs and without Merkle proofs.</summary>
    /// <param name="secured">The document, signed with Data Integrity.</param>
    /// <returns>
    /// The leaf; <c>proof.missing</c> when nobody signed the document, and <c>jsonld.*</c>, <c>rdfc.*</c>, <c>nquads.*</c> when it
    /// cannot be canonicalised without losing something.
    /// </returns>
    /// <remarks>Rule: DESIGN.md "tree rule". A proof is a Merkle proof when its cryptosuite is merkle-proof-2019.</remarks>
    public static Result<Hash32> OfDocument(JsonElement secured)
    {
        if (!DataIntegrityProofs.Read(secured).TryGet(out var proofs, out var error)) return error;
        var issuers = proofs.Where(proof => !proof.IsMerkleProof).ToList();
        if (issuers.Count == 0) return ProofErrors.Missing;
        var preimage = issuers.Count == proofs.Count ? secured : DocumentParts.WithProofs(secured, issuers.Select(proof => proof.Element));
        try
        {
            Span<byte> hash = stackalloc byte[Hash32.Length];
            Rdfc10.Hash(DocumentQuads.Of(preimage), hash);
            return new Hash32(hash);
        }
        catch (JsonLdException e)
        {
            return ProofErrors.From(e);
        }
    }

    /// <summary>The leaf of either form.</summary>
    public static Result<Hash32> Of(BundledCredential credential) =>
        credential.Document is { } document ? OfDocument(document) : OfJwt(credential.ToText());
}
