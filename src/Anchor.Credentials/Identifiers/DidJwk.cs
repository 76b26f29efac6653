using System.Buffers.Text;
using System.Text;
using Anchor.Credentials.Json;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Identifiers;

/// <summary><c>did:jwk</c>: the identifier is a public JWK in base64url; its only verification method is <c>#0</c>.</summary>
/// <remarks>did:jwk method specification. Codes: <c>did.jwk_malformed</c>, and <c>key.*</c> for a key that does not sign.</remarks>
public static class DidJwk
{
    /// <summary>The name of the method.</summary>
    public const string Method = "jwk";

    internal const string Fragment = "0";
    private static readonly JsonBounds Bounds = new(MaxBytes: 4096, MaxDepth: 4);

    /// <summary>The DID of a public key, with the members that RFC 7638 hashes and no others.</summary>
    public static string Of(PublicKey key) => $"did:{Method}:{Base64Url.EncodeToString(Jwk.Write(key))}";

    /// <summary>The key that a DID holds.</summary>
    public static Result<PublicKey> Parse(Did did)
    {
        if (did.Method != Method) return DidErrors.MethodUnsupported;
        if (!StrictBase64Url.TryDecode(Encoding.ASCII.GetBytes(did.Identifier), out var json)) return DidErrors.JwkMalformed;
        return BoundedJson.Parse(json, Bounds).TryGet(out var jwk, out _) ? Jwk.Read(jwk) : DidErrors.JwkMalformed;
    }
}
