using System.Security.Cryptography;

namespace Anchor.Credentials.Keys;

/// <summary>Secret keys in PKCS #8 (RFC 5958), not encrypted.</summary>
internal static class Pkcs8
{
    public static Result<SigningKey> Read(ReadOnlySpan<byte> pkcs8)
    {
        if (OpenEcdsa(pkcs8) is { } ecdsa)
            using (ecdsa) return EcdsaSigningKey.FromFramework(ecdsa);
        if (OpenRsa(pkcs8) is { } rsa)
            using (rsa) return RsaSigningKey.FromFramework(rsa);
        return KeyErrors.Malformed("The PKCS #8 holds no P-256, P-384 or RSA key.");
    }

    private static ECDsa? OpenEcdsa(ReadOnlySpan<byte> pkcs8)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(pkcs8, out var read);
            if (read == pkcs8.Length) return key;
        }
        catch (CryptographicException)
        {
            // another kind of key
        }
        key.Dispose();
        return null;
    }

    private static RSA? OpenRsa(ReadOnlySpan<byte> pkcs8)
    {
        var key = RSA.Create();
        try
        {
            key.ImportPkcs8PrivateKey(pkcs8, out var read);
            if (read == pkcs8.Length) return key;
        }
        catch (CryptographicException)
        {
            // another kind of key
        }
        key.Dispose();
        return null;
    }
}
