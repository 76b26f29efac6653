using System.Text.Json;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Jwt;

/// <summary>What a JWS header says.</summary>
internal sealed record JwsHeader(KeyType Algorithm, string Type, string Kid, PublicKey? Jwk);

/// <summary>A compact JWS whose shape is right and whose signature nobody has checked yet.</summary>
public sealed class ParsedJwt
{
    private readonly JwsHeader _header;

    internal ParsedJwt(JwsHeader header, byte[] payload, JsonElement claims, byte[] signingInput, byte[] signature) =>
        (_header, Payload, Claims, SigningInput, Signature) = (header, payload, claims, signingInput, signature);

    /// <summary>The verification method that the header names; empty when it names none and carries the key itself.</summary>
    public string Kid => _header.Kid;

    /// <summary>The key that the header carries (<c>jwk</c>), or null. It is nobody's until somebody proves whose it is.</summary>
    public PublicKey? Jwk => _header.Jwk;

    /// <summary>The type of key that the header's <c>alg</c> asks for.</summary>
    public KeyType Algorithm => _header.Algorithm;

    /// <summary>The header's <c>typ</c>: <c>JWT</c> or <c>vc+jwt</c>.</summary>
    public string Type => _header.Type;

    /// <summary>The decoded payload: the credential's UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The payload as JSON, read within bounds.</summary>
    public JsonElement Claims { get; }

    internal byte[] SigningInput { get; }

    internal byte[] Signature { get; }
}

/// <summary>A JWT whose signature and claims were verified.</summary>
/// <param name="Kid">The verification method that signed; empty when the header carried the key itself.</param>
/// <param name="Payload">The credential's UTF-8 JSON.</param>
/// <param name="Claims">The same, as JSON.</param>
/// <param name="Key">The key that signed.</param>
public sealed record VerifiedJwt(string Kid, ReadOnlyMemory<byte> Payload, JsonElement Claims, PublicKey Key);
