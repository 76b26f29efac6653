using System.Buffers;
using System.Text.Json.Nodes;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Keys;
using Anchor.Credentials.OpenBadges;
using Anchor.Credentials.Trust;

namespace Anchor.Verification.Tests;

public sealed class DataIntegrityTests
{
    private static readonly DateTimeOffset Signed = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly World _world = new();

    [Fact]
    public async Task A_signed_and_anchored_document_is_valid()
    {
        var report = await _world.VerifyAsync(_world.BundleOf(Secure(Plain())));
        Assert.True(report.Verdict == Verdict.Valid, report.ToText());
        Assert.Equal("Ana Ejemplo Núñez 3", report.Credential!.SubjectName);
    }

    [Fact]
    public async Task A_batch_may_hold_both_forms()
    {
        var report = await _world.VerifyAsync(_world.BundleOf());
        Assert.Equal(Verdict.Valid, report.Verdict);
        Assert.Equal(Verdict.Valid, (await _world.VerifyAsync(_world.BundleOf(Secure(Plain())))).Verdict);
    }

    public static TheoryData<string, string> Changes => new()
    {
        { "name", "proof.signature_invalid" },
        { "credentialSubject.identifier.0.identityHash", "proof.signature_invalid" },
        { "credentialSubject.achievement.description", "proof.signature_invalid" },
        { "issuer.name", "proof.signature_invalid" },
        { "validUntil", "proof.signature_invalid" },
        { "proof.0.created", "proof.signature_invalid" },
        { "proof.0.proofPurpose", "proof.purpose_mismatch" },
        { "proof.0.proofValue", "proof.malformed" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_changed_document_fails(string path, string code)
    {
        var changed = Changed(Secure(Plain()), document =>
        {
            var steps = path.Split('.');
            JsonNode place = document;
            foreach (var step in steps[..^1]) place = char.IsAsciiDigit(step[0]) ? place[step[0] - '0']! : place[step]!;
            place[steps[^1]] = steps[^1] switch
            {
                "validUntil" or "created" => "2026-05-02T00:00:00Z",
                "identityHash" => "sha256$" + new string('0', 64),
                _ => "otra",
            };
        });
        var report = await _world.VerifyAsync(_world.BundleOf(Secure(Plain())) with { Credential = changed });
        report.Found(CheckNames.Signature, CheckResult.Failed, code);
        Assert.Equal(Verdict.Invalid, report.Verdict);
        Assert.NotEqual(CheckResult.Passed, report.Of(CheckNames.Anchored).Result);
    }

    [Fact]
    public async Task A_term_that_no_signature_covers_fails()
    {
        var changed = Changed(Secure(Plain()), document => document["honours"] = "summa cum laude");
        var report = await _world.VerifyAsync(_world.BundleOf(Secure(Plain())) with { Credential = changed });
        Assert.StartsWith("jsonld.", report.Of(CheckNames.Signature).Code, StringComparison.Ordinal);
        report.Found(CheckNames.Inclusion, CheckResult.Unknown, "inclusion.leaf_unknown");
        Assert.Equal(Verdict.Invalid, report.Verdict);
    }

    [Fact]
    public async Task An_unknown_context_is_never_fetched_and_decides_nothing()
    {
        var changed = Changed(Secure(Plain()), document => document["@context"]!.AsArray().Add("https://contexto.example/v1"));
        var report = await _world.VerifyAsync(_world.BundleOf(Secure(Plain())) with { Credential = changed });
        report.Found(CheckNames.Signature, CheckResult.Unknown, "jsonld.context_unknown");
        Assert.Contains("https://contexto.example/v1", report.Of(CheckNames.Signature).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_nobody_signed_fails()
    {
        var report = await _world.VerifyAsync(Plain());
        report.Found(CheckNames.Signature, CheckResult.Failed, "proof.missing");
        report.Found(CheckNames.Inclusion, CheckResult.Unknown, "inclusion.leaf_unknown");
    }

    [Fact]
    public async Task Somebody_elses_proof_is_not_the_issuers()
    {
        using var other = SigningKey.Generate(KeyType.P256);
        var alone = OfUtf8(new DataIntegritySigner(Cryptosuite.EcdsaRdfc2019, other).Sign(Plain(), Options()).Value);
        (await _world.VerifyAsync(_world.BundleOf(alone))).Found(CheckNames.Signature, CheckResult.Failed, "proof.key_not_of_issuer");

        // Beside the issuer's it does no harm, but it changes the leaf when it is added after sealing.
        var both = OfUtf8(new DataIntegritySigner(Cryptosuite.EcdsaRdfc2019, other).Sign(Secure(Plain()).ToText(), Options()).Value);
        var added = await _world.VerifyAsync(_world.BundleOf(Secure(Plain())) with { Credential = both });
        added.Found(CheckNames.Signature, CheckResult.Passed, null);
        added.Found(CheckNames.Anchored, CheckResult.Failed, "anchor.not_anchored");
        Assert.Equal(Verdict.Valid, (await _world.VerifyAsync(_world.BundleOf(both))).Verdict);
    }

    [Fact]
    public async Task One_broken_proof_of_several_fails()
    {
        using var other = SigningKey.Generate(KeyType.P384);
        var both = OfUtf8(new DataIntegritySigner(Cryptosuite.EcdsaJcs2019, other).Sign(Secure(Plain()).ToText(), Options()).Value);
        var broken = Changed(both, document => document["proof"]![1]!["created"] = "2026-05-02T00:00:00Z");
        (await _world.VerifyAsync(_world.BundleOf(broken))).Found(CheckNames.Signature, CheckResult.Failed, "proof.signature_invalid");
    }

    [Fact]
    public async Task A_suite_that_is_not_known_decides_nothing()
    {
        var changed = Changed(Secure(Plain()), document => document["proof"]![0]!["cryptosuite"] = "bbs-2023");
        (await _world.VerifyAsync(_world.BundleOf(changed))).Found(CheckNames.Signature, CheckResult.Unknown, "signature.format_unsupported");
    }

    [Fact]
    public async Task A_proof_ends_when_it_says_so()
    {
        using var key = SigningKey.FromEd25519(_world.Key);
        var credential = OfUtf8(new DataIntegritySigner(Cryptosuite.EddsaRdfc2022, key).Sign(Plain(), Options() with { Expires = _world.Clock.Now.AddSeconds(-1) }).Value);
        (await _world.VerifyAsync(_world.BundleOf(credential))).Found(CheckNames.Signature, CheckResult.Failed, "proof.expired");
    }

    [Theory]
    [InlineData(KeyType.P256)]
    [InlineData(KeyType.P384)]
    public async Task A_pinned_key_of_another_type_verifies_a_did_web_issuer(KeyType type)
    {
        using var key = SigningKey.Generate(type);
        var world = new World(did: "did:web:universidad.example");
        world.Trust = world.Trust with { Issuers = [new RecognisedIssuer(world.Did, "Universidad Ejemplo", [Multikey.Format(key.PublicKey)])] };
        var plain = world.Document(format: CredentialFormat.DataIntegrity);
        var credential = OfUtf8(new DataIntegritySigner(Cryptosuite.EcdsaRdfc2019, key, world.Did + "#clave").Sign(plain, Options()).Value);
        (await world.VerifyAsync(world.BundleOf(credential))).Found(CheckNames.Signature, CheckResult.Passed, null);
        world.Trust = world.Trust with { Issuers = [new RecognisedIssuer(world.Did, "Universidad Ejemplo", [])] };
        (await world.VerifyAsync(world.BundleOf(credential))).Found(CheckNames.Signature, CheckResult.Unknown, "issuer.key_unresolvable");
    }

    [Fact]
    public async Task A_credential_of_the_older_data_model_is_verified()
    {
        var older = World.Edited(Plain(), document =>
        {
            document["@context"] = new JsonArray(Vocabulary.CredentialsV1, Vocabulary.OpenBadges303, Vocabulary.Extensions, "https://w3id.org/security/data-integrity/v2");
            document["issuanceDate"] = "2026-05-01T00:00:00Z";
            document["expirationDate"] = "2031-05-01T00:00:00Z";
            document.Remove("validFrom");
            document.Remove("validUntil");
        });
        var report = await _world.VerifyAsync(_world.BundleOf(Secure(older)));
        Assert.True(report.Verdict == Verdict.Valid, report.ToText());
        _world.Clock.Now = new DateTimeOffset(2032, 1, 1, 0, 0, 0, TimeSpan.Zero);
        (await _world.VerifyAsync(_world.BundleOf(Secure(older)))).Found(CheckNames.Validity, CheckResult.Failed, "credential.expired");
    }
    [Theory]
    [InlineData("validUntil", false)]
    [InlineData("credentialStatus", false)]
    [InlineData("validUntil", true)]
    [InlineData("credentialStatus", true)]
    public async Task A_member_hidden_behind_another_name_does_not_escape(string name, bool fullName)
    {
        _world.Clock.Now = new DateTimeOffset(2032, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var signed = Secure(World.Edited(Plain(), document =>
            document["credentialStatus"] = new JsonArray(new JsonObject { ["id"] = "https://universidad.example/revocadas.json", ["type"] = "1EdTechRevocationList" })));
        var iri = "https://www.w3.org/2018/credentials#" + name;
        var rewritten = Changed(signed, document =>
        {
            var value = document[name]!.DeepClone();
            document.Remove(name);
            if (!fullName) document["@context"]!.AsArray().Add(new JsonObject { ["otra"] = name == "validUntil" ? new JsonObject { ["@id"] = iri, ["@type"] = "http://www.w3.org/2001/XMLSchema#dateTime" } : new JsonObject { ["@id"] = iri, ["@type"] = "@id" } });
            document[fullName ? iri : "otra"] = fullName && name == "validUntil" ? new JsonObject { ["@value"] = value, ["@type"] = "http://www.w3.org/2001/XMLSchema#dateTime" } : value;
        });
        // The rewriting keeps signature and leaf whole: that is what makes it dangerous.
        Assert.Equal(Anchor.Credentials.Jwt.CredentialLeaf.Of(signed).Value, Anchor.Credentials.Jwt.CredentialLeaf.Of(rewritten).Value);
        var report = await _world.VerifyAsync(_world.BundleOf(rewritten));
        report.Found(CheckNames.Signature, CheckResult.Unknown, "document.own_vocabulary");
        Assert.NotEqual(Verdict.Valid, report.Verdict);
    }

    [Fact]
    public async Task A_second_node_with_the_credentials_id_hides_nothing()
    {
        var signed = Secure(World.Edited(Plain(), document => document["evidence"] = new JsonArray(new JsonObject
        {
            ["id"] = "https://universidad.example/p/1", ["type"] = new JsonArray("Evidence"), ["narrative"] = "Informe",
        })));
        var rewritten = Changed(signed, document =>
        {
            var until = document["validUntil"]!.DeepClone();
            document.Remove("validUntil");
            // The credential once more, inside its own evidence list, with the end of its validity.
            document["evidence"]!.AsArray().Add(new JsonObject { ["id"] = "https://universidad.example/p/1", ["type"] = new JsonArray("Evidence") });
            document["credentialSchema"]!.AsArray().Add(new JsonObject { ["id"] = document["id"]!.DeepClone(), ["type"] = new JsonArray("VerifiableCredential"), ["validUntil"] = until });
        });
        var report = await _world.VerifyAsync(_world.BundleOf(signed) with { Credential = rewritten });
        Assert.NotEqual(Verdict.Valid, report.Verdict);
        Assert.Equal(CheckResult.Failed, report.Of(CheckNames.Signature).Result);
    }

    [Fact]
    public void What_the_json_does_not_show_is_named()
    {
        // A holder writes the end of validity into a second node with the credential's id, under a member that was signed.
        var document = World.Parse(Plain());
        document["credentialSubject"]!["source"] = new JsonObject { ["id"] = document["id"]!.DeepClone(), ["type"] = new JsonArray("VerifiableCredential"), ["validUntil"] = document["validUntil"]!.DeepClone() };
        document.Remove("validUntil");
        var error = PlainDocument.Check(System.Text.Json.JsonSerializer.SerializeToElement(document));
        Assert.Equal(("document.member_hidden", "$.validUntil"), (error?.Code, error?.Path));
        Assert.Null(PlainDocument.Check(System.Text.Json.JsonElement.Parse(Plain())));

        // A language that belongs to no value is lost in what is signed; the path counts what stands before it.
        var lost = World.Parse(Plain());
        lost["evidence"] = new JsonArray("https://universidad.example/p/1", new JsonObject { ["id"] = "https://universidad.example/p/2", ["type"] = "Evidence", ["@language"] = "es" });
        error = PlainDocument.Check(System.Text.Json.JsonSerializer.SerializeToElement(lost));
        Assert.Equal((PlainDocument.OwnVocabularyCode, "$.evidence[1].@language"), (error?.Code, error?.Path));
    }

    [Theory]
    [InlineData("schema:award", "{}")]
    [InlineData("schema\\u003aaward", "{}")]
    [InlineData("\\u0040id", "\"urn:x\"")]
    [InlineData("\\u0040context", "{\"x\":\"https://x.example/\"}")]
    [InlineData("@value", "1")]
    [InlineData("@graph", "[]")]
    public void Words_of_its_own_are_found_however_they_are_spelt(string name, string value)
    {
        var text = System.Text.Encoding.UTF8.GetString(Plain()).Replace("\"credentialSubject\":{", $"\"credentialSubject\":{{\"plain\":[1,{{\"{name}\":{value}}}],", StringComparison.Ordinal);
        var error = PlainDocument.Check(System.Text.Json.JsonElement.Parse(System.Text.Encoding.UTF8.GetBytes(text)));
        var path = error?.Code == PlainDocument.OwnVocabularyCode ? error.Path : null;
        Assert.Equal(name == "@value" ? null : "$.credentialSubject.plain[1]." + System.Text.RegularExpressions.Regex.Unescape(name), path);
    }

    private static ProofOptions Options() => new() { Created = Signed };

    private static BundledCredential OfUtf8(byte[] secured) => BundledCredential.OfText(secured);

    private static BundledCredential Changed(BundledCredential credential, Action<JsonObject> edit) => OfUtf8(World.Edited(credential.ToText(), edit));

    private byte[] Plain() => _world.Document(format: CredentialFormat.DataIntegrity);

    private BundledCredential Secure(byte[] plain)
    {
        var secured = new ArrayBufferWriter<byte>();
        CredentialSigner.Create(CredentialFormat.DataIntegrity, _world.Key).Sign(plain, Signed, secured);
        return OfUtf8(secured.WrittenSpan.ToArray());
    }
}
