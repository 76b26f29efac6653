using System.Buffers.Text;
using System.Text;
using Anchor.Credentials.Identifiers;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Tests.Identifiers;

public sealed class DidTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("did:")]
    [InlineData("did::x")]
    [InlineData("did:web")]
    [InlineData("did:web:")]
    [InlineData("did:web:a:")]
    [InlineData("did:Web:a.example")]
    [InlineData("DID:web:a.example")]
    [InlineData("did:web:a.example/x")]
    [InlineData("did:web:a.example#x")]
    [InlineData("did:web:a.example%3")]
    [InlineData("did:web:a.example%zz")]
    [InlineData("did:web:a b")]
    [InlineData("did:web:ñ.example")]
    public void What_is_no_did_is_refused(string? text) => Assert.Equal("did.malformed", Did.Parse(text).Error?.Code);

    [Theory]
    [InlineData("did:web:a.example#clave", "did:web:a.example", "clave")]
    [InlineData("did:jwk:abc#0", "did:jwk:abc", "0")]
    public void A_method_id_is_taken_apart(string id, string did, string fragment) =>
        Assert.Equal((did, fragment), (Did.ParseMethodId(id).Value.Did.Text, Did.ParseMethodId(id).Value.Fragment));

    [Theory]
    [InlineData("did:web:a.example")]
    [InlineData("did:web:a.example#")]
    [InlineData("#clave")]
    [InlineData("did:web:a.example?x#clave")]
    [InlineData("did:web:a.example#a#b")]
    [InlineData("https://a.example/x#clave")]
    public void What_is_no_method_id_is_refused(string id) => Assert.Equal("did.malformed", Did.ParseMethodId(id).Error?.Code);

    [Theory]
    [InlineData("did:web:universidad.example", "https://universidad.example/.well-known/did.json")]
    [InlineData("did:web:universidad.example%3A8443", "https://universidad.example:8443/.well-known/did.json")]
    [InlineData("did:web:universidad.example:facultad:datos", "https://universidad.example/facultad/datos/did.json")]
    [InlineData("did:web:localhost%3A5443:emisores:1", "https://localhost:5443/emisores/1/did.json")]
    [InlineData("did:web:xn--universidad-2gb.example:a_b-c.d", "https://xn--universidad-2gb.example/a_b-c.d/did.json")]
    [InlineData("did:web:a.example:dise%C3%B1o", "https://a.example/dise%C3%B1o/did.json")]
    public void A_did_web_and_the_address_of_its_document_follow_from_each_other(string did, string url)
    {
        Assert.Equal(url, DidWeb.DocumentUrl(Did.Parse(did).Value).Value.AbsoluteUri);
        Assert.Equal(did, DidWeb.FromDocumentUrl(new Uri(url)).Value.Text);
    }

    [Theory]
    [InlineData("did:web:Universidad.example")]
    [InlineData("did:web:127.0.0.1")]
    [InlineData("did:web:2130706433")]
    [InlineData("did:web:0x7f.1")]
    [InlineData("did:web:a..example")]
    [InlineData("did:web:-a.example")]
    [InlineData("did:web:a_b.example")]
    [InlineData("did:web:a.example%3A")]
    [InlineData("did:web:a.example%3a8443")]
    [InlineData("did:web:a.example%3A0")]
    [InlineData("did:web:a.example%3A443")]
    [InlineData("did:web:a.example%3A65536")]
    [InlineData("did:web:a.example%3A08443")]
    [InlineData("did:web:a.example::x")]
    [InlineData("did:web:a.example:..:x")]
    [InlineData("did:web:a.example:%2E%2E:x")]
    [InlineData("did:web:a.example:x%2Fy")]
    [InlineData("did:web:a.example:%c3%b1")]
    [InlineData("did:web:user%40a.example")]
    public void A_did_web_with_another_spelling_is_refused(string did) => Assert.Equal("did.web_malformed", DidWeb.DocumentUrl(Did.Parse(did).Value).Error?.Code);

    [Theory]
    [InlineData("http://a.example/.well-known/did.json")]
    [InlineData("https://a.example/did.json")]
    [InlineData("https://a.example/x/other.json")]
    [InlineData("https://a.example/x/did.json?y")]
    [InlineData("https://user@a.example/x/did.json")]
    [InlineData("https://10.0.0.1/.well-known/did.json")]
    public void An_address_of_no_did_is_refused(string url) => Assert.Equal("did.web_malformed", DidWeb.FromDocumentUrl(new Uri(url)).Error?.Code);

    [Theory]
    [InlineData(KeyType.Ed25519)]
    [InlineData(KeyType.P256)]
    [InlineData(KeyType.P384)]
    [InlineData(KeyType.Rsa)]
    public void A_did_jwk_holds_its_key(KeyType type)
    {
        using var key = SigningKey.Generate(type);
        var did = DidJwk.Of(key.PublicKey);
        Assert.Equal(key.PublicKey, DidJwk.Parse(Did.Parse(did).Value).Value);
        Assert.Equal(key.PublicKey, VerificationMethods.Resolve(did + "#0").Value.Key);
        Assert.Equal("key.method_malformed", VerificationMethods.Resolve(did + "#1").Error?.Code);
        Assert.Equal(did + "#0", DidDocument.Inline(Did.Parse(did).Value).Value.Signers.Single().Id);
    }

    [Fact]
    public void The_example_of_the_did_jwk_specification_is_read()
    {
        // did:jwk method specification, example for P-256.
        const string Example = "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9";
        var key = DidJwk.Parse(Did.Parse(Example).Value).Value;
        Assert.Equal(KeyType.P256, key.Type);
        Assert.Equal(Example, DidJwk.Of(key));
    }

    [Theory]
    [InlineData("{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08\"}", "key.not_for_signing")]
    [InlineData("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"AA\",\"x\":\"AA\"}", "key.malformed")]
    [InlineData("[]", "key.malformed")]
    [InlineData("{", "did.jwk_malformed")]
    public void Another_did_jwk_is_refused(string jwk, string code) =>
        Assert.Equal(code, DidJwk.Parse(Did.Parse("did:jwk:" + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(jwk))).Value).Error?.Code);

    [Fact]
    public void A_did_pkh_holds_an_account_and_no_key()
    {
        var did = Did.Parse("did:pkh:eip155:648541:0xab16a96D359eC26a11e2C2b3d8f8B8942d5Bfcdb").Value;
        Assert.Equal(new ChainAccount("eip155", "648541", "0xab16a96D359eC26a11e2C2b3d8f8B8942d5Bfcdb"), DidPkh.Parse(did).Value);
        var document = DidDocument.Inline(did).Value;
        Assert.Equal("eip155:648541:0xab16a96D359eC26a11e2C2b3d8f8B8942d5Bfcdb", document.Find(did + "#blockchainAccountId")!.Account);
        Assert.Empty(document.Signers);
        Assert.False(DidPkh.Parse(Did.Parse("did:pkh:bip122:000000000019d6689c085ae165831e93:128Lkh3S7CkDTBZ8W7BbpsN3YYizJMp8p6").Value).Value.IsEvm);
    }

    [Theory]
    [InlineData("did:pkh:eip155:1")]
    [InlineData("did:pkh:eip155:01:0xab16a96D359eC26a11e2C2b3d8f8B8942d5Bfcdb")]
    [InlineData("did:pkh:eip155:1:0xab16a96D359eC26a11e2C2b3d8f8B8942d5Bfcd")]
    [InlineData("did:pkh:EIP155:1:0xab16a96D359eC26a11e2C2b3d8f8B8942d5Bfcdb")]
    [InlineData("did:pkh:eip155:1:0xab16a96D359eC26a11e2C2b3d8f8B8942d5Bfcdb:x")]
    public void Another_did_pkh_is_refused(string did) => Assert.Equal("did.pkh_malformed", DidPkh.Parse(Did.Parse(did).Value).Error?.Code);

    [Theory]
    [InlineData(KeyType.Ed25519)]
    [InlineData(KeyType.P256)]
    [InlineData(KeyType.P384)]
    public void A_did_key_is_its_own_document(KeyType type)
    {
        using var key = SigningKey.Generate(type);
        var did = DidKey.Of(key.PublicKey);
        var signer = DidDocument.Inline(Did.Parse(did).Value).Value.Signers.Single();
        Assert.Equal((DidKey.VerificationMethodId(did), key.PublicKey), (signer.Id, signer.Key));
    }

    [Theory]
    [InlineData("did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc", "key.not_for_signing")]
    [InlineData("did:web:a.example", "did.method_unsupported")]
    [InlineData("did:ion:abc", "did.method_unsupported")]
    public void Not_every_did_holds_a_signing_key(string did, string code) => Assert.Equal(code, DidDocument.Inline(Did.Parse(did).Value).Error?.Code);
}
