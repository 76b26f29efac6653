using System.Text.Json;
using Anchor.Credentials.Json;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Jwt;

/// <summary>Compares the JWT claims with what the credential says itself.</summary>
internal static class JwtClaims
{
    public static Error? Check(ParsedJwt jwt, string? controller)
    {
        var claims = jwt.Claims;
        // A vc+jwt (VC-JOSE-COSE) needs no claims, and its nbf and exp are the signature's own.
        var required = jwt.Type == VcJwt.Type;
        var issuer = Member(claims, "issuer") is { ValueKind: JsonValueKind.Object } profile ? Member(profile, "id") : Member(claims, "issuer");
        if (!SameText(Member(claims, "iss"), issuer, required)) return JwtErrors.ClaimMismatch("iss", "issuer.id");
        if (!SameText(Member(claims, "jti"), Member(claims, "id"), required)) return JwtErrors.ClaimMismatch("jti", "id");
        var subject = Member(claims, "credentialSubject") is { ValueKind: JsonValueKind.Object } s ? Member(s, "id") : null;
        if (!SameText(Member(claims, "sub"), subject, required && subject is not null)) return JwtErrors.ClaimMismatch("sub", "credentialSubject.id");
        if (required && !SameTime(Member(claims, "nbf"), Member(claims, "validFrom"), required: true)) return JwtErrors.ClaimMismatch("nbf", "validFrom");
        if (required && !SameTime(Member(claims, "exp"), Member(claims, "validUntil"), required: false)) return JwtErrors.ClaimMismatch("exp", "validUntil");
        return issuer is { ValueKind: JsonValueKind.String } && issuer.Value.ValueEquals(controller ?? ControllerOf(jwt)) ? null : JwtErrors.KeyNotOfIssuer;
    }

    public static Error? CheckTime(JsonElement claims, DateTimeOffset now)
    {
        if (!TryTime(claims, "exp", out var exp) || !TryTime(claims, "nbf", out var nbf))
            return JwtErrors.Malformed("exp and nbf are numbers of seconds.", "$.exp");
        if (exp < now.ToUnixTimeSeconds()) return JwtErrors.Expired;
        return nbf > now.ToUnixTimeSeconds() ? JwtErrors.NotYetValid : null;
    }

    private static string? ControllerOf(ParsedJwt jwt)
    {
        var hash = jwt.Kid.IndexOf('#', StringComparison.Ordinal);
        if (hash > 0) return jwt.Kid[..hash];
        // Only a did:key is proven to be the key's by the key alone.
        return jwt.Kid.Length == 0 && jwt.Jwk is { Type: not KeyType.Rsa } key ? DidKey.Of(key) : null;
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value : null;

    private static bool TryTime(JsonElement claims, string name, out decimal? seconds)
    {
        seconds = null;
        if (!claims.TryGetProperty(name, out var value)) return true;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var number)) return false;
        seconds = number;
        return true;
    }

    private static bool SameText(JsonElement? claim, JsonElement? twin, bool required) => (claim, twin) switch
    {
        (null, _) => !required,
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
