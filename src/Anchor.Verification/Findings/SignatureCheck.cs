using Anchor.Credentials.Jwt;
using Anchor.Credentials.Trust;
using Anchor.Verification.Reading;

namespace Anchor.Verification.Findings;

/// <summary>Whether the credential is signed by a key of the issuer that it names.</summary>
internal static class SignatureCheck
{
    private const string Name = CheckNames.Signature;

    public static Check Of(Evidence evidence, TrustFile trust, DateTimeOffset now)
    {
        if (evidence.Credential is not { } credential) return NotReached.Of(Name);
        if (evidence.Jwt is not { } jwt) return ProofSetCheck.Of(credential, evidence.IssuerDid, trust, now);
        var keys = IssuerKeys.Of(jwt.Kid, trust);
        if (keys.Count == 0)
            return Check.Unknown(
                Name, "issuer.key_unresolvable", "The issuer's key cannot be found: its identifier does not contain one, and the trust file names none for it.");
        if (!keys.Any(key => VcJwt.VerifySignature(jwt, key.Encoded)))
            return Check.Fail(Name, "jwt.signature_invalid", "The signature does not fit: the credential was changed after signing, or somebody else signed it.");
        return VcJwt.CheckClaims(jwt) is { } mismatch
            ? Check.Fail(Name, mismatch.Code, $"The signature fits, but not what it was made for: {mismatch.Message}")
            : Check.Pass(Name, "The credential is signed with the issuer's key and has not been changed since.");
    }
}
