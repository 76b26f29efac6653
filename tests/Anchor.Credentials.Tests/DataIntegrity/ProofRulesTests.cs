using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Tests.DataIntegrity;

/// <summary>Everything about a proof but the arithmetic: its shape, what is expected of it, and which others it follows.</summary>
public sealed class ProofRulesTests
{
    private static readonly DateTimeOffset Created = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SigningKey Key = SigningKey.FromEd25519(Samples.Key());
    private static readonly DataIntegritySigner Signer = new(Cryptosuite.EddsaJcs2022, Key);

    [Theory]
    [InlineData("type", "1", "proof.malformed")]
    [InlineData("type", null, "proof.malformed")]
    [InlineData("type", "\"Ed25519Signature2020\"", "proof.type_unknown")]
    [InlineData("type", "[\"DataIntegrityProof\"]", "proof.malformed")]
    [InlineData("cryptosuite", "\"eddsa-2022\"", "proof.cryptosuite_unknown")]
    [InlineData("cryptosuite", "\"merkle-proof-2019\"", "proof.cryptosuite_unknown")]
    [InlineData("cryptosuite", null, "proof.cryptosuite_unknown")]
    [InlineData("cryptosuite", "\"ecdsa-jcs-2019\"", "proof.key_wrong_type")]
    [InlineData("cryptosuite", "\"eddsa-rdfc-2022\"", "proof.signature_invalid")]
    [InlineData("proofPurpose", "\"authentication\"", "proof.purpose_mismatch")]
    [InlineData("proofPurpose", null, "proof.malformed")]
    [InlineData("proofPurpose", "null", "proof.malformed")]
    [InlineData("verificationMethod", null, "proof.malformed")]
    [InlineData("verificationMethod", "{\"id\":\"did:key:z6Mk\"}", "proof.malformed")]
    [InlineData("proofValue", null, "proof.malformed")]
    [InlineData("proofValue", "\"\"", "proof.malformed")]
    [InlineData("proofValue", "\"z\"", "proof.malformed")]
    [InlineData("proofValue", "\"uAAAA\"", "proof.malformed")]
    [InlineData("proofValue", "\"z1111\"", "proof.malformed")]
    [InlineData("proofValue", "\"z0\"", "proof.malformed")]
    [InlineData("created", "\"2026-05-01\"", "proof.malformed")]
    [InlineData("created", "\"2026-05-01T12:00:00\"", "proof.malformed")]
    [InlineData("created", "\"2026-05-01T12:00:01Z\"", "proof.signature_invalid")]
    [InlineData("created", "null", "proof.malformed")]
    [InlineData("expires", "7", "proof.malformed")]
    [InlineData("domain", "[]", "proof.malformed")]
    [InlineData("domain", "[1]", "proof.malformed")]
    [InlineData("challenge", "[\"a\"]", "proof.malformed")]
    [InlineData("nonce", "1", "proof.malformed")]
    [InlineData("id", "1", "proof.malformed")]
    [InlineData("previousProof", "1", "proof.malformed")]
    [InlineData("previousProof", "\"urn:uuid:9\"", "proof.previous_missing")]
    [InlineData("previousProof", "[\"urn:uuid:9\"]", "proof.previous_missing")]
    public void A_wrong_member_has_its_own_code(string member, string? json, string code)
    {
        var document = Signed(new ProofOptions { Created = Created });
        var proof = document["proof"]![0]!.AsObject();
        if (json is null) proof.Remove(member);
        else proof[member] = JsonNode.Parse(json);
        Assert.Equal(code, Verify(document)?.Code);
    }

    [Theory]
    [InlineData("{}", "proof.missing")]
    [InlineData("""{"proof":[]}""", "proof.missing")]
    [InlineData("""{"proof":null}""", "proof.malformed")]
    [InlineData("""{"proof":"x"}""", "proof.malformed")]
    [InlineData("""{"proof":[[]]}""", "proof.malformed")]
    [InlineData("[]", "proof.malformed")]
    public void A_document_without_a_readable_proof_is_refused(string json, string code) =>
        Assert.Equal(code, DataIntegrityProofs.Read(JsonElement.Parse(json)).Error?.Code);

    [Fact]
    public void There_is_a_bound_on_proofs()
    {
        var proofs = new JsonArray([.. Enumerable.Range(0, DataIntegrityProofs.MaxProofs).Select(_ => JsonNode.Parse("""{"type":"x"}"""))]);
        var document = new JsonObject { ["proof"] = proofs };
        Assert.True(DataIntegrityProofs.Read(DocumentMaker.Element(document)).IsOk);
        Assert.Equal("proof.too_many", Signer.Sign(DocumentMaker.Utf8(document), new ProofOptions()).Error?.Code);
        proofs.Add(JsonNode.Parse("""{"type":"x"}"""));
        Assert.Equal("proof.too_many", DataIntegrityProofs.Read(DocumentMaker.Element(document)).Error?.Code);
    }

    [Fact]
    public void Purpose_domain_and_challenge_must_be_the_expected_ones()
    {
        var document = Signed(new ProofOptions { Purpose = "authentication", Domains = ["a.example", "b.example"], Challenge = "c1" });
        var expected = new ProofExpectations("authentication", ["b.example", "a.example"], "c1");
        Assert.Null(Verify(document, expected));
        Assert.Null(Verify(document, new ProofExpectations("authentication")));
        Assert.Equal("proof.purpose_mismatch", Verify(document)?.Code);
        Assert.Equal("proof.domain_mismatch", Verify(document, expected with { Domains = ["a.example"] })?.Code);
        Assert.Equal("proof.domain_mismatch", Verify(document, expected with { Domains = [] })?.Code);
        Assert.Equal("proof.challenge_mismatch", Verify(document, expected with { Challenge = "c2" })?.Code);
        Assert.Equal("proof.challenge_mismatch", Verify(Signed(new ProofOptions()), new ProofExpectations(Challenge: "c1"))?.Code);
        Assert.Equal("proof.domain_mismatch", Verify(Signed(new ProofOptions()), new ProofExpectations(Domains: ["a.example"]))?.Code);
        Assert.Null(Verify(Signed(new ProofOptions { Domains = ["a.example"] }), new ProofExpectations(Domains: ["a.example"])));
    }

    [Fact]
    public void A_proof_holds_from_its_making_to_its_end()
    {
        var document = Signed(new ProofOptions { Created = Created, Expires = Created.AddDays(1) });
        Assert.Null(Verify(document, new ProofExpectations(Now: Created)));
        Assert.Null(Verify(document, new ProofExpectations(Now: Created.AddMinutes(-5))));
        Assert.Null(Verify(document, new ProofExpectations(Now: Created.AddDays(1))));
        Assert.Null(Verify(document));
        Assert.Equal("proof.created_in_future", Verify(document, new ProofExpectations(Now: Created.AddMinutes(-6)))?.Code);
        Assert.Equal("proof.expired", Verify(document, new ProofExpectations(Now: Created.AddDays(1).AddSeconds(1)))?.Code);
    }

    [Fact]
    public void Proofs_of_a_set_stand_side_by_side_whatever_becomes_of_the_others()
    {
        using var other = SigningKey.Generate(KeyType.P256);
        var first = Signed(new ProofOptions { Created = Created });
        var both = JsonNode.Parse(new DataIntegritySigner(Cryptosuite.EcdsaRdfc2019, other)
            .Sign(DocumentMaker.Utf8(first), new ProofOptions { Created = Created }).Value)!;
        Assert.Equal(2, both["proof"]!.AsArray().Count);
        Assert.True(JsonNode.DeepEquals(first["proof"]![0], both["proof"]![0]));
        Assert.Null(Verify(both));
        both["proof"]!.AsArray().RemoveAt(0);
        Assert.Null(Verify(both));
    }

    [Fact]
    public void A_chain_breaks_when_a_proof_that_it_covers_changes()
    {
        foreach (var suite in new[] { Cryptosuite.EddsaRdfc2022, Cryptosuite.EddsaJcs2022 })
        {
            var signer = new DataIntegritySigner(suite, Key);
            var first = signer.Sign(DocumentMaker.Utf8(DocumentMaker.Badge("did:example:a")), new ProofOptions { Created = Created, Id = "urn:uuid:1" }).Value;
            var second = signer.Sign(first, new ProofOptions { Created = Created, Id = "urn:uuid:2" }).Value;
            var chain = JsonNode.Parse(signer.Sign(second, new ProofOptions { Created = Created, PreviousProofs = ["urn:uuid:1", "urn:uuid:2"] }).Value)!;
            Assert.Null(Verify(chain));

            var changed = chain.DeepClone();
            changed["proof"]![0]!["created"] = "2026-05-01T12:00:09Z";
            Assert.Equal("proof.signature_invalid", VerifyAt(changed, 2)?.Code);
            var removed = chain.DeepClone();
            removed["proof"]!.AsArray().RemoveAt(1);
            Assert.Equal("proof.previous_missing", VerifyAt(removed, 1)?.Code);
            var doubled = chain.DeepClone();
            doubled["proof"]!.AsArray().Add(doubled["proof"]![0]!.DeepClone());
            Assert.Equal("proof.previous_ambiguous", VerifyAt(doubled, 2)?.Code);
            var shortened = chain.DeepClone();
            shortened["proof"]![2]!["previousProof"] = "urn:uuid:1";
            Assert.Equal("proof.signature_invalid", VerifyAt(shortened, 2)?.Code);
            Assert.Equal("proof.previous_missing", signer.Sign(first, new ProofOptions { PreviousProofs = ["urn:uuid:3"] }).Error?.Code);
        }
    }

    private static JsonObject Signed(ProofOptions options) =>
        JsonNode.Parse(Signer.Sign(DocumentMaker.Utf8(DocumentMaker.Badge("did:example:a")), options).Value)!.AsObject();

    private static Error? Verify(JsonNode document, ProofExpectations? expectations = null)
    {
        var element = DocumentMaker.Element(document);
        if (!DataIntegrityProofs.Read(element).TryGet(out var proofs, out var error)) return error;
        return proofs.Select(proof => DataIntegrityProofs.Verify(element, proof, KeyOf(proof), expectations ?? ProofExpectations.Assertion))
            .FirstOrDefault(refused => refused is not null);
    }

    private static Error? VerifyAt(JsonNode document, int index)
    {
        var element = DocumentMaker.Element(document);
        var proof = DataIntegrityProofs.Read(element).Value[index];
        return DataIntegrityProofs.Verify(element, proof, KeyOf(proof), ProofExpectations.Assertion);
    }

    private static PublicKey KeyOf(DataIntegrityProof proof) =>
        VerificationMethods.Resolve(proof.VerificationMethod ?? "") is { IsOk: true } method ? method.Value.Key : Key.PublicKey;
}
