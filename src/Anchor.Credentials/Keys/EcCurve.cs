using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.EC;

namespace Anchor.Credentials.Keys;

/// <summary>The curves of ECDSA keys. The parameters are the library's own; none are ever read from input.</summary>
internal sealed class EcCurve
{
    private EcCurve(KeyType type, string jwkName, string name, int length, HashAlgorithmName hash) =>
        (Type, JwkName, Length, Hash, Parameters) = (type, jwkName, length, hash, CustomNamedCurves.GetByName(name));

    public static EcCurve P256 { get; } = new(KeyType.P256, "P-256", "secp256r1", 32, HashAlgorithmName.SHA256);

    public static EcCurve P384 { get; } = new(KeyType.P384, "P-384", "secp384r1", 48, HashAlgorithmName.SHA384);

    public static EcCurve Secp256k1 { get; } = new(KeyType.Secp256k1, "secp256k1", "secp256k1", 32, HashAlgorithmName.SHA256);

    public KeyType Type { get; }

    /// <summary>The <c>crv</c> of a JWK.</summary>
    public string JwkName { get; }

    /// <summary>Bytes of a coordinate, and of half a signature.</summary>
    public int Length { get; }

    public HashAlgorithmName Hash { get; }

    public X9ECParameters Parameters { get; }

    public static EcCurve? Find(KeyType type) => type switch
    {
        KeyType.P256 => P256,
        KeyType.P384 => P384,
        KeyType.Secp256k1 => Secp256k1,
        _ => null,
    };

    public static EcCurve? FindJwk(string name) => name switch
    {
        "P-256" => P256,
        "P-384" => P384,
        "secp256k1" => Secp256k1,
        _ => null,
    };

    /// <summary>The framework's name of the curve; secp256k1 is left to the managed code, because not every platform has it.</summary>
    public ECCurve ForFramework() => Type == KeyType.P384 ? ECCurve.NamedCurves.nistP384 : ECCurve.NamedCurves.nistP256;

    /// <summary>The point of a compressed (02, 03) or uncompressed (04) encoding, or null when it is not on the curve.</summary>
    public Org.BouncyCastle.Math.EC.ECPoint? Decode(ReadOnlySpan<byte> encoded)
    {
        var compressed = encoded.Length == 1 + Length && encoded[0] is 2 or 3;
        if (!compressed && !(encoded.Length == 1 + 2 * Length && encoded[0] == 4)) return null;
        try
        {
            var point = Parameters.Curve.DecodePoint(encoded.ToArray());
            return point.IsInfinity || !point.IsValid() ? null : point.Normalize();
        }
        catch (ArgumentException)
        {
            return null; // no such point, or a coordinate that is not below the field's prime
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
