using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Tests.Jwt;

public sealed class VcJwtAlgorithmTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(KeyType.Ed25519, "EdDSA")]
    [InlineData(KeyType.P256, "ES256")]
    [InlineData(KeyType.P384, "ES384")]
    public void A_credential_of_a_did_key_of_any_type_verifies(KeyType type, string alg)
    {
        using var key = SigningKey.Generate(type);
        var did = DidKey.Of(key.PublicKey);
        var compact = new VcJwtSigner(key, DidKey.VerificationMethodId(did)).Sign(DocumentOf(did));
        Assert.Equal(key.PublicKey, VcJwt.Verify(compact).Value.Key);
        Assert.Contains($"\"alg\":\"{alg}\"", Header(compact), StringComparison.Ordinal);

        using var other = SigningKey.Generate(type);
        Assert.Equal("jwt.signature_invalid",
            VcJwt.Verify(new VcJwtSigner(other, DidKey.VerificationMethodId(did)).Sign(DocumentOf(did))).Error?.Code);
        Assert.Equal("jwt.key_not_of_issuer",
            VcJwt.Verify(new VcJwtSigner(other, DidKey.VerificationMethodId(DidKey.Of(other.PublicKey))).Sign(DocumentOf(did))).Error?.Code);
    }

    [Fact]
    public void An_RSA_key_travels_in_the_header_and_its_owner_is_the_callers_question()
    {
        using var key = SigningKey.Generate(KeyType.Rsa);
        const string did = "did:web:universidad.example";
        var compact = new VcJwtSigner(key, "").Sign(DocumentOf(did));
        var jwt = VcJwt.Parse(compact).Value;
        Assert.Equal(("", key.PublicKey, KeyType.Rsa), (jwt.Kid, jwt.Jwk, jwt.Algorithm));
        Assert.True(VcJwt.VerifySignature(jwt, key.PublicKey));
        Assert.Equal("jwt.key_not_of_issuer", VcJwt.CheckClaims(jwt)?.Code);
        Assert.Equal("jwt.key_not_of_issuer", VcJwt.CheckClaims(jwt, "did:web:otra.example")?.Code);
        Assert.Null(VcJwt.CheckClaims(jwt, did));
        Assert.Equal("jwt.key_not_of_issuer", VcJwt.Verify(compact).Error?.Code);

        compact[^5] ^= 1;
        var twin = VcJwt.Parse(compact);
        Assert.False(twin.IsOk && VcJwt.VerifySignature(twin.Value, key.PublicKey));
    }

    [Fact]
    public void A_key_in_the_header_is_the_issuers_when_the_issuer_is_its_did_key()
    {
        using var key = SigningKey.Generate(KeyType.P256);
        Assert.True(VcJwt.Verify(new VcJwtSigner(key, "").Sign(DocumentOf(DidKey.Of(key.PublicKey)))).IsOk);
        Assert.Equal("jwt.key_not_of_issuer", VcJwt.Verify(new VcJwtSigner(key, "").Sign(Samples.Document())).Error?.Code);
    }

    [Fact]
    public void A_key_and_another_keys_name_in_one_header_are_refused()
    {
        using var key = SigningKey.Generate(KeyType.P256);
        using var other = SigningKey.Generate(KeyType.P256);
        var kid = DidKey.VerificationMethodId(DidKey.Of(other.PublicKey));
        var header = $$"""{"alg":"ES256","kid":"{{kid}}","jwk":{{Encoding.UTF8.GetString(Jwk.Write(key.PublicKey))}},"typ":"JWT"}""";
        Assert.Equal("jwt.malformed", VcJwt.Verify(CompactOf(header, DocumentOf(DidKey.Of(other.PublicKey)), other)).Error?.Code);
    }

    [Theory]
    [InlineData("ES256", KeyType.Ed25519)]
    [InlineData("EdDSA", KeyType.P256)]
    [InlineData("RS256", KeyType.P256)]
    public void An_algorithm_that_is_not_the_keys_is_refused(string alg, KeyType type)
    {
        using var key = SigningKey.Generate(type);
        var did = DidKey.Of(key.PublicKey);
        var compact = CompactOf($$"""{"alg":"{{alg}}","kid":"{{DidKey.VerificationMethodId(did)}}","typ":"JWT"}""", DocumentOf(did), key);
        Assert.Equal("jwt.alg_not_allowed", VcJwt.Verify(compact).Error?.Code);
        Assert.False(VcJwt.VerifySignature(VcJwt.Parse(compact).Value, key.PublicKey));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("PS256")]
    [InlineData("ES256K")]
    [InlineData("es256")]
    [InlineData("")]
    public void An_unknown_algorithm_is_refused(string alg)
    {
        using var key = SigningKey.Generate(KeyType.P256);
        var did = DidKey.Of(key.PublicKey);
        var compact = CompactOf($$"""{"alg":"{{alg}}","kid":"{{DidKey.VerificationMethodId(did)}}","typ":"JWT"}""", DocumentOf(did), key);
        Assert.Equal("jwt.alg_not_allowed", VcJwt.Verify(compact).Error?.Code);
    }

    [Theory]
    [InlineData("""{"kty":"oct","k":"AA"}""", "key.type_unsupported")]
    [InlineData("\"x\"", "key.malformed")]
    public void A_wrong_key_in_the_header_keeps_its_code(string jwk, string code)
    {
        using var key = SigningKey.Generate(KeyType.P256);
        var error = VcJwt.Parse(CompactOf($$"""{"alg":"ES256","jwk":{{jwk}},"typ":"JWT"}""", DocumentOf("did:web:a.example"), key)).Error;
        Assert.Equal((code, "$header.jwk"), (error?.Code, error?.Path));
    }

    [Fact]
    public void A_vc_jwt_needs_no_claims_but_those_it_has_must_agree()
    {
        using var key = SigningKey.Generate(KeyType.P384);
        var did = DidKey.Of(key.PublicKey);
        var bare = JsonNode.Parse(DocumentOf(did))!.AsObject();
        foreach (var claim in new[] { "iss", "jti", "nbf", "exp", "sub" }) bare.Remove(claim);
        Assert.True(VcJwt.Verify(SignJose(key, bare)).IsOk);
        Assert.Equal("jwt.claim_mismatch", VcJwt.Verify(new VcJwtSigner(key, DidKey.VerificationMethodId(did)).Sign(Utf8(bare))).Error?.Code);

        bare["iss"] = "did:web:otra.example";
        Assert.Equal("jwt.claim_mismatch", VcJwt.Verify(SignJose(key, bare)).Error?.Code);
        bare["iss"] = did;
        bare["jti"] = "urn:uuid:0190f5c2-7a3b-7c1d-9e2f-000000000002";
        Assert.Equal("jwt.claim_mismatch", VcJwt.Verify(SignJose(key, bare)).Error?.Code);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("nbf", "1", null)]
    [InlineData("exp", "1", "jwt.expired")]
    [InlineData("nbf", "99999999999", "jwt.not_yet_valid")]
    [InlineData("exp", "\"1\"", "jwt.malformed")]
    [InlineData("exp", "1e400", "jwt.malformed")]
    public void The_signatures_own_time_is_checked_apart(string? claim, string? json, string? code)
    {
        using var key = SigningKey.Generate(KeyType.P256);
        var payload = new JsonObject { ["id"] = "urn:x" };
        if (claim is not null) payload[claim] = JsonNode.Parse(json!);
        Assert.Equal(code, VcJwt.CheckTime(VcJwt.Parse(SignJose(key, payload)).Value, Now)?.Code);
    }

    private static byte[] SignJose(SigningKey key, JsonObject payload) =>
        new VcJwtSigner(key, DidKey.VerificationMethodId(DidKey.Of(key.PublicKey)), VcJwt.JoseType).Sign(Utf8(payload));

    private static byte[] DocumentOf(string did)
    {
        var document = JsonNode.Parse(Samples.Document())!.AsObject();
        document["issuer"]!["id"] = did;
        document["iss"] = did;
        return Utf8(document);
    }

    private static byte[] Utf8(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static string Header(byte[] compact) =>
        Encoding.UTF8.GetString(Base64Url.DecodeFromUtf8(compact.AsSpan(0, Array.IndexOf(compact, (byte)'.'))));

    private static byte[] CompactOf(string header, byte[] payload, SigningKey key)
    {
        var input = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header)) + "." + Base64Url.EncodeToString(payload);
        var signature = new byte[key.PublicKey.SignatureLength];
        key.Sign(Encoding.ASCII.GetBytes(input), signature);
        return Encoding.ASCII.GetBytes(input + "." + Base64Url.EncodeToString(signature));
    }
}
