using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Identifiers;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;
using Anchor.Credentials.Trust;

namespace Anchor.Verification.Tests;

public sealed class DidWebTests
{
    private const string DidText = "did:web:universidad.example";
    private const string Url = "https://universidad.example/.well-known/did.json";
    private readonly World _world = new(did: DidText) { Web = new FakeWeb() };

    [Fact]
    public async Task An_issuer_whose_document_names_its_key_is_valid_without_pinning()
    {
        Publish();
        var report = await _world.VerifyAsync(_world.BundleOf());
        Assert.True(report.Verdict == Verdict.Valid, report.ToText());
        Assert.Equal([Url], _world.Web!.Asked);
    }

    [Fact]
    public async Task A_document_with_a_proof_is_verified_with_the_same_key()
    {
        Publish();
        using var key = SigningKey.FromEd25519(_world.Key);
        var plain = _world.Document(format: CredentialFormat.DataIntegrity);
        var secured = new DataIntegritySigner(Cryptosuite.EddsaRdfc2022, key, DidText + "#key-1").Sign(plain, new ProofOptions()).Value;
        Assert.Equal(Verdict.Valid, (await _world.VerifyAsync(_world.BundleOf(BundledCredential.OfText(secured)))).Verdict);
        var changed = World.Edited(secured, document => document["name"] = "Doctorado");
        (await _world.VerifyAsync(changed)).Found(CheckNames.Signature, CheckResult.Failed, "proof.signature_invalid");
    }

    public static TheoryData<string, CheckResult, string> Documents => new()
    {
        { "", CheckResult.Unknown, "did.unreachable" },
        { "<html>", CheckResult.Unknown, "json.malformed" },
        { "[]", CheckResult.Unknown, "did.document_malformed" },
        { "{\"id\":\"did:web:otra.example\"}", CheckResult.Unknown, "did.id_mismatch" },
        { "{\"id\":\"did:web:universidad.example\"}", CheckResult.Unknown, "did.method_not_found" },
        { "assertionMethod", CheckResult.Failed, "did.not_for_assertion" },
        { "controller", CheckResult.Failed, "did.not_for_assertion" },
        { "publicKeyMultibase", CheckResult.Unknown, "did.key_malformed" },
        { "type", CheckResult.Unknown, "did.key_unsupported" },
        { "another", CheckResult.Failed, "jwt.signature_invalid" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_document_that_does_not_vouch_for_the_key_never_passes(string document, CheckResult result, string code)
    {
        using var other = SigningKey.Generate(KeyType.Ed25519);
        if (document.Length > 0 && !char.IsAsciiLetter(document[0])) _world.Web!.With(Url, document);
        else if (document == "another") Publish(other.PublicKey);
        else if (document.Length > 0) Publish(edit: own =>
        {
            if (document == "assertionMethod") own.Remove(document);
            else own["verificationMethod"]![0]![document] = document == "controller" ? "did:web:otra.example" : "z6Mk";
        });
        var report = await _world.VerifyAsync(_world.BundleOf());
        report.Found(CheckNames.Signature, result, code);
        Assert.NotEqual(CheckResult.Passed, report.Of(CheckNames.Issuer).Result);
        Assert.NotEqual(CheckResult.Passed, report.Of(CheckNames.Binding).Result);
    }

    [Fact]
    public async Task A_pinned_key_comes_before_a_live_one_and_nobody_is_asked()
    {
        using var other = SigningKey.Generate(KeyType.Ed25519);
        Publish();
        _world.Trust = _world.Trust with { Issuers = [new RecognisedIssuer(DidText, "Universidad Ejemplo", [Multikey.Format(other.PublicKey)])] };
        (await _world.VerifyAsync(_world.BundleOf())).Found(CheckNames.Signature, CheckResult.Failed, "jwt.signature_invalid");
        Assert.Empty(_world.Web!.Asked);
    }

    [Fact]
    public async Task A_did_jwk_issuer_needs_nobody()
    {
        var did = DidJwk.Of(PublicKey.FromEd25519(_world.Key.PublicKey).Value);
        var world = new World(did: did) { Web = new FakeWeb() };
        var compact = new VcJwtSigner(world.Key, did + "#0").Sign(world.Document());
        var report = await world.VerifyAsync(world.BundleOf(BundledCredential.OfText(compact)));
        report.Found(CheckNames.Signature, CheckResult.Passed, null);
        report.Found(CheckNames.Issuer, CheckResult.Passed, null);
        report.Found(CheckNames.Binding, CheckResult.Passed, null);
        Assert.Empty(world.Web.Asked);
        var forged = new VcJwtSigner(Ed25519KeyPair.FromSeed(new byte[32]), did + "#0").Sign(world.Document());
        (await world.VerifyAsync(forged)).Found(CheckNames.Signature, CheckResult.Failed, "jwt.signature_invalid");
    }

    [Fact]
    public async Task A_did_pkh_issuer_has_no_key_to_check_with()
    {
        const string Account = "did:pkh:eip155:1:0xab16a96D359eC26a11e2C2b3d8f8B8942d5Bfcdb";
        var world = new World(did: Account) { Web = new FakeWeb() };
        var compact = new VcJwtSigner(world.Key, Account + "#blockchainAccountId").Sign(world.Document());
        (await world.VerifyAsync(compact)).Found(CheckNames.Signature, CheckResult.Unknown, "did.no_public_key");
    }

    [Fact]
    public async Task A_key_in_the_header_is_the_issuers_when_its_document_has_it()
    {
        using var key = SigningKey.FromEd25519(_world.Key);
        var compact = new VcJwtSigner(key, "").Sign(_world.Document());
        (await _world.VerifyAsync(compact)).Found(CheckNames.Signature, CheckResult.Unknown, "did.unreachable");
        Publish();
        (await _world.VerifyAsync(compact)).Found(CheckNames.Signature, CheckResult.Passed, null);
        using var other = SigningKey.Generate(KeyType.P256);
        (await _world.VerifyAsync(new VcJwtSigner(other, "").Sign(_world.Document()))).Found(CheckNames.Signature, CheckResult.Failed, "jwt.key_not_of_issuer");
    }

    [Fact]
    public async Task At_most_eight_dids_are_asked_about_one_document()
    {
        Publish();
        var payload = World.Edited(_world.Document(format: CredentialFormat.DataIntegrity), document => document["endorsement"] = new JsonArray(
            [.. Enumerable.Range(0, 20).Select(i => new JsonObject { ["proof"] = new JsonObject { ["type"] = "DataIntegrityProof", ["cryptosuite"] = "eddsa-rdfc-2022", ["proofPurpose"] = "assertionMethod", ["verificationMethod"] = $"did:web:e{i}.example#k", ["proofValue"] = "z1" } })]));
        using var key = SigningKey.FromEd25519(_world.Key);
        await _world.VerifyAsync(new DataIntegritySigner(Cryptosuite.EddsaJcs2022, key, DidText + "#key-1").Sign(payload, new ProofOptions()).Value);
        Assert.Equal(8, _world.Web!.Asked.Count);
        Assert.Equal(Url, _world.Web.Asked.First());
    }

    [Fact]
    public async Task Giving_up_is_an_exception_and_no_finding()
    {
        using var given = new CancellationTokenSource();
        _world.Web!.Gate = Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
        var verifying = new Verifier(_world.Options).VerifyAsync(_world.BundleOf().ToUtf8(), given.Token);
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => verifying);
    }

    private void Publish(PublicKey? key = null, Action<JsonObject>? edit = null)
    {
        var document = DidDocument.Of(Did.Parse(DidText).Value, ("key-1", key ?? PublicKey.FromEd25519(_world.Key.PublicKey).Value)).ToUtf8();
        _world.Web!.With(Url, edit is null ? document : World.Edited(document, edit));
    }
}
