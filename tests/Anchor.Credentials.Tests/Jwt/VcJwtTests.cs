using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Tests.Jwt;

public sealed class VcJwtTests
{
    [Fact]
    public void A_signed_credential_verifies_and_its_payload_is_the_document()
    {
        var verified = VcJwt.Verify(Signed()).Value;
        Assert.Equal(Samples.Document(), verified.Payload.ToArray());
        using var key = Samples.Key();
        Assert.Equal(key.PublicKey.ToArray(), verified.Key.Encoded.ToArray());
        Assert.StartsWith("{\"alg\":\"EdDSA\",\"kid\":\"did:key:z6Mk", Header(Signed()), StringComparison.Ordinal);
        Assert.EndsWith(",\"typ\":\"JWT\"}", Header(Signed()), StringComparison.Ordinal);
    }

    [Fact]
    public void All_ways_of_signing_give_the_same_bytes()
    {
        using var key = Samples.Key();
        var signer = new VcJwtSigner(key);
        var payload = Samples.Document();
        var array = signer.Sign(payload);
        var buffer = new ArrayBufferWriter<byte>();
        signer.Sign(payload, buffer);
        var span = new byte[signer.LengthOf(payload.Length)];
        Assert.Equal(span.Length, signer.Sign(payload, span));
        Assert.Equal(array, span);
        Assert.Equal(array, buffer.WrittenSpan.ToArray());
        Assert.Equal(array, CompactOf(Header(array), payload));
    }

    [Theory]
    [InlineData(20261121)]
    public void No_corrupted_twin_is_accepted(int seed)
    {
        var random = new Random(seed);
        var good = Signed();
        var lastDot = Array.LastIndexOf(good, (byte)'.');
        var positions = Enumerable.Range(0, good.Length)
            .Where(i => i > lastDot || random.Next(8) == 0 || good[i] == (byte)'.');
        foreach (var i in positions)
            foreach (var twin in Twins(good, i, random))
                Assert.False(VcJwt.Verify(twin).IsOk, $"seed {seed}, byte {i}");
    }

    [Fact]
    public void No_bit_of_the_signature_is_free()
    {
        var good = Signed();
        var dot = Array.LastIndexOf(good, (byte)'.');
        var signature = Base64Url.DecodeFromUtf8(good.AsSpan(dot + 1));
        for (var bit = 0; bit < 512; bit++)
        {
            var twin = signature.ToArray();
            twin[bit / 8] ^= (byte)(1 << (bit % 8));
            byte[] compact = [.. good[..(dot + 1)], .. Base64Url.EncodeToUtf8(twin)];
            Assert.Equal("jwt.signature_invalid", VcJwt.Verify(compact).Error?.Code);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("e30.e30.AA.AA")]
    [InlineData("e30=.e30.AA")]
    [InlineData("e30.e30. AA")]
    [InlineData("e31.e30.AA")]
    [InlineData("W10.e30.AA")]
    public void What_is_no_JWS_is_malformed(string compact) =>
        Assert.Equal("jwt.malformed", VcJwt.Verify(Encoding.ASCII.GetBytes(compact)).Error?.Code);

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("RS256")]
    [InlineData("ES256")]
    [InlineData("eddsa")]
    public void Other_algorithms_are_refused(string alg) =>
        Assert.Equal("jwt.alg_not_allowed", VcJwt.Verify(CompactOf($$"""{"alg":"{{alg}}","kid":"{{Kid()}}","typ":"JWT"}""", Samples.Document())).Error?.Code);

    [Theory]
    [InlineData("""{"kid":"KID","typ":"JWT"}""", "jwt.malformed")]
    [InlineData("""{"alg":1,"kid":"KID","typ":"JWT"}""", "jwt.malformed")]
    [InlineData("""{"alg":"EdDSA","alg":"EdDSA","kid":"KID","typ":"JWT"}""", "jwt.malformed")]
    [InlineData("""{"alg":"EdDSA","kid":"KID","typ":"JWT","crit":["exp"]}""", "jwt.malformed")]
    [InlineData("""{"alg":"EdDSA","kid":"KID","typ":"JWT","b64":false}""", "jwt.malformed")]
    [InlineData("""{"alg":"EdDSA","kid":"KID","typ":"vnd.anchor.binding+jwt"}""", "jwt.malformed")]
    [InlineData("""{"alg":"EdDSA","kid":"KID"}""", "jwt.malformed")]
    [InlineData("""{"alg":"EdDSA","typ":"JWT"}""", "jwt.kid_unresolvable")]
    [InlineData("""{"alg":"EdDSA","kid":"did:web:universidad.example#k1","typ":"JWT"}""", "jwt.kid_unresolvable")]
    public void A_wrong_header_has_its_own_code(string header, string code) =>
        Assert.Equal(code, VcJwt.Verify(CompactOf(header.Replace("KID", Kid(), StringComparison.Ordinal), Samples.Document())).Error?.Code);

    [Theory]
    [InlineData("iss", "\"did:web:otra.example\"")]
    [InlineData("iss", null)]
    [InlineData("jti", "\"urn:uuid:0190f5c2-7a3b-7c1d-9e2f-000000000002\"")]
    [InlineData("jti", null)]
    [InlineData("nbf", "1777615201")]
    [InlineData("nbf", "\"1777615200\"")]
    [InlineData("nbf", null)]
    [InlineData("exp", "1")]
    [InlineData("exp", null)]
    [InlineData("sub", "\"did:example:ana\"")]
    public void A_claim_that_differs_from_the_credential_is_named(string claim, string? json)
    {
        var payload = JsonNode.Parse(Samples.Document())!.AsObject();
        if (json is null) payload.Remove(claim);
        else payload[claim] = JsonNode.Parse(json);
        var error = VcJwt.Verify(SignText(payload.ToJsonString())).Error;
        Assert.Equal(("jwt.claim_mismatch", "$." + claim), (error?.Code, error?.Path));
    }

    [Fact]
    public void A_subject_with_an_id_needs_the_same_sub()
    {
        var payload = JsonNode.Parse(Samples.Document())!.AsObject();
        payload["credentialSubject"]!["id"] = "did:example:ana";
        Assert.Equal("jwt.claim_mismatch", VcJwt.Verify(SignText(payload.ToJsonString())).Error?.Code);
        payload["sub"] = "did:example:ana";
        Assert.True(VcJwt.Verify(SignText(payload.ToJsonString())).IsOk);
    }

    [Fact]
    public void A_key_that_is_not_the_issuers_is_refused()
    {
        using var other = Ed25519KeyPair.FromSeed(new byte[32]);
        Assert.Equal("jwt.key_not_of_issuer", VcJwt.Verify(new VcJwtSigner(other).Sign(Samples.Document())).Error?.Code);
    }

    [Fact]
    public void A_payload_of_depth_100_000_is_too_deep()
    {
        using var key = Samples.Key();
        var deep = Encoding.ASCII.GetBytes(new string('[', 100_000));
        Assert.Equal("json.too_deep", VcJwt.Verify(new VcJwtSigner(key).Sign(deep)).Error?.Code);
    }

    [Theory]
    [InlineData(3)]
    public void Arbitrary_payloads_survive_and_random_text_never_throws(int seed)
    {
        var random = new Random(seed);
        using var key = Samples.Key();
        var signer = new VcJwtSigner(key);
        for (var round = 0; round < 200; round++)
        {
            var text = new byte[random.Next(200)];
            random.NextBytes(text);
            var json = Encoding.UTF8.GetBytes(new JsonObject { ["x"] = Convert.ToBase64String(text) }.ToJsonString());
            var parsed = VcJwt.Parse(signer.Sign(json)).Value;
            Assert.Equal(json, parsed.Payload.ToArray());
            Assert.True(VcJwt.VerifySignature(parsed, key.PublicKey));
            Assert.False(VcJwt.Verify(text).IsOk);
        }
    }

    [Fact]
    public void The_leaf_is_SHA_256_of_the_ASCII_bytes() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", CredentialLeaf.OfJwt("abc"u8).ToString());

    private static IEnumerable<byte[]> Twins(byte[] good, int i, Random random)
    {
        var flipped = good.ToArray();
        flipped[i] ^= (byte)(1 << random.Next(8));
        yield return flipped;
        yield return [.. good[..i], .. good[(i + 1)..]];
        yield return [.. good[..i], (byte)'A', .. good[i..]];
        if (i + 1 < good.Length && good[i] != good[i + 1]) yield return [.. good[..i], good[i + 1], good[i], .. good[(i + 2)..]];
    }

    private static byte[] Signed()
    {
        using var key = Samples.Key();
        return new VcJwtSigner(key).Sign(Samples.Document());
    }

    private static byte[] SignText(string json)
    {
        using var key = Samples.Key();
        return new VcJwtSigner(key).Sign(Encoding.UTF8.GetBytes(json));
    }

    private static string Kid()
    {
        using var key = Samples.Key();
        return new VcJwtSigner(key).Kid;
    }

    private static string Header(byte[] compact) =>
        Encoding.UTF8.GetString(Base64Url.DecodeFromUtf8(compact.AsSpan(0, Array.IndexOf(compact, (byte)'.'))));

    private static byte[] CompactOf(string header, byte[] payload)
    {
        using var key = Samples.Key();
        var input = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header)) + "." + Base64Url.EncodeToString(payload);
        var signature = new byte[64];
        key.Sign(Encoding.ASCII.GetBytes(input), signature);
        return Encoding.ASCII.GetBytes(input + "." + Base64Url.EncodeToString(signature));
    }
}
