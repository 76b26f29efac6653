using System.Text.Json;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Presentations;

/// <summary>Verifies all proofs of one document.</summary>
public static class CredentialProofs
{
    /// <summary>Verifies every Data Integrity proof of a credential, and that its key is the issuer's. Merkle proofs are passed over.</summary>
    /// <param name="credential">The secured credential.</param>
    /// <param name="expectations">What each proof must say.</param>
    /// <param name="resolve">Finds keys; <see cref="VerificationMethods.Resolve"/> when null.</param>
    /// <returns>At least one finding.</returns>
    public static IReadOnlyList<ProofFinding> Verify(
        JsonElement credential, ProofExpectations expectations, Func<string, Result<VerificationMethod>>? resolve = null)
    {
        var issuer = IssuerOf(credential);
        return VerifyAll(credential, expectations, resolve, (method, proof) =>
            issuer is not null && method.Controller == issuer ? null : PresentationErrors.KeyNotOfIssuer(proof.Path));
    }

    internal static IReadOnlyList<ProofFinding> VerifyAll(
        JsonElement document, ProofExpectations expectations, Func<string, Result<VerificationMethod>>? resolve,
        Func<VerificationMethod, DataIntegrityProof, Error?> checkController)
    {
        if (!DataIntegrityProofs.Read(document).TryGet(out var proofs, out var error)) return [new ProofFinding("$.proof", null, null, error)];
        // A proof that holds for a document whose JSON reads otherwise proves nothing to whoever reads the JSON.
        var unplain = new Lazy<Error?>(() => PlainDocument.Check(document));
        var findings = proofs.Where(proof => !proof.IsMerkleProof).Select(proof => Find(proof)).ToArray();
        return findings.Length > 0 ? findings : [new ProofFinding("$.proof", null, null, ProofErrors.Missing)];

        ProofFinding Find(DataIntegrityProof proof)
        {
            if (proof.VerificationMethod is not { } id)
                return new ProofFinding(proof.Path, null, null, ProofErrors.Malformed("A proof names its verification method.", proof.Path));
            if (!(resolve ?? VerificationMethods.Resolve)(id).TryGet(out var method, out var unresolved))
                return new ProofFinding(proof.Path, id, null, unresolved with { Path = proof.Path + ".verificationMethod" });
            var refused = DataIntegrityProofs.Verify(document, proof, method.Key, expectations) ?? checkController(method, proof) ?? unplain.Value;
            return new ProofFinding(proof.Path, id, method.Controller, refused);
        }
    }

    internal static string? IssuerOf(JsonElement credential) => IdOf(credential, "issuer");

    /// <summary>A member that is an id, or an object with one.</summary>
    internal static string? IdOf(JsonElement document, string name)
    {
        if (document.ValueKind != JsonValueKind.Object || !document.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Object && !value.TryGetProperty("id", out value)) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
