using System.Text.Json;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Json;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Presentations;

/// <summary>Verifies what is secured as a JWS: presentations, and credentials in envelopes.</summary>
internal static class PresentationJwt
{
    public const string Type = "vp+jwt";

    private static readonly JwsExpectation Expectation = new([Type], JwsAlgorithm.All, new JsonBounds(MaxBytes: 8 << 20));

    public static Result<ParsedJwt> Parse(ReadOnlySpan<byte> compact) => CompactJws.Parse(compact, Expectation);

    public static ProofFinding VerifyCredential(ParsedJwt jwt, Func<string, Result<VerificationMethod>> resolve, DateTimeOffset? now) =>
        Verify(jwt, resolve, method => VcJwt.CheckClaims(jwt, method.Controller) ?? CheckTime(jwt, now));

    public static ProofFinding VerifyPresentation(
        ParsedJwt jwt, Func<string, Result<VerificationMethod>> resolve, ProofExpectations expectations) => Verify(jwt, resolve, method =>
    {
        if (expectations.Domains is { } domains && !domains.ToHashSet(StringComparer.Ordinal).SetEquals(Audience(jwt.Claims))) return ProofErrors.DomainMismatch("$");
        if (expectations.Challenge is { } challenge && CredentialProofs.IdOf(jwt.Claims, "nonce") != challenge) return ProofErrors.ChallengeMismatch("$");
        return CheckTime(jwt, expectations.Now) ?? PresentationVerifier.CheckHolder(jwt.Claims, method.Controller);
    });

    private static ProofFinding Verify(ParsedJwt jwt, Func<string, Result<VerificationMethod>> resolve, Func<VerificationMethod, Error?> check)
    {
        if (!Method(jwt, resolve).TryGet(out var method, out var unresolved)) return new ProofFinding("$", jwt.Kid, null, unresolved);
        var refused = jwt.Algorithm != method.Key.Type ? JwtErrors.AlgNotAllowed
            : !VcJwt.VerifySignature(jwt, method.Key) ? JwtErrors.SignatureInvalid
            : check(method);
        return new ProofFinding("$", method.Id, method.Controller, refused);
    }

    // A key from the header speaks for its own did:key and for nobody else.
    private static Result<VerificationMethod> Method(ParsedJwt jwt, Func<string, Result<VerificationMethod>> resolve)
    {
        if (jwt.Kid.Length > 0) return resolve(jwt.Kid);
        if (jwt.Jwk is not { Type: not KeyType.Rsa } key) return JwtErrors.KidUnresolvable;
        var did = DidKey.Of(key);
        return new VerificationMethod(DidKey.VerificationMethodId(did), did, key);
    }

    private static Error? CheckTime(ParsedJwt jwt, DateTimeOffset? now) =>
        now is { } time && jwt.Type != VcJwt.Type ? VcJwt.CheckTime(jwt, time) : null;

    private static IEnumerable<string> Audience(JsonElement claims)
    {
        if (!claims.TryGetProperty("aud", out var audience)) return [];
        return audience.ValueKind == JsonValueKind.Array
            ? audience.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : "")
            : [audience.ValueKind == JsonValueKind.String ? audience.GetString()! : ""];
    }
}
