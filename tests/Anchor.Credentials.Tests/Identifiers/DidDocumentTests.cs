using System.Text;
using System.Text.Json.Nodes;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Identifiers;
using Anchor.Credentials.Keys;
using Anchor.Credentials.Tests.DataIntegrity;
using Anchor.Tests.Support;

namespace Anchor.Credentials.Tests.Identifiers;

public sealed class DidDocumentTests
{
    private const string Text = "did:web:universidad.example:facultad";
    private static readonly Did Id = Did.Parse(Text).Value;

    [Theory]
    [InlineData(KeyType.Ed25519)]
    [InlineData(KeyType.P256)]
    [InlineData(KeyType.P384)]
    [InlineData(KeyType.Rsa)]
    public void A_document_reads_back_as_it_was_written(KeyType type)
    {
        using var key = SigningKey.Generate(type);
        var written = DidDocument.Of(Id, ("key-1", key.PublicKey));
        var read = DidDocument.Read(written.ToUtf8(), Id).Value;
        Assert.Equal(written.Methods, read.Methods);
        Assert.Equal([Text + "#key-1"], read.Signers.Select(method => method.Id));
        Assert.Equal(read.Assertion, read.Authentication);
    }

    [Fact]
    public void Every_form_of_a_key_is_read()
    {
        var ed = Multikey(KeyType.Ed25519);
        using var p256 = SigningKey.Generate(KeyType.P256);
        var read = Read($$"""
            {"id":"{{Text}}","verificationMethod":[
              {"id":"#a","type":"Multikey","controller":"{{Text}}","publicKeyMultibase":"{{ed}}"},
              {"id":"{{Text}}#b","type":"Ed25519VerificationKey2020","controller":"{{Text}}","publicKeyMultibase":"{{ed}}"},
              {"id":"{{Text}}#c","type":"JsonWebKey2020","controller":"{{Text}}","publicKeyJwk":{{Encoding.UTF8.GetString(Jwk.Write(p256.PublicKey))}} },
              {"id":"#x","type":"Multikey","controller":"{{Text}}","publicKeyMultibase":"z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc"},
              {"id":"#y","type":"Bls12381G2Key2020","controller":"{{Text}}","publicKeyBase58":"abc"}],
             "assertionMethod":["#a","{{Text}}#b","#c","#x","#y","#absent","did:web:otra.example#z",
              {"id":"#d","type":"JsonWebKey","controller":"{{Text}}","publicKeyJwk":{{Encoding.UTF8.GetString(Jwk.Write(p256.PublicKey))}} }]}
            """).Value;
        Assert.Equal(["a", "b", "c", "d"], read.Signers.Select(method => method.Id[(Text.Length + 1)..]).Order());
        Assert.Equal(6, read.Methods.Count);
        Assert.Null(read.Find(Text + "#x")!.Key);
    }

    [Fact]
    public void A_key_signs_only_under_assertionMethod_and_only_for_its_own_did()
    {
        var read = Read($$"""
            {"id":"{{Text}}","verificationMethod":[
              {"id":"#own","type":"Multikey","controller":"{{Text}}","publicKeyMultibase":"{{Multikey()}}"},
              {"id":"#others","type":"Multikey","controller":"did:web:otra.example","publicKeyMultibase":"{{Multikey()}}"},
              {"id":"did:web:otra.example#k","type":"Multikey","controller":"{{Text}}","publicKeyMultibase":"{{Multikey()}}"}],
             "assertionMethod":["#others","did:web:otra.example#k"],"authentication":["#own"]}
            """).Value;
        Assert.Empty(read.Signers);
        Assert.Equal([Text + "#own"], read.Authentication);
    }

    [Theory]
    [InlineData("{\"id\":\"did:web:universidad.example\"}", "did.id_mismatch")]
    [InlineData("{\"id\":\"did:web:universidad.example:Facultad\"}", "did.id_mismatch")]
    [InlineData("{}", "did.document_malformed")]
    [InlineData("[]", "did.document_malformed")]
    [InlineData("", "json.malformed")]
    [InlineData("{\"id\":\"@\",\"id\":\"@\"}", "json.duplicate_key")]
    [InlineData("{\"id\":\"@\",\"verificationMethod\":{}}", "did.document_malformed")]
    [InlineData("{\"id\":\"@\",\"verificationMethod\":[7]}", "did.document_malformed")]
    [InlineData("{\"id\":\"@\",\"verificationMethod\":[{\"id\":\"k\",\"type\":\"T\",\"controller\":\"@\"}]}", "did.document_malformed")]
    [InlineData("{\"id\":\"@\",\"verificationMethod\":[{\"id\":\"#k\",\"type\":\"T\"}]}", "did.document_malformed")]
    [InlineData("{\"id\":\"@\",\"verificationMethod\":[{\"id\":\"#k\",\"type\":\"T\",\"controller\":\"@\"},{\"id\":\"@#k\",\"type\":\"T\",\"controller\":\"@\"}]}", "did.document_malformed")]
    [InlineData("{\"id\":\"@\",\"verificationMethod\":[{\"id\":\"#k\",\"type\":\"Multikey\",\"controller\":\"@\"}]}", "did.document_malformed")]
    [InlineData("{\"id\":\"@\",\"verificationMethod\":[{\"id\":\"#k\",\"type\":\"Multikey\",\"controller\":\"@\",\"publicKeyMultibase\":\"z6Mk\"}]}", "did.key_malformed")]
    [InlineData("{\"id\":\"@\",\"verificationMethod\":[{\"id\":\"#k\",\"type\":\"JsonWebKey\",\"controller\":\"@\",\"publicKeyJwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"AA\",\"x\":\"AA\"}}]}", "did.key_malformed")]
    [InlineData("{\"id\":\"@\",\"verificationMethod\":[{\"id\":\"#k\",\"type\":\"T\",\"controller\":\"@\",\"secretKeyMultibase\":\"z3u2\"}]}", "did.key_malformed")]
    [InlineData("{\"id\":\"@\",\"assertionMethod\":[\"k\"]}", "did.document_malformed")]
    [InlineData("{\"id\":\"@\",\"assertionMethod\":\"#k\"}", "did.document_malformed")]
    public void A_wrong_document_is_refused(string document, string code) =>
        Assert.Equal(code, Read(document.Replace("@", Text, StringComparison.Ordinal)).Error?.Code);

    [Fact]
    public void A_document_is_bounded()
    {
        Assert.Equal("json.too_large", DidDocument.Read(new byte[DidDocument.MaxBytes + 1], Id).Error?.Code);
        var methods = string.Join(',', Enumerable.Range(0, 65).Select(i => $$"""{"id":"#{{i}}","type":"T","controller":"{{Text}}"}"""));
        Assert.Equal("did.document_malformed", Read($$"""{"id":"{{Text}}","verificationMethod":[{{methods}}]}""").Error?.Code);
    }

    [Theory]
    [InlineData("eddsa-rdfc-2022", KeyType.Ed25519)]
    [InlineData("ecdsa-rdfc-2019", KeyType.P256)]
    [InlineData("ecdsa-rdfc-2019", KeyType.P384)]
    public void Their_library_verifies_our_credential_through_our_document(string suite, KeyType type)
    {
        using var peer = Start();
        using var key = SigningKey.Generate(type);
        using var other = SigningKey.Generate(type);
        var badge = DocumentMaker.Badge(Text);
        var signed = JsonNode.Parse(new DataIntegritySigner(Cryptosuite.Find(suite)!, key, Text + "#key-1").Sign(
            DocumentMaker.Utf8(badge), new ProofOptions { Created = new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero) }).Value)!;
        var ours = JsonNode.Parse(DidDocument.Of(Id, ("key-1", key.PublicKey)).ToUtf8())!;
        Asserts(peer, signed, ours, verified: true);

        var swapped = JsonNode.Parse(DidDocument.Of(Id, ("key-1", other.PublicKey)).ToUtf8())!;
        Asserts(peer, signed, swapped, verified: false);
        var unlisted = ours.DeepClone();
        unlisted.AsObject().Remove("assertionMethod");
        Asserts(peer, signed, unlisted, verified: false);
        var changed = signed.DeepClone();
        changed["name"] = "Doctorado";
        Asserts(peer, changed, ours, verified: false);
    }

    [Theory]
    [InlineData("Ed25519", false)]
    [InlineData("P-256", false)]
    [InlineData("P-384", true)]
    public void A_document_of_their_keys_is_read_here(string curve, bool embedded)
    {
        using var peer = Start();
        var answer = peer.AskOne(new { op = "write", curve, did = Text, embedded });
        var read = DidDocument.Read(Encoding.UTF8.GetBytes(answer.GetProperty("didDocument").GetRawText()), Id).Value;
        var signer = read.Signers.Single();
        Assert.Equal(Text + "#clave", signer.Id);
        Assert.Equal(answer.GetProperty("multikey").GetString(), Credentials.Keys.Multikey.Format(signer.Key!));
    }

    private static void Asserts(NodePeer peer, JsonNode document, JsonNode didDocument, bool verified)
    {
        var answer = peer.AskOne(new { op = "verify", document, did = Text, didDocument });
        Assert.True(answer.GetProperty("verified").GetBoolean() == verified, answer.ToString());
    }

    private static Result<DidDocument> Read(string document) => DidDocument.Read(Encoding.UTF8.GetBytes(document), Id);

    private static string Multikey(KeyType type = KeyType.Ed25519)
    {
        using var key = SigningKey.Generate(type);
        return Credentials.Keys.Multikey.Format(key.PublicKey);
    }

    private static NodePeer Start() => NodePeer.Start("tests", "Anchor.Credentials.Tests", "peers", "did-documents.mjs");
}
