using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Issuing;

/// <summary>One way to secure a document: the form of the signature, and the type of key that makes it.</summary>
/// <remarks>Each has a name of its own, because a cryptosuite of ECDSA alone does not say which curve is meant.</remarks>
public sealed record SecuringSuite
{
    private SecuringSuite(string name, Cryptosuite? cryptosuite, KeyType keyType) => (Name, Cryptosuite, KeyType) = (name, cryptosuite, keyType);

    /// <summary>The suite where none is named; the one that Open Badges certification asks for.</summary>
    public static SecuringSuite Default { get; } = new("eddsa-rdfc-2022", Cryptosuite.EddsaRdfc2022, KeyType.Ed25519);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SecuringSuite> All { get; } =
    [
        Default,
        new("eddsa-jcs-2022", Cryptosuite.EddsaJcs2022, KeyType.Ed25519),
        new("ecdsa-rdfc-2019-p256", Cryptosuite.EcdsaRdfc2019, KeyType.P256),
        new("ecdsa-rdfc-2019-p384", Cryptosuite.EcdsaRdfc2019, KeyType.P384),
        new("ecdsa-jcs-2019-p256", Cryptosuite.EcdsaJcs2019, KeyType.P256),
        new("ecdsa-jcs-2019-p384", Cryptosuite.EcdsaJcs2019, KeyType.P384),
        new("vc-jwt", null, KeyType.Ed25519),
        new("vc-jwt-p256", null, KeyType.P256),
        new("vc-jwt-p384", null, KeyType.P384),
    ];

    /// <summary>The types of key that sign here.</summary>
    public static IReadOnlyList<KeyType> KeyTypes { get; } = [KeyType.Ed25519, KeyType.P256, KeyType.P384];

    /// <summary>The suite's name: that of the cryptosuite, or <c>vc-jwt</c>, and the curve where there is a choice.</summary>
    public string Name { get; }

    /// <summary>The cryptosuite of the Data Integrity proof; null for a VC-JWT.</summary>
    public Cryptosuite? Cryptosuite { get; }

    /// <summary>The type of key.</summary>
    public KeyType KeyType { get; }

    /// <summary>The suite of this name; that of an ECDSA cryptosuite alone means P-256. Null when there is none.</summary>
    public static SecuringSuite? Find(string? name) => All.FirstOrDefault(suite => suite.Name == name || suite.Cryptosuite?.Name == name);

    /// <summary>This suite with a key of another type, where there is one.</summary>
    public SecuringSuite? With(KeyType keyType) => All.FirstOrDefault(suite => suite.Cryptosuite == Cryptosuite && suite.KeyType == keyType);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
