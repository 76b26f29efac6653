using System.Text;
using System.Text.Json;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Jwt;
using Anchor.Verification.Findings;
using Anchor.Verification.Reading;

namespace Anchor.Verification.Identifiers;

/// <summary>Which keys a document names: the issuer's first, then those of its proofs, then those of its endorsements.</summary>
internal static class NamedKeys
{
    public static IEnumerable<KeyName> Of(Evidence evidence)
    {
        if (evidence.Credential is not { } credential) return [];
        var own = (evidence.Jwt is { } jwt ? OfJwt(jwt) : OfDocument(credential, evidence.Signed)).Prepend(OfIssuer(evidence)).OfType<KeyName>();
        return own.Concat(EndorsementChecks.Endorsements(credential).SelectMany(each => each.IsJwt ? OfCompact(each.Item) : OfDocument(each.Item)));
    }

    public static IEnumerable<KeyName> OfDocument(JsonElement document, SignedDocument? read = null)
    {
        var issuer = CredentialText.IssuerId(document);
        if (issuer is not null && !WebKey.IsAddress(issuer)) yield return new KeyName(issuer, issuer);
        if (document.ValueKind != JsonValueKind.Object || !(read?.Proofs ?? DataIntegrityProofs.Read(document)).TryGet(out var proofs, out _)) yield break;
        foreach (var proof in proofs)
            if (proof.VerificationMethod is { } method && !WebKey.IsAddress(method)) yield return new KeyName(method, issuer);
    }

    public static IEnumerable<KeyName> OfJwt(ParsedJwt jwt)
    {
        var issuer = CredentialText.IssuerId(jwt.Claims);
        if (issuer is not null && !WebKey.IsAddress(issuer)) yield return new KeyName(issuer, issuer);
        if (jwt.Kid.Length > 0) yield return new KeyName(jwt.Kid, issuer);
    }

    /// <summary>The issuer's document once more where it alone can say which accounts are the issuer's, and where its list of revoked credentials is.</summary>
    private static KeyName? OfIssuer(Evidence evidence) =>
        evidence is { MerkleProof: not null, IssuerDid: { } issuer } && !WebKey.IsAddress(issuer) ? new KeyName(issuer, issuer, ForDocument: true) : null;

    private static IEnumerable<KeyName> OfCompact(JsonElement item) =>
        CredentialText.Text(item) is { } compact && VcJwt.Parse(Encoding.UTF8.GetBytes(compact)).TryGet(out var jwt, out _) ? OfJwt(jwt) : [];
}
