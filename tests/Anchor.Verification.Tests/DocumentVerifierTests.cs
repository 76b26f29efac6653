using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Keys;
using Anchor.Verification.Documents;

namespace Anchor.Verification.Tests;

/// <summary>Documents by themselves: what is wrong, what could not be looked at, and what only deserves a word.</summary>
public sealed class DocumentVerifierTests : IDisposable
{
    private readonly World _world = new(1);
    private readonly SigningKey _key = SigningKey.Generate(KeyType.P256);

    private string Did => DidKey.Of(_key.PublicKey);

    public void Dispose() => _key.Dispose();

    [Fact]
    public async Task A_credential_without_dates_and_without_an_anchor_is_verified()
    {
        var report = await CredentialAsync(Signed(Credential()));
        Assert.True(report.Verified, Words(report));
        Assert.Equal(["shape", "proof", "validity", "status"], report.Checks);
        Assert.Empty(report.Warnings);
    }

    [Fact]
    public async Task A_key_that_could_not_be_fetched_is_unknown_and_one_that_is_not_the_issuers_is_wrong()
    {
        _world.Web = new FakeWeb();
        var elsewhere = Signed(Credential("did:web:universidad.example"), "did:web:universidad.example#key-1");
        Assert.Equal((CheckResult.Unknown, "did.unreachable"), First(await CredentialAsync(elsewhere)));
        Assert.Equal((CheckResult.Failed, "proof.key_not_of_issuer"), First(await CredentialAsync(Signed(Credential("did:web:universidad.example")))));
        Assert.Equal((CheckResult.Failed, "proof.signature_invalid"), First(await CredentialAsync(Signed(Credential()), rename: "another name")));
    }

    [Fact]
    public async Task A_list_that_could_not_be_fetched_is_unknown_and_asked_only_when_status_is()
    {
        var credential = Credential();
        credential["credentialStatus"] = new JsonObject
        {
            ["type"] = "BitstringStatusListEntry", ["statusPurpose"] = "revocation", ["statusListIndex"] = "7", ["statusListCredential"] = "https://universidad.example/1",
        };
        _world.Web = new FakeWeb();
        Assert.Equal((CheckResult.Unknown, "status.unreachable"), First(await CredentialAsync(Signed(credential))));
        Assert.True((await CredentialAsync(Signed(credential), new DocumentQuestion { Status = false })).Verified);
        Assert.Single(_world.Web.Asked);
    }

    [Fact]
    public async Task A_proof_of_another_beside_the_issuers_is_a_warning_and_must_hold()
    {
        using var other = SigningKey.Generate(KeyType.P384);
        var both = new DataIntegritySigner(Cryptosuite.EcdsaJcs2019, other).Sign(JsonElement.Parse(Signed(Credential()).ToJsonString()), new ProofOptions()).Value;
        var document = JsonNode.Parse(both)!.AsObject();
        var report = await CredentialAsync(document);
        Assert.True(report.Verified, Words(report));
        Assert.Equal("proof.by_another", Assert.Single(report.Warnings).Code);
        document["proof"]![1]!["nonce"] = "changed";
        Assert.Equal((CheckResult.Failed, "proof.signature_invalid"), First(await CredentialAsync(document)));
        document["proof"] = new JsonArray([.. Enumerable.Repeat(0, 9).Select(_ => document["proof"]![0]!.DeepClone())]);
        Assert.Equal((CheckResult.Failed, "proof.too_many"), First(await CredentialAsync(document)));
    }

    [Fact]
    public async Task A_presentation_is_judged_with_each_of_its_credentials()
    {
        var expired = Credential();
        expired["validUntil"] = "2026-05-31T00:00:00Z";
        var report = await PresentationAsync([Signed(Credential()), Signed(expired)]);
        var error = Assert.Single(report.Errors);
        Assert.Equal(("credential.expired", "$.verifiableCredential[1].validUntil"), (error.Code, error.Path));
        Assert.True((await PresentationAsync([Signed(Credential())])).Verified);
        Assert.Equal("presentation.too_many_credentials", Assert.Single((await PresentationAsync([.. Enumerable.Repeat(Signed(Credential()), 65)])).Errors).Code);
    }

    private static (CheckResult, string) First(DocumentReport report) => (report.Errors[0].Result, report.Errors[0].Code);

    private static string Words(DocumentReport report) => string.Join("; ", report.Errors);

    private JsonObject Credential(string? issuer = null) => new()
    {
        ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"), ["type"] = new JsonArray("VerifiableCredential"), ["issuer"] = issuer ?? Did,
        ["name"] = "a name", ["credentialSubject"] = new JsonObject { ["id"] = "did:example:subject" },
    };

    private JsonObject Signed(JsonObject document, string? method = null, string purpose = "assertionMethod") => JsonNode.Parse(
        new DataIntegritySigner(Cryptosuite.EcdsaRdfc2019, _key, method).Sign(Encoding.UTF8.GetBytes(document.ToJsonString()), new ProofOptions { Purpose = purpose }).Value)!.AsObject();

    private Task<DocumentReport> CredentialAsync(JsonObject credential, DocumentQuestion? question = null, string? rename = null)
    {
        var document = credential.DeepClone();
        if (rename is not null) document["name"] = rename;
        return new DocumentVerifier(_world.Options).VerifyCredentialAsync(JsonElement.Parse(document.ToJsonString()), question ?? new DocumentQuestion(), TestContext.Current.CancellationToken);
    }

    private Task<DocumentReport> PresentationAsync(params JsonObject[] credentials)
    {
        var unsigned = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"), ["type"] = new JsonArray("VerifiablePresentation"), ["holder"] = Did,
            ["verifiableCredential"] = new JsonArray([.. credentials.Select(credential => credential.DeepClone())]),
        };
        var document = Signed(unsigned, purpose: "authentication");
        return new DocumentVerifier(_world.Options).VerifyPresentationAsync(JsonElement.Parse(document.ToJsonString()), new DocumentQuestion(), TestContext.Current.CancellationToken);
    }
}
