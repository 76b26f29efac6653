using Anchor.Credentials.Text;
using Anchor.Credentials.Trust;
using Anchor.Verification.Reading;

namespace Anchor.Verification.Findings;

/// <summary>Whether the issuer is one that the verifier recognises: by its DID, never by its name.</summary>
internal static class IssuerCheck
{
    private const string Name = CheckNames.Issuer;

    public static Check Of(Evidence evidence, TrustFile trust, bool signaturePassed)
    {
        if (evidence.Credential is not { } credential || evidence.IssuerDid is not { } did) return NotReached.Of(Name);
        if (trust.FindIssuer(did) is { } recognised)
            return signaturePassed
                ? Check.Pass(Name, $"The issuer is recognised as {recognised.Name}.")
                : Check.Unknown(Name, "issuer.unproven", $"The credential names the issuer {recognised.Name}, but its signature does not prove that.");
        var claimed = CredentialText.ClaimedIssuerName(credential);
        return claimed is not null && Bearer(Folded(claimed), trust) is { } imitated
            ? Check.Unknown(
                Name, "issuer.name_only",
                $"Beware: the credential bears the name of {imitated.Name}, but not its identity. Anybody can write a name; ask {imitated.Name} itself before you rely on this.")
            : Check.Unknown(Name, "issuer.not_recognised", "The issuer is not among those that this verifier recognises, so nobody vouches for who it is.");
    }

    private static RecognisedIssuer? Bearer(string folded, TrustFile trust) => trust.Issuers.FirstOrDefault(issuer => Folded(issuer.Name) == folded);

    /// <summary>Names that a reader takes for the same become equal: canonical form, letter case and white space aside.</summary>
    private static string Folded(string name) =>
        string.Join(' ', CanonicalForm.Compose(name).ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
