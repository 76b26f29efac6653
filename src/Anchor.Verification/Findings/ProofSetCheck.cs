using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.DataIntegrity;
using Anchor.Verification.Identifiers;

namespace Anchor.Verification.Findings;

/// <summary>Whether the Data Integrity proofs of a document hold, and one of them is its issuer's.</summary>
/// <remarks>
/// Every proof that can be checked must hold: a broken one says that the document was changed, whoever made it. A proof of
/// a kind that is not known here neither helps nor harms where the issuer's own holds.
/// </remarks>
internal static class ProofSetCheck
{
    private const string Name = CheckNames.Signature;

    // Each is canonicalised on its own, and anybody may send a document.
    private const int MaxProofs = 8;

    public static Check Of(JsonElement document, string? issuer, KeyRing keys, DateTimeOffset now) =>
        Of(new SignedDocument(document), issuer, keys, now);

    public static Check Of(SignedDocument document, string? issuer, KeyRing keys, DateTimeOffset now)
    {
        if (!document.Proofs.TryGet(out var all, out var error)) return Unreadable(error);
        var proofs = all.Where(proof => !proof.IsMerkleProof).ToList();
        if (proofs.Count == 0) return Unreadable(Error.Invalid("proof.missing", ""));
        if (proofs.Count > MaxProofs)
            return Check.Unknown(Name, "proof.too_many", $"The credential carries {proofs.Count} signatures; at most {MaxProofs} are looked at.");
        var findings = new List<(DataIntegrityProof Proof, Check Check)>();
        foreach (var proof in proofs)
        {
            var finding = OfProof(document, proof, issuer, keys, now);
            if (finding.Result == CheckResult.Failed) return finding;
            findings.Add((proof, finding));
        }
        var own = findings.FindAll(finding => ControllerOf(finding.Proof) == issuer);
        if (own.Find(finding => finding.Check.Result == CheckResult.Passed) is { Check: { } passed })
            return document.CheckPlain() is { } hidden ? Hidden(hidden) : passed;
        return own.Count > 0 ? own[0].Check
            : findings.TrueForAll(finding => finding.Check.Result == CheckResult.Passed)
                ? Check.Fail(Name, "proof.key_not_of_issuer", "The signature holds, but it is not by the issuer that the credential names.")
                : findings.Find(finding => finding.Check.Result != CheckResult.Passed).Check;
    }

    private static Check OfProof(SignedDocument document, DataIntegrityProof proof, string? issuer, KeyRing ring, DateTimeOffset now)
    {
        if (proof.Type != DataIntegrityProofs.ProofType || Cryptosuite.Find(proof.Cryptosuite) is null)
            return Check.Unknown(Name, "signature.format_unsupported", "The credential carries its signature in a form that this verifier does not read.");
        var answer = proof.VerificationMethod is { } method ? ring.Of(method, issuer) : KeyAnswer.None(KeyFault.Unresolvable);
        if (answer.Fault is { } fault) return fault.Under(Name);
        Error? first = null;
        foreach (var key in answer.Keys)
        {
            if (document.Verify(proof, key, ProofExpectations.Assertion with { Now = now }) is not { } error)
                return Check.Pass(Name, "The credential is signed with the issuer's key and has not been changed since.");
            // With several pinned keys, the one of the right type says more than the others.
            if (first is null || first.Code == "proof.key_wrong_type") first = error;
        }
        return Words(first!);
    }

    private static Check Words(Error error) => error.Code switch
    {
        "jsonld.context_unknown" => Check.Unknown(Name, error.Code, $"The signature cannot be checked: {error.Message}"),
        "proof.signature_invalid" => Check.Fail(Name, error.Code, "The signature does not fit: the credential was changed after signing, or somebody else signed it."),
        _ => Check.Fail(Name, error.Code, $"The signature is not good: {error.Message}"),
    };

    private static Check Hidden(Error error) => error.Code == PlainDocument.OwnVocabularyCode
        ? Check.Unknown(Name, error.Code, $"The signature holds, but not for what is read here: {error.Message}")
        : Check.Fail(Name, error.Code, $"The signature holds, but the document was rewritten: {error.Message}");

    private static Check Unreadable(Error error) => error.Code == "proof.missing"
        ? Check.Fail(Name, error.Code, "The credential is not signed at all, so anybody could have written it.")
        : Check.Fail(Name, error.Code, $"The signature cannot be read: {error.Message}");

    private static string? ControllerOf(DataIntegrityProof proof) => proof.VerificationMethod is { } method ? KeyRing.ControllerOf(method) : null;
}
