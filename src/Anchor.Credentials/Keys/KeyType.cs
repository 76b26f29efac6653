namespace Anchor.Credentials.Keys;

/// <summary>What a key is. Each kind signs in one way here.</summary>
public enum KeyType
{
    /// <summary>edwards25519; signs as Ed25519 (RFC 8032), JOSE EdDSA.</summary>
    Ed25519,

    /// <summary>NIST P-256; ECDSA with SHA-256, JOSE ES256.</summary>
    P256,

    /// <summary>NIST P-384; ECDSA with SHA-384, JOSE ES384.</summary>
    P384,

    /// <summary>secp256k1; ECDSA with SHA-256, JOSE ES256K. Read and verified only.</summary>
    Secp256k1,

    /// <summary>RSA of 2048 to 8192 bits; PKCS #1 v1.5 with SHA-256, JOSE RS256.</summary>
    Rsa,
}
