using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Jwt;

/// <summary>The algorithms of a JWS header, each of which belongs to one type of key (RFC 7518 section 3.1, RFC 8037).</summary>
internal static class JwsAlgorithm
{
    /// <summary>Every algorithm that is accepted for credentials.</summary>
    public static IReadOnlyList<KeyType> All { get; } = [KeyType.Ed25519, KeyType.P256, KeyType.P384, KeyType.Rsa];

    public static string NameOf(KeyType type) => type switch
    {
        KeyType.Ed25519 => "EdDSA",
        KeyType.P256 => "ES256",
        KeyType.P384 => "ES384",
        KeyType.Rsa => "RS256",
        _ => throw new ArgumentException("Keys of this type sign no JWS here.", nameof(type)),
    };

    /// <summary>The length of a signature, or null where the key decides it.</summary>
    public static int? SignatureLengthOf(KeyType type) => type switch
    {
        KeyType.Rsa => null,
        KeyType.P384 => 96,
        _ => 64,
    };
}
