using System.Text.Json;
using Anchor.Credentials.Json;

namespace Anchor.Credentials.Jwt;

/// <summary>Compares the JWT claims with what the credential says itself.</summary>
internal static class JwtClaims
{
    public static Error? Check(ParsedJwt jwt)
    {
        var claims = jwt.Claims;
        var issuer = Member(claims, "issuer") is { ValueKind: JsonValueKind.Object } profile ? Member(profile, "id") : Member(claims, "issuer");
        if (!SameText(Member(claims, "iss"), issuer, required: true)) return JwtErrors.ClaimMismatch("iss", "issuer.id");
        if (!SameText(Member(claims, "jti"), Member(claims, "id"), required: true)) return JwtErrors.ClaimMismatch("jti", "id");
        if (!SameTime(Member(claims, "nbf"), Member(claims, "validFrom"), required: true)) return JwtErrors.ClaimMismatch("nbf", "validFrom");
        if (!SameTime(Member(claims, "exp"), Member(claims, "validUntil"), required: false)) return JwtErrors.ClaimMismatch("exp", "validUntil");
        var subject = Member(claims, "credentialSubject") is { ValueKind: JsonValueKind.Object } s ? Member(s, "id") : null;
        if (!SameText(Member(claims, "sub"), subject, required: false)) return JwtErrors.ClaimMismatch("sub", "credentialSubject.id");

        var hash = jwt.Kid.IndexOf('#', StringComparison.Ordinal);
        return hash > 0 && issuer!.Value.ValueEquals(jwt.Kid.AsSpan(0, hash)) ? null : JwtErrors.KeyNotOfIssuer;
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value : null;

    private static bool SameText(JsonElement? left, JsonElement? right, bool required) => (left, right) switch
    {
        (null, null) => !required,
        ({ ValueKind: JsonValueKind.String } l, { ValueKind: JsonValueKind.String } r) => l.ValueEquals(r.GetString()),
        _ => false,
    };

    // NumericDate may have a fraction; whole seconds are what a credential means.
    private static bool SameTime(JsonElement? numeric, JsonElement? text, bool required) => (numeric, text) switch
    {
        (null, null) => !required,
        ({ ValueKind: JsonValueKind.Number } n, { ValueKind: JsonValueKind.String } t) =>
            n.TryGetDecimal(out var seconds)
            && XsdDateTime.TryParse(t.GetString(), out var instant)
            && decimal.Floor(seconds) == instant.ToUnixTimeSeconds(),
        _ => false,
    };
}
