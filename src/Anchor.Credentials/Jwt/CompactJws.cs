using System.Text.Json;
using Anchor.Credentials.Json;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Jwt;

/// <summary>Takes a compact JWS apart; says nothing about its signature.</summary>
internal static class CompactJws
{
    private static readonly JsonBounds HeaderBounds = new(MaxBytes: 4096, MaxDepth: 4);

    public static Result<ParsedJwt> Parse(ReadOnlySpan<byte> compact, JwsExpectation expectation)
    {
        // Base64url turns three bytes into four; the header and the signature need their own room.
        if (compact.Length > (long)expectation.Bounds.MaxBytes / 3 * 4 + 8192)
            return Error.Invalid("json.too_large", $"The JWT has {compact.Length} bytes; its payload may have {expectation.Bounds.MaxBytes}.");
        var first = compact.IndexOf((byte)'.');
        var last = compact.LastIndexOf((byte)'.');
        if (first < 0 || first == last || compact[(first + 1)..last].Contains((byte)'.'))
            return JwtErrors.Malformed("A compact JWS has three parts with dots between.");
        if (!StrictBase64Url.TryDecode(compact[..first], out var header)
            || !StrictBase64Url.TryDecode(compact[(first + 1)..last], out var payload)
            || !StrictBase64Url.TryDecode(compact[(last + 1)..], out var signature))
            return JwtErrors.Malformed("A part is not canonical base64url without padding.");

        if (!ReadHeader(header, expectation).TryGet(out var read, out var refused)) return refused;
        if (JwsAlgorithm.SignatureLengthOf(read.Algorithm) is { } length && signature.Length != length)
            return JwtErrors.Malformed($"A signature of this algorithm has {length} bytes.");
        if (!BoundedJson.Parse(payload, expectation.Bounds).TryGet(out var claims, out var bad)) return bad;
        if (claims.ValueKind != JsonValueKind.Object) return JwtErrors.Malformed("The payload must be a JSON object.", "$");
        return new ParsedJwt(read, payload, claims, compact[..last].ToArray(), signature);
    }

    private static Result<JwsHeader> ReadHeader(byte[] utf8, JwsExpectation expectation)
    {
        if (!BoundedJson.Parse(utf8, HeaderBounds).TryGet(out var header, out _) || header.ValueKind != JsonValueKind.Object)
            return JwtErrors.Malformed("The header is not a small JSON object.", "$header");
        if (!header.TryGetProperty("alg", out var alg) || alg.ValueKind != JsonValueKind.String)
            return JwtErrors.Malformed("The header names no algorithm.", "$header.alg");
        if (expectation.Algorithms.FirstOrDefault(type => alg.ValueEquals(JwsAlgorithm.NameOf(type)), (KeyType)(-1)) is var algorithm && algorithm < 0)
            return JwtErrors.AlgNotAllowed;
        // RFC 7515 section 4.1.11: whoever does not know a critical extension must refuse; none is known here. b64 needs crit.
        if (header.TryGetProperty("crit", out _) || header.TryGetProperty("b64", out _))
            return JwtErrors.Malformed("The header asks for an extension that is not known here.", "$header.crit");
        // RFC 8725 section 3.11: the type keeps one kind of token from passing as another.
        if (!header.TryGetProperty("typ", out var typ) || typ.ValueKind != JsonValueKind.String
            || expectation.Types.FirstOrDefault(type => typ.ValueEquals(type)) is not { } type)
            return JwtErrors.Malformed($"The header's typ must be {string.Join(" or ", expectation.Types)}.", "$header.typ");
        return ReadKey(header).Map(key => new JwsHeader(algorithm, type, key.Kid, key.Jwk));
    }

    private static Result<(string Kid, PublicKey? Jwk)> ReadKey(JsonElement header)
    {
        var hasKid = header.TryGetProperty("kid", out var kid);
        if (hasKid && kid.ValueKind != JsonValueKind.String) return JwtErrors.KidUnresolvable;
        var name = hasKid ? kid.GetString()! : "";
        if (!header.TryGetProperty("jwk", out var jwk)) return hasKid ? (name, null) : JwtErrors.KidUnresolvable;
        return Jwk.Read(jwk).TryGet(out var key, out var error) ? (name, key) : error with { Path = "$header.jwk" };
    }
}
