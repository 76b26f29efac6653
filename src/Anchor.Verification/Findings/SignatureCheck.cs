using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Jwt;
using Anchor.Verification.Identifiers;
using Anchor.Verification.Reading;

namespace Anchor.Verification.Findings;

/// <summary>Whether the credential is signed by a key of the issuer that it names. Pure over the keys that were gathered before.</summary>
internal static class SignatureCheck
{
    private const string Name = CheckNames.Signature;

    public static Check Of(Evidence evidence, KeyRing keys, DateTimeOffset now)
    {
        if (evidence.Credential is not { } credential) return NotReached.Of(Name);
        return evidence.Jwt is { } jwt ? OfJwt(jwt, evidence.IssuerDid, keys, now)
            : ProofSetCheck.Of(evidence.Signed ?? new SignedDocument(credential), evidence.IssuerDid, keys, now);
    }

    /// <summary>Whether a JWT is signed by a key of this issuer; also for the JWT of an endorsement or of a status list.</summary>
    public static Check OfJwt(ParsedJwt jwt, string? issuer, KeyRing keys, DateTimeOffset now)
    {
        var answer = keys.Of(jwt, issuer);
        if (answer.Fault is { } fault) return fault.Under(Name);
        if (!answer.Keys.Any(key => VcJwt.VerifySignature(jwt, key)))
            return Check.Fail(Name, "jwt.signature_invalid", "The signature does not fit: the credential was changed after signing, or somebody else signed it.");
        if (VcJwt.CheckClaims(jwt, answer.Controller) is { } mismatch)
            return Check.Fail(Name, mismatch.Code, $"The signature fits, but not what it was made for: {mismatch.Message}");
        return jwt.Type == VcJwt.JoseType && VcJwt.CheckTime(jwt, now) is { } late
            ? Check.Fail(Name, late.Code, $"The signature is not good at this time: {late.Message}")
            : Check.Pass(Name, "The credential is signed with the issuer's key and has not been changed since.");
    }
}
