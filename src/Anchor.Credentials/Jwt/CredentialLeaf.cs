using System.Security.Cryptography;
using System.Text.Json;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.DataIntegrity;
using Anchor.JsonLd;
using Anchor.JsonLd.Rdfc;
using Anchor.Merkle;

namespace Anchor.Credentials.Jwt;

/// <summary>The Merkle leaf of a secured credential.</summary>
/// <remarks>Rule: DESIGN.md "tree rule".</remarks>
public static class CredentialLeaf
{
    /// <summary>SHA-256 of the compact JWS, its ASCII bytes exactly as issued.</summary>
    public static Hash32 OfJwt(ReadOnlySpan<byte> compactAscii)
    {
        Span<byte> hash = stackalloc byte[Hash32.Length];
        SHA256.HashData(compactAscii, hash);
        return new Hash32(hash);
    }

    /// <summary>SHA-256 of the RDFC-1.0 canonical N-Quads (UTF-8) of a document with its issuer's proofs and without Merkle proofs.</summary>
    /// <returns>Codes: <c>proof.missing</c> for a document that is not secured, <c>proof.malformed</c>, <c>proof.too_many</c>, and those of canonicalisation.</returns>
    public static Result<Hash32> OfDocument(JsonElement secured)
    {
        if (!DataIntegrityProofs.Read(secured).TryGet(out var proofs, out var error)) return error;
        var signatures = proofs.Where(proof => !proof.IsMerkleProof).Select(proof => proof.Element).ToList();
        if (signatures.Count == 0) return ProofErrors.Missing;
        var covered = signatures.Count == proofs.Count ? secured : DocumentParts.WithProofs(secured, signatures);
        try
        {
            Span<byte> hash = stackalloc byte[Hash32.Length];
            Rdfc10.Hash(JsonLdProcessor.ToRdf(covered), hash);
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
