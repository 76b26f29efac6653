using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Anchor.Credentials.OpenBadges;

/// <summary>Whom a credential is about, hashed and salted or in clear text.</summary>
public sealed record IdentityObject
{
    private const string HashPrefix = "sha256$";

    /// <summary>Always <c>IdentityObject</c>.</summary>
    [JsonPropertyName("type")] public string Type { get; init; } = "IdentityObject";

    /// <summary>Whether <see cref="IdentityHash"/> is a hash.</summary>
    [JsonPropertyName("hashed")] public required bool Hashed { get; init; }

    /// <summary>The hash, or the identifier in clear text.</summary>
    [JsonPropertyName("identityHash")] public required string IdentityHash { get; init; }

    /// <summary><c>emailAddress</c>, <c>name</c>, <c>sourcedId</c> …, or <c>ext:…</c>.</summary>
    [JsonPropertyName("identityType")] public required string IdentityType { get; init; }

    /// <summary>The salt; absent when nothing is hashed.</summary>
    [JsonPropertyName("salt")] public string? Salt { get; init; }

    /// <summary>
    /// <c>sha256$</c> and the lower-case hexadecimal SHA-256 of UTF-8(identifier) ‖ UTF-8(salt), as OB 3.0 says.
    /// Vector: facts of OB 3.0, <c>a@example.com</c> with <c>Kosher</c>.
    /// </summary>
    public static string HashOf(string identifier, string salt)
    {
        var preimage = Encoding.UTF8.GetBytes(identifier + salt);
        return HashPrefix + Convert.ToHexStringLower(SHA256.HashData(preimage));
    }

    /// <summary>Whether this object identifies somebody by this identifier.</summary>
    public bool Matches(string identifier) =>
        string.Equals(IdentityHash, Hashed ? HashOf(identifier, Salt ?? "") : identifier, StringComparison.Ordinal);
}
