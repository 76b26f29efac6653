using System.Security.Cryptography;

namespace Anchor.Credentials.Keys;

/// <summary>Secret keys in PKCS #8 (RFC 5958), not encrypted.</summary>
internal static class Pkcs8
{
    public static Result<SigningKey> Read(ReadOnlySpan<byte> pkcs8)
    {
        using (var ecdsa = ECDsa.Create())
            if (Opens(ecdsa, pkcs8)) return EcdsaSigningKey.FromFramework(ecdsa);
        using (var rsa = RSA.Create())
            if (Opens(rsa, pkcs8)) return RsaSigningKey.FromFramework(rsa);
        return KeyErrors.Malformed("The PKCS #8 holds no P-256, P-384 or RSA key.");
    }

    private static bool Opens(AsymmetricAlgorithm key, ReadOnlySpan<byte> pkcs8)
    {
        try
        {
            key.ImportPkcs8PrivateKey(pkcs8, out var read);
            return read == pkcs8.Length;
        }
        catch (CryptographicException)
        {
            return false; // another kind of key
        }
    }
}
