using System.Buffers.Text;
using System.Text.Json;
using Anchor.Credentials.Json;
using Anchor.Credentials.Jwt;

namespace Anchor.Credentials.Keys;

/// <summary>JSON Web Keys (RFC 7517, 7518, 8037): OKP Ed25519, EC P-256, P-384 and secp256k1, and RSA.</summary>
public static class Jwk
{
    /// <summary>Reads a public key. Members that are not needed are ignored; a private part is refused.</summary>
    /// <param name="jwk">A JSON object.</param>
    public static Result<PublicKey> Read(JsonElement jwk)
    {
        if (jwk.ValueKind != JsonValueKind.Object) return KeyErrors.Malformed("A JWK is an object.");
        if (jwk.TryGetProperty("d", out _)) return KeyErrors.Malformed("A public JWK holds no private part.");
        if (jwk.TryGetProperty("use", out var use) && !IsText(use, "sig")) return KeyErrors.NotForSigning;
        return Text(jwk, "kty") switch
        {
            "OKP" => ReadOkp(jwk),
            "EC" => ReadEc(jwk),
            "RSA" => Bytes(jwk, "n") is { } modulus && Bytes(jwk, "e") is { } exponent
                ? PublicKey.FromRsa(modulus, exponent)
                : KeyErrors.Malformed("An RSA key has n and e in base64url."),
            null => KeyErrors.Malformed("A JWK names its kty."),
            _ => KeyErrors.TypeUnsupported,
        };
    }

    /// <summary>Writes a public key: the members that RFC 7638 hashes, in its order.</summary>
    public static byte[] Write(PublicKey key) => JsonText.Write(writer => WriteTo(writer, key));

    internal static void WriteTo(Utf8JsonWriter writer, PublicKey key)
    {
        writer.WriteStartObject();
        if (EcCurve.Find(key.Type) is { } curve)
        {
            var point = curve.Decode(key.Encoded)!.GetEncoded(false).AsSpan(1);
            writer.WriteString("crv", curve.JwkName);
            writer.WriteString("kty", "EC");
            writer.WriteString("x", Base64Url.EncodeToString(point[..curve.Length]));
            writer.WriteString("y", Base64Url.EncodeToString(point[curve.Length..]));
        }
        else if (key.Type == KeyType.Ed25519)
        {
            writer.WriteString("crv", "Ed25519");
            writer.WriteString("kty", "OKP");
            writer.WriteString("x", Base64Url.EncodeToString(key.Encoded));
        }
        else
        {
            var (modulus, exponent) = RsaVerifier.Decode(key.Encoded);
            writer.WriteString("e", Base64Url.EncodeToString(exponent));
            writer.WriteString("kty", "RSA");
            writer.WriteString("n", Base64Url.EncodeToString(modulus));
        }
        writer.WriteEndObject();
    }

    private static Result<PublicKey> ReadOkp(JsonElement jwk)
    {
        var curve = Text(jwk, "crv");
        if (curve == "X25519") return KeyErrors.NotForSigning;
        if (curve != "Ed25519") return KeyErrors.TypeUnsupported;
        return Bytes(jwk, "x") is { } key ? PublicKey.FromEd25519(key) : KeyErrors.Malformed("An OKP key has x in base64url.");
    }

    private static Result<PublicKey> ReadEc(JsonElement jwk)
    {
        if (Text(jwk, "crv") is not { } name || EcCurve.FindJwk(name) is not { } curve) return KeyErrors.TypeUnsupported;
        // RFC 7518 section 6.2.1.2: a coordinate is always as long as the field, zeros in front included.
        return Bytes(jwk, "x") is { } x && Bytes(jwk, "y") is { } y && x.Length == curve.Length && y.Length == curve.Length
            ? PublicKey.FromPoint(curve.Type, [4, .. x, .. y])
            : KeyErrors.Malformed("An EC key has x and y in base64url, each as long as the curve's field.");
    }

    private static bool IsText(JsonElement value, string text) => value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    private static string? Text(JsonElement jwk, string member) =>
        jwk.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Bytes(JsonElement jwk, string member) =>
        Text(jwk, member) is { } text && StrictBase64Url.TryDecode(System.Text.Encoding.UTF8.GetBytes(text), out var bytes) ? bytes : null;
}
