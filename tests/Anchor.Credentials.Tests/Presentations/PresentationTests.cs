using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;
using Anchor.Credentials.Presentations;
using Anchor.Credentials.Tests.DataIntegrity;
using Anchor.Tests.Support;

namespace Anchor.Credentials.Tests.Presentations;

public sealed class PresentationTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly SigningKey _issuer = SigningKey.FromEd25519(Samples.Key());
    private readonly SigningKey _holder = SigningKey.Generate(KeyType.P256);

    private string Holder => DidKey.Of(_holder.PublicKey);

    public void Dispose()
    {
        _issuer.Dispose();
        _holder.Dispose();
    }

    [Fact]
    public void A_presentation_with_embedded_and_enveloped_credentials_holds()
    {
        var presentation = Signed([Embedded(), Enveloped()]);
        var report = Verify(presentation).Value;
        Assert.True(report.Holds, Describe(report));
        Assert.Equal(Holder, report.Holder);
        Assert.Equal(Holder, Assert.Single(report.Proofs).Controller);
        Assert.Equal(["$.verifiableCredential[0]", "$.verifiableCredential[1]"], report.Credentials.Select(c => c.Path));
        Assert.All(report.Credentials, c => Assert.Equal(DidKey.Of(_issuer.PublicKey), Assert.Single(c.Proofs).Controller));
    }

    [Fact]
    public void A_presentation_without_credentials_says_who_is_there() => Assert.True(Verify(Signed([])).Value.Holds);

    [Fact]
    public void An_enveloped_presentation_holds_and_answers_its_own_question_only()
    {
        var unsigned = JsonElement.Parse(Presentation.Create([Embedded(), Enveloped()], Holder));
        var compact = Presentation.SignJwt(unsigned, _holder, DocumentMaker.VerificationMethod(_holder.PublicKey), "a.example", "c1");
        var envelope = JsonElement.Parse(Presentation.Envelop(compact));
        Assert.True(PresentationVerifier.Verify(envelope, ["a.example"], "c1", Now).Value.Holds);
        Assert.Equal("proof.domain_mismatch", PresentationVerifier.Verify(envelope, ["b.example"], "c1").Value.Proofs[0].Error?.Code);
        Assert.Equal("proof.challenge_mismatch", PresentationVerifier.Verify(envelope, null, "c2").Value.Proofs[0].Error?.Code);

        var stranger = Presentation.SignJwt(unsigned, _issuer, DocumentMaker.VerificationMethod(_issuer.PublicKey));
        Assert.Equal("presentation.holder_mismatch",
            PresentationVerifier.Verify(JsonElement.Parse(Presentation.Envelop(stranger))).Value.Proofs[0].Error?.Code);
        var forged = Presentation.SignJwt(unsigned, _issuer, DocumentMaker.VerificationMethod(_holder.PublicKey));
        Assert.Equal("jwt.alg_not_allowed", PresentationVerifier.Verify(JsonElement.Parse(Presentation.Envelop(forged))).Value.Proofs[0].Error?.Code);
        Assert.Equal("jwt.malformed", PresentationVerifier.Verify(JsonElement.Parse(Presentation.Envelop(Jwt()))).Error?.Code);
    }

    [Theory]
    [InlineData("a.example", "c1", null)]
    [InlineData("b.example", "c1", "proof.domain_mismatch")]
    [InlineData("a.example", "c2", "proof.challenge_mismatch")]
    public void Domain_and_challenge_must_be_those_that_were_asked(string domain, string challenge, string? code) =>
        Assert.Equal(code, PresentationVerifier.Verify(Signed([Embedded()]), [domain], challenge, Now).Value.Proofs[0].Error?.Code);

    [Fact]
    public void A_proof_for_another_purpose_presents_nothing()
    {
        var unsigned = Presentation.Create([], Holder);
        var asserted = new DataIntegritySigner(Cryptosuite.EcdsaRdfc2019, _holder).Sign(unsigned, new ProofOptions()).Value;
        Assert.Equal("proof.purpose_mismatch", Verify(JsonElement.Parse(asserted)).Value.Proofs[0].Error?.Code);
        Assert.Equal("proof.missing", Verify(JsonElement.Parse(unsigned)).Value.Proofs[0].Error?.Code);
    }

    [Fact]
    public void Another_holder_is_found()
    {
        var unsigned = Presentation.Create([Embedded()], "did:example:somebody");
        var presentation = JsonElement.Parse(Presentation.Sign(unsigned, new DataIntegritySigner(Cryptosuite.EcdsaRdfc2019, _holder), new ProofOptions()).Value);
        Assert.Equal("presentation.holder_mismatch", PresentationVerifier.Verify(presentation).Value.Proofs[0].Error?.Code);
    }

    [Fact]
    public void A_credential_that_was_changed_fails_and_so_does_the_presentation()
    {
        var changed = JsonNode.Parse(Signed([Embedded(), Embedded()]).GetRawText())!;
        changed["verifiableCredential"]![1]!["name"] = "Otro nombre";
        var report = Verify(DocumentMaker.Element(changed)).Value;
        Assert.Equal("proof.signature_invalid", report.Proofs[0].Error?.Code);
        Assert.True(report.Credentials[0].Holds);
        Assert.Equal("proof.signature_invalid", report.Credentials[1].Proofs[0].Error?.Code);
        Assert.False(report.Holds);
    }

    [Fact]
    public void A_credential_signed_by_somebody_else_fails_although_the_presentation_holds()
    {
        var foreign = JsonElement.Parse(new DataIntegritySigner(Cryptosuite.EddsaJcs2022, _issuer).Sign(DocumentMaker.Utf8(DocumentMaker.Badge(Holder)), new ProofOptions()).Value);
        var report = Verify(Signed([PresentedCredential.Embedded(foreign)])).Value;
        Assert.True(report.Proofs[0].Holds);
        Assert.Equal("proof.key_not_of_issuer", report.Credentials[0].Proofs[0].Error?.Code);
        var unsigned = Verify(Signed([PresentedCredential.Embedded(DocumentMaker.Element(DocumentMaker.Badge(Holder)))])).Value;
        Assert.Equal("proof.missing", unsigned.Credentials[0].Proofs[0].Error?.Code);
    }

    [Theory]
    [InlineData("""{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiableCredential"}""", "presentation.envelope_malformed")]
    [InlineData("""{"@context":"https://www.w3.org/ns/credentials/v2","id":"https://a.example","type":"EnvelopedVerifiableCredential"}""", "presentation.envelope_malformed")]
    [InlineData("""{"@context":"https://www.w3.org/ns/credentials/v2","id":"data:text/plain,x","type":"EnvelopedVerifiableCredential"}""", "presentation.envelope_malformed")]
    [InlineData("""{"@context":"https://www.w3.org/ns/credentials/v2","id":"data:application/vp+jwt,x","type":"EnvelopedVerifiableCredential"}""", "presentation.envelope_malformed")]
    [InlineData("""{"@context":"https://a.example","id":"data:application/vc+jwt,x","type":"EnvelopedVerifiableCredential"}""", "presentation.envelope_malformed")]
    [InlineData("""{"id":"data:application/vc+jwt,x","type":"EnvelopedVerifiableCredential"}""", "presentation.envelope_malformed")]
    [InlineData("""{"@context":"https://www.w3.org/ns/credentials/v2","id":"data:application/vc+jwt,x","type":["EnvelopedVerifiableCredential"]}""", "jwt.malformed")]
    public void A_wrong_envelope_has_its_own_code(string envelope, string code)
    {
        var presentation = JsonNode.Parse(Presentation.Create([], Holder))!;
        presentation["verifiableCredential"]!.AsArray().Add(JsonNode.Parse(envelope));
        Assert.Equal(code, Verify(DocumentMaker.Element(presentation)).Value.Credentials[0].Proofs[0].Error?.Code);
    }

    [Theory]
    [InlineData("[]", "presentation.malformed")]
    [InlineData("""{"type":["VerifiableCredential"]}""", "presentation.malformed")]
    [InlineData("""{"type":"VerifiablePresentation","verifiableCredential":"x"}""", "presentation.malformed")]
    [InlineData("""{"type":"VerifiablePresentation","verifiableCredential":["x"]}""", "presentation.malformed")]
    [InlineData("""{"type":"EnvelopedVerifiablePresentation"}""", "presentation.envelope_malformed")]
    public void What_is_no_presentation_is_refused(string json, string code) =>
        Assert.Equal(code, PresentationVerifier.Verify(JsonElement.Parse(json)).Error?.Code);

    [Fact]
    public void There_is_a_bound_on_credentials()
    {
        var many = new JsonArray([.. Enumerable.Range(0, PresentationVerifier.MaxCredentials + 1).Select(_ => new JsonObject())]);
        var presentation = new JsonObject { ["type"] = "VerifiablePresentation", ["verifiableCredential"] = many };
        Assert.Equal("presentation.too_many_credentials", PresentationVerifier.Verify(DocumentMaker.Element(presentation)).Error?.Code);
    }

    [Fact]
    public void Keys_can_be_found_elsewhere()
    {
        const string id = "did:web:holder.example#k1";
        var unsigned = Presentation.Create([], "did:web:holder.example");
        var presentation = JsonElement.Parse(Presentation.Sign(unsigned, new DataIntegritySigner(Cryptosuite.EcdsaJcs2019, _holder, id), new ProofOptions()).Value);
        Assert.Equal("key.method_unsupported", PresentationVerifier.Verify(presentation).Value.Proofs[0].Error?.Code);
        Assert.True(PresentationVerifier.Verify(presentation, resolve: method =>
            new VerificationMethod(method, "did:web:holder.example", _holder.PublicKey)).Value.Holds);
    }

    [Fact]
    public void Others_verify_our_presentations_and_we_theirs()
    {
        using var peer = NodePeer.Start("tests", "Anchor.Credentials.Tests", "peers", "data-integrity.mjs");
        var ours = new List<JsonElement>();
        for (var seed = 0; seed < 20; seed++)
        {
            var credential = new DataIntegritySigner(Cryptosuite.EddsaRdfc2022, _issuer)
                .Sign(DocumentMaker.Utf8(DocumentMaker.Make(DidKey.Of(_issuer.PublicKey), seed)), new ProofOptions { Created = DateTimeOffset.UnixEpoch }).Value;
            ours.Add(Signed([PresentedCredential.Embedded(JsonElement.Parse(credential))]));
        }
        foreach (var answer in peer.Ask(ours.Select(document => new { op = "verifyPresentation", document, domain = "a.example", challenge = "c1" }).ToArray()))
            Assert.True(answer.GetProperty("verified").GetBoolean(), answer.ToString());
        foreach (var answer in peer.Ask(ours.Select(document => new { op = "verifyPresentation", document, domain = "a.example", challenge = "c2" }).ToArray()))
            Assert.False(answer.GetProperty("verified").GetBoolean());

        foreach (var (suite, curve) in new[] { ("eddsa-rdfc-2022", "Ed25519"), ("ecdsa-rdfc-2019", "P-384"), ("ecdsa-rdfc-2019", "P-256") })
        {
            var credentials = ours.Take(3).Select(presentation => presentation.GetProperty("verifiableCredential")[0]).ToArray();
            var theirs = peer.AskOne(new { op = "present", suite, curve, credentials, domain = "a.example", challenge = "c1" });
            Assert.True(theirs.TryGetProperty("document", out var document), theirs.ToString());
            var report = PresentationVerifier.Verify(document, ["a.example"], "c1").Value;
            Assert.True(report.Holds, Describe(report));
            Assert.Equal(3, report.Credentials.Count);
        }
    }

    private PresentedCredential Embedded() => PresentedCredential.Embedded(JsonElement.Parse(new DataIntegritySigner(Cryptosuite.EddsaRdfc2022, _issuer)
        .Sign(DocumentMaker.Utf8(DocumentMaker.Badge(DidKey.Of(_issuer.PublicKey))), new ProofOptions { Created = DateTimeOffset.UnixEpoch }).Value));

    private static PresentedCredential Enveloped() => PresentedCredential.Enveloped(Jwt());

    private static string Jwt()
    {
        using var key = Samples.Key();
        return Encoding.ASCII.GetString(new VcJwtSigner(key).Sign(Samples.Document()));
    }

    private JsonElement Signed(IReadOnlyList<PresentedCredential> credentials)
    {
        var signer = new DataIntegritySigner(Cryptosuite.EcdsaRdfc2019, _holder);
        return JsonElement.Parse(Presentation.Sign(Presentation.Create(credentials, Holder), signer, new ProofOptions
        {
            Created = Now, Domains = ["a.example"], Challenge = "c1",
        }).Value);
    }

    private static Result<PresentationReport> Verify(JsonElement presentation) => PresentationVerifier.Verify(presentation, now: Now);

    private static string Describe(PresentationReport report) =>
        string.Join('\n', report.Proofs.Concat(report.Credentials.SelectMany(c => c.Proofs)).Select(p => $"{p.Path}: {p.Error}"));
}
