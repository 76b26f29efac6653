using System.Text.Json;

namespace Anchor.Credentials.Jwt;

/// <summary>A compact JWS whose shape is right and whose signature nobody has checked yet.</summary>
public sealed class ParsedJwt
{
    internal ParsedJwt(string kid, byte[] payload, JsonElement claims, byte[] signingInput, byte[] signature) =>
        (Kid, Payload, Claims, SigningInput, Signature) = (kid, payload, claims, signingInput, signature);

    /// <summary>The verification method that the header names.</summary>
    public string Kid { get; }

    /// <summary>The decoded payload: the credential's UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The payload as JSON, read within bounds.</summary>
    public JsonElement Claims { get; }

    internal byte[] SigningInput { get; }

    internal byte[] Signature { get; }
}

/// <summary>A JWT whose signature and claims were verified.</summary>
/// <param name="Kid">The verification method that signed.</param>
/// <param name="Payload">The credential's UTF-8 JSON.</param>
/// <param name="Claims">The same, as JSON.</param>
/// <param name="PublicKey">The Ed25519 key that signed, 32 bytes.</param>
public sealed record VerifiedJwt(string Kid, ReadOnlyMemory<byte> Payload, JsonElement Claims, ReadOnlyMemory<byte> PublicKey);
