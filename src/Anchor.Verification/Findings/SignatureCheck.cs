using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;
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
        return evidence.Jwt is { } jwt ? OfJwt(jwt, evidence.IssuerDid, trust, now) : ProofSetCheck.Of(credential, evidence.IssuerDid, trust, now);
    }

    /// <summary>Whether a JWT is signed by a key of this issuer; also for the JWT of an endorsement.</summary>
    public static Check OfJwt(ParsedJwt jwt, string? issuer, TrustFile trust, DateTimeOffset now)
    {
        var keys = KeysOf(jwt);
        if (keys.Count == 0)
            return Check.Unknown(
                Name, "issuer.key_unresolvable", "The issuer's key cannot be found: its identifier does not contain one, and the trust file names none for it.");
        if (keys.FirstOrDefault(key => VcJwt.VerifySignature(jwt, key)) is not { } signer)
            return Check.Fail(Name, "jwt.signature_invalid", "The signature does not fit: the credential was changed after signing, or somebody else signed it.");
        // A key that the header carries is the issuer's when the trust file says so; else only a did:key proves itself.
        var pinned = jwt.Kid.Length == 0 && issuer is not null && IssuerKeys.Pinned(issuer, trust).Contains(signer);
        if (VcJwt.CheckClaims(jwt, pinned ? issuer : null) is { } mismatch)
            return Check.Fail(Name, mismatch.Code, $"The signature fits, but not what it was made for: {mismatch.Message}");
        return jwt.Type == VcJwt.JoseType && VcJwt.CheckTime(jwt, now) is { } late
            ? Check.Fail(Name, late.Code, $"The signature is not good at this time: {late.Message}")
            : Check.Pass(Name, "The credential is signed with the issuer's key and has not been changed since.");

        IReadOnlyList<PublicKey> KeysOf(ParsedJwt signed) =>
            signed.Kid.Length == 0 ? VcJwt.KeyOf(signed).Match<PublicKey[]>(key => [key], _ => []) : IssuerKeys.Of(signed.Kid, trust);
    }
}
