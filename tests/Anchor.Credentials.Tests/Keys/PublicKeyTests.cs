using System.Security.Cryptography;
using System.Text.Json;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Tests.Keys;

public sealed class PublicKeyTests
{
    // did:key specification, test vectors; the RSA-less ones.
    private const string P256 = "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169";
    private const string P384 = "z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9";
    private const string Secp256k1 = "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme";
    private const string X25519 = "z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc";

    [Theory]
    [InlineData(P256, KeyType.P256, 64)]
    [InlineData(P384, KeyType.P384, 96)]
    [InlineData(Secp256k1, KeyType.Secp256k1, 64)]
    [InlineData("z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp", KeyType.Ed25519, 64)]
    public void A_key_of_every_type_is_read_and_written(string multikey, KeyType type, int signature)
    {
        var key = Multikey.Parse(multikey).Value;
        Assert.Equal((type, signature), (key.Type, key.SignatureLength));
        Assert.Equal(multikey, Multikey.Format(key));
        Assert.Equal(key, DidKey.Parse("did:key:" + multikey).Value);
        Assert.Equal(key, Jwk.Read(JsonElement.Parse(Jwk.Write(key))).Value);
        var method = VerificationMethods.Resolve($"did:key:{multikey}#{multikey}").Value;
        Assert.Equal((key, "did:key:" + multikey), (method.Key, method.Controller));
    }

    [Fact]
    public void The_vector_of_RFC_7517_for_P_256_holds()
    {
        // RFC 7517 appendix A.1.
        var key = Jwk.Read(JsonElement.Parse(
            """{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"sig","kid":"1"}""")).Value;
        Assert.Equal("0330a0424cd21c2944838a2d75c92b37e76ea20d9f00893a3b4eee8a3c0aafec3e", Convert.ToHexStringLower(key.Encoded));
    }

    [Theory]
    [InlineData("", "key.malformed")]
    [InlineData("z", "key.malformed")]
    [InlineData("u7QFAAA", "key.malformed")]
    [InlineData("z0OIl", "key.malformed")]
    [InlineData(P256 + " ", "key.malformed")]
    [InlineData("z1" + "DnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169", "key.type_unsupported")]
    [InlineData(X25519, "key.not_for_signing")]
    [InlineData("z4MXj1wBzi9jUstyPMS4jQqB6KdJaiatPkAtVtGc6bQEQEEsKTic4G7Rou3iBf9vPmT5dbkm9qsZsuVNjq8HCuW1w24nhBFGkRE4cd2Uf2tfrB3N7h4mnyPp1BF3ZttHTYv3DLUPi1zMdkULiow3M1GfXkoC6DoxDUm1jmN6GBj22SjVsr6dxezRVQc7aj9TxE7JLbMH1wh5X3kA58H3DFW8rnYMakFGbca5CB2Jf6CnGQZmL7o5uJAdTwXfy2iiiyPxXEGerMhHwhjTA1mKYobyk2CpeEcmvynADfNZ5MBvcCS7m3XkFCMNUYBS9NQ3fze6vMSUPsNa6GVYmKx2x6JrdEjCk3qRMMmyjnjCMfR4pXbRMZa3i", "key.malformed")]
    public void Anything_else_is_refused_with_its_own_code(string multikey, string code) =>
        Assert.Equal(code, Multikey.Parse(multikey).Error?.Code);

    [Fact]
    public void A_point_must_be_on_its_curve_and_compressed()
    {
        var compressed = Multikey.Parse(P256).Value.Encoded.ToArray();
        var refused = 0;
        for (var x = 0; x < 32; x++)
        {
            compressed[32] = (byte)x;
            if (PublicKey.FromPoint(KeyType.P256, compressed).Error is { } error)
            {
                Assert.Equal("key.point_invalid", error.Code);
                refused++;
            }
        }
        Assert.InRange(refused, 5, 27); // about half of all x have a point
        Assert.Equal("key.point_invalid", PublicKey.FromPoint(KeyType.P256, [0]).Error?.Code);
        Assert.Equal("key.point_invalid", PublicKey.FromPoint(KeyType.P256, [2, .. Enumerable.Repeat((byte)0xff, 32)]).Error?.Code);
        Assert.Equal("key.point_invalid", PublicKey.FromPoint(KeyType.P384, compressed).Error?.Code);
        Assert.Equal("key.point_invalid", PublicKey.FromPoint(KeyType.P256, [4, .. new byte[64]]).Error?.Code);
    }

    [Theory]
    [InlineData("[]", "key.malformed")]
    [InlineData("{}", "key.malformed")]
    [InlineData("""{"kty":"oct","k":"AA"}""", "key.type_unsupported")]
    [InlineData("""{"kty":"OKP","crv":"X25519","x":"AA"}""", "key.not_for_signing")]
    [InlineData("""{"kty":"OKP","crv":"Ed448","x":"AA"}""", "key.type_unsupported")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"AA"}""", "key.malformed")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik="}""", "key.malformed")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik","use":"enc"}""", "key.not_for_signing")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik","d":"AA"}""", "key.malformed")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""", "key.point_invalid")]
    [InlineData("""{"kty":"EC","crv":"P-521","x":"AA","y":"AA"}""", "key.type_unsupported")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"AA"}""", "key.malformed")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"}""", "key.point_invalid")]
    [InlineData("""{"kty":"RSA","n":"wQ","e":"AQAB"}""", "key.rsa_size")]
    public void A_wrong_JWK_is_refused_with_its_own_code(string json, string code) =>
        Assert.Equal(code, Jwk.Read(JsonElement.Parse(json)).Error?.Code);

    [Fact]
    public void An_RSA_key_has_at_least_2048_bits_and_a_sensible_exponent()
    {
        var modulus = Enumerable.Repeat((byte)0xff, 256).ToArray();
        Assert.True(PublicKey.FromRsa(modulus, [1, 0, 1]).IsOk);
        foreach (var exponent in new byte[][] { [], [0], [1], [2], [0, 1, 0, 1], [1, 0, 0, 0, 0, 1] })
            Assert.Equal("key.rsa_size", PublicKey.FromRsa(modulus, exponent).Error?.Code);
        modulus[0] = 0x7f;
        Assert.Equal("key.rsa_size", PublicKey.FromRsa(modulus, [3]).Error?.Code);
        Assert.Equal("key.rsa_size", PublicKey.FromRsa(new byte[2000], [3]).Error?.Code);
    }

    [Theory]
    [InlineData("did:web:universidad.example#k1", "key.method_unsupported")]
    [InlineData("https://universidad.example/keys/1", "key.method_unsupported")]
    [InlineData("did:key:" + P256, "key.method_malformed")]
    [InlineData("did:key:" + P256 + "#" + P384, "key.method_malformed")]
    [InlineData("did:key:" + P256 + "#", "key.method_malformed")]
    [InlineData("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp#" + X25519, "key.method_malformed")]
    [InlineData("did:key:" + X25519 + "#" + X25519, "key.not_for_signing")]
    public void Other_verification_methods_are_refused(string id, string code) =>
        Assert.Equal(code, VerificationMethods.Resolve(id).Error?.Code);

    [Theory]
    [InlineData(KeyType.Ed25519)]
    [InlineData(KeyType.P256)]
    [InlineData(KeyType.P384)]
    [InlineData(KeyType.Rsa)]
    public void What_a_key_signs_it_verifies_and_no_twin(KeyType type)
    {
        using var key = SigningKey.Generate(type);
        using var other = SigningKey.Generate(type);
        var message = "Universidad Ejemplo"u8.ToArray();
        var signature = new byte[key.PublicKey.SignatureLength];
        Assert.Equal(signature.Length, key.Sign(message, signature));
        Assert.True(key.PublicKey.Verify(message, signature));
        Assert.False(other.PublicKey.Verify(message, signature));
        Assert.False(key.PublicKey.Verify([.. message, 0], signature));
        Assert.False(key.PublicKey.Verify(message, signature.AsSpan(1)));
        Assert.False(key.PublicKey.Verify(message, [.. signature, 0]));
        Assert.False(key.PublicKey.Verify(message, new byte[signature.Length]));
        for (var bit = 0; bit < 8 * signature.Length; bit += 13)
        {
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(key.PublicKey.Verify(message, signature), $"bit {bit}");
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData(KeyType.P256)]
    [InlineData(KeyType.P384)]
    [InlineData(KeyType.Rsa)]
    public void The_managed_arithmetic_agrees_with_the_framework(KeyType type)
    {
        using var key = SigningKey.Generate(type);
        SignatureVerifier managed;
        if (EcCurve.Find(type) is { } curve) managed = new EcdsaVerifier(curve, curve.Decode(key.PublicKey.Encoded)!);
        else
        {
            var (modulus, exponent) = RsaVerifier.Decode(key.PublicKey.Encoded);
            managed = new RsaVerifier(new RSAParameters { Modulus = modulus, Exponent = exponent });
        }
        var signature = new byte[key.PublicKey.SignatureLength];
        for (byte i = 0; i < 20; i++)
        {
            key.Sign([i], signature);
            Assert.True(managed.Verify([i], signature));
            Assert.False(managed.Verify([i, i], signature));
            signature[^1] ^= 1;
            Assert.False(managed.Verify([i], signature));
        }
    }

    [Fact]
    public void A_signature_with_secp256k1_is_verified()
    {
        using var ecdsa = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));
        var q = ecdsa.ExportParameters(false).Q;
        var key = PublicKey.FromPoint(KeyType.Secp256k1, [4, .. q.X!, .. q.Y!]).Value;
        Assert.Equal(key, Multikey.Parse(Multikey.Format(key)).Value);
        for (byte i = 0; i < 10; i++)
        {
            var signature = ecdsa.SignData([i], HashAlgorithmName.SHA256);
            Assert.True(key.Verify([i], signature));
            Assert.False(key.Verify([i, i], signature));
            signature[i] ^= 1;
            Assert.False(key.Verify([i], signature));
        }
        Assert.Throws<ArgumentException>(() => SigningKey.Generate(KeyType.Secp256k1));
    }

    [Fact]
    public void Secret_keys_are_read_from_Multikey_and_PKCS_8()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var parameters = ecdsa.ExportParameters(true);
        using var fromPkcs8 = SigningKey.FromPkcs8(ecdsa.ExportPkcs8PrivateKey()).Value;
        using var fromMultikey = Multikey.ParseSecret("z" + SimpleBase.Base58.Bitcoin.Encode([0x87, 0x26, .. parameters.D!])).Value;
        Assert.Equal(fromPkcs8.PublicKey, fromMultikey.PublicKey);
        Assert.Equal("key.malformed", SigningKey.FromPkcs8([1, 2, 3]).Error?.Code);
        Assert.Equal("key.type_unsupported", Multikey.ParseSecret(P256).Error?.Code);
        Assert.Equal("key.malformed", Multikey.ParseSecret("z" + SimpleBase.Base58.Bitcoin.Encode([0x86, 0x26, .. new byte[32]])).Error?.Code);
        Assert.Equal("key.malformed", Multikey.ParseSecret("z" + SimpleBase.Base58.Bitcoin.Encode([0x86, 0x26, .. Enumerable.Repeat((byte)0xff, 32)])).Error?.Code);
        using var p521 = ECDsa.Create(ECCurve.NamedCurves.nistP521);
        Assert.Equal("key.type_unsupported", SigningKey.FromPkcs8(p521.ExportPkcs8PrivateKey()).Error?.Code);
        using var small = RSA.Create(1024);
        Assert.Equal("key.rsa_size", SigningKey.FromPkcs8(small.ExportPkcs8PrivateKey()).Error?.Code);
    }

    [Fact]
    public void Many_threads_sign_and_verify_with_one_key()
    {
        using var key = SigningKey.Generate(KeyType.P256);
        Parallel.For(0, 200, i =>
        {
            var signature = new byte[64];
            key.Sign(BitConverter.GetBytes(i), signature);
            Assert.True(key.PublicKey.Verify(BitConverter.GetBytes(i), signature));
        });
    }

    [Fact]
    public void A_disposed_key_no_longer_signs()
    {
        foreach (var type in new[] { KeyType.Ed25519, KeyType.P256, KeyType.Rsa })
        {
            var key = SigningKey.Generate(type);
            key.Dispose();
            Assert.Throws<ObjectDisposedException>(() => key.Sign("a"u8, new byte[512]));
        }
    }
}
