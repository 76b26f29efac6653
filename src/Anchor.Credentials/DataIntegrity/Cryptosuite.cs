using Anchor.Credentials.Keys;

namespace Anchor.Credentials.DataIntegrity;

/// <summary>How a Data Integrity proof is made: what is canonicalised in which way, and which keys sign it.</summary>
/// <remarks>W3C Data Integrity EdDSA Cryptosuites v1.0 and ECDSA Cryptosuites v1.0. The hash follows the key: SHA-384 for P-384, else SHA-256.</remarks>
public sealed class Cryptosuite
{
    private readonly KeyType[] _keys;

    private Cryptosuite(string name, bool isJcs, params KeyType[] keys) => (Name, IsJcs, _keys) = (name, isJcs, keys);

    /// <summary>RDFC-1.0 and Ed25519; the suite that Open Badges certification asks for.</summary>
    public static Cryptosuite EddsaRdfc2022 { get; } = new("eddsa-rdfc-2022", false, KeyType.Ed25519);

    /// <summary>JCS and Ed25519.</summary>
    public static Cryptosuite EddsaJcs2022 { get; } = new("eddsa-jcs-2022", true, KeyType.Ed25519);

    /// <summary>RDFC-1.0 and ECDSA with P-256 or P-384.</summary>
    public static Cryptosuite EcdsaRdfc2019 { get; } = new("ecdsa-rdfc-2019", false, KeyType.P256, KeyType.P384);

    /// <summary>JCS and ECDSA with P-256 or P-384.</summary>
    public static Cryptosuite EcdsaJcs2019 { get; } = new("ecdsa-jcs-2019", true, KeyType.P256, KeyType.P384);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Cryptosuite> All { get; } = [EddsaRdfc2022, EddsaJcs2022, EcdsaRdfc2019, EcdsaJcs2019];

    /// <summary>The value of a proof's <c>cryptosuite</c>.</summary>
    public string Name { get; }

    /// <summary>Whether the JSON itself is canonicalised, rather than the RDF that it means.</summary>
    public bool IsJcs { get; }

    /// <summary>The suite of this name, or null.</summary>
    public static Cryptosuite? Find(string? name) => All.FirstOrDefault(suite => suite.Name == name);

    /// <summary>Whether keys of this type sign in this suite.</summary>
    public bool Accepts(KeyType type) => Array.IndexOf(_keys, type) >= 0;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
