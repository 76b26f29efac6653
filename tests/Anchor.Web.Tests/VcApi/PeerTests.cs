using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Tests.Support;
using Anchor.Web.Tests.Hosting;

namespace Anchor.Web.Tests.VcApi;

/// <summary>Others' code as judge: Digital Bazaar's libraries and this host must agree, about twins that were tampered with too.</summary>
[Collection(WebCollection.Name)]
public sealed class PeerTests(WebFixture web)
{
    private const string Domain = "verifier.example";
    private const string Challenge = "c-7f3a";

    private static string Badge => File.ReadAllText(Repository.PathOf("scripts", "sample", "open-badge.json"));

    private ConformanceHost Host => web.Conformance();

    [Fact]
    public async Task They_verify_what_every_suite_issues_and_refuse_its_twin()
    {
        using var peer = Start();
        foreach (var (suite, cryptosuite, _) in ConformanceHost.Suites)
        {
            var badge = JsonNode.Parse(Badge)!.AsObject();
            badge.Remove("proof");
            badge.Remove("credentialStatus");
            badge["issuer"]!.AsObject().Remove("id");
            foreach (var credential in new[] { ConformanceHost.Credential(), badge })
            {
                var issued = await Host.IssueAsync(credential, suite);
                Assert.Equal(cryptosuite, issued["proof"]!["cryptosuite"]!.GetValue<string>());
                Assert.Equal(await Host.IssuerAsync(suite), issued["issuer"] is JsonObject profile ? profile["id"]!.GetValue<string>() : issued["issuer"]!.GetValue<string>());
                Agree(true, await Host.VerifyAsync(issued), peer.AskOne(new { op = "verify", document = issued }));
                issued["name"] = "another name";
                Agree(false, await Host.VerifyAsync(issued), peer.AskOne(new { op = "verify", document = issued }));
            }
        }
    }

    [Fact]
    public async Task The_options_choose_the_suite_as_the_path_does()
    {
        using var peer = Start();
        foreach (var (suite, cryptosuite, _) in ConformanceHost.Suites)
        {
            var credential = ConformanceHost.Credential();
            credential["issuer"] = await Host.IssuerAsync(suite);
            var body = ConformanceHost.Body("credential", credential, new { cryptosuite, type = "DataIntegrityProof", proofPurpose = "assertionMethod", created = "2026-05-01T00:00:00Z" });
            var issued = (await Host.Api.PostAsync("/vc/conformance/credentials/issue", body)).Ok(System.Net.HttpStatusCode.Created).GetProperty("verifiableCredential");
            Assert.StartsWith(credential["issuer"]!.GetValue<string>(), issued.GetProperty("proof").GetProperty("verificationMethod").GetString(), StringComparison.Ordinal);
            Assert.Equal("2026-05-01T00:00:00Z", issued.GetProperty("proof").GetProperty("created").GetString());
            Assert.True(peer.AskOne(new { op = "verify", document = issued }).GetProperty("verified").GetBoolean());
        }
    }

    [Fact]
    public async Task We_verify_what_they_issue_and_refuse_its_twin()
    {
        using var peer = Start();
        foreach (var (_, suite, curve) in ConformanceHost.Suites)
        {
            var issued = Document(peer.AskOne(new { op = "issue", suite, curve, date = "2026-05-01T00:00:00Z", document = ConformanceHost.Credential("""{"issuer":"did:example:a"}""") }));
            Agree(true, await Host.VerifyAsync(issued), peer.AskOne(new { op = "verify", document = issued }));
            issued["credentialSubject"]!["alumniOf"] = "Universidad Ajena";
            Agree(false, await Host.VerifyAsync(issued), peer.AskOne(new { op = "verify", document = issued }));
        }
    }

    [Fact]
    public async Task Presentations_go_both_ways_in_every_suite()
    {
        using var peer = Start();
        foreach (var (suite, cryptosuite, curve) in ConformanceHost.Suites)
        {
            var credential = await Host.IssueAsync(ConformanceHost.Credential(), suite);
            var unsigned = new JsonObject
            {
                ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"), ["type"] = new JsonArray("VerifiablePresentation"),
                ["holder"] = await Host.IssuerAsync(suite), ["verifiableCredential"] = new JsonArray(credential),
            };
            var ours = await Host.ProveAsync(unsigned, suite, new { created = "2026-05-01T00:00:00Z", domain = Domain, challenge = Challenge });
            var received = Document(peer.AskOne(new { op = "issue", suite = cryptosuite, curve, date = "2026-05-01T00:00:00Z", document = ConformanceHost.Credential("""{"issuer":"did:example:a"}""") }));
            var theirs = Document(peer.AskOne(new { op = "present", suite = cryptosuite, curve, credentials = new[] { received }, domain = Domain, challenge = Challenge }));
            foreach (var presentation in new[] { ours, theirs })
            {
                await AgreeAsync(true, presentation, Challenge);
                await AgreeAsync(false, presentation, "c-other");
                var twin = presentation.DeepClone().AsObject();
                twin["verifiableCredential"]![0]!["credentialSubject"]!["alumniOf"] = "Universidad Ajena";
                await AgreeAsync(false, twin, Challenge);
                twin = presentation.DeepClone().AsObject();
                twin["id"] = "urn:uuid:0190f5c2-7a3b-7c1d-9e2f-000000000099";
                await AgreeAsync(false, twin, Challenge);
            }
        }

        async Task AgreeAsync(bool good, JsonObject presentation, string challenge) => Agree(
            good, await Host.VerifyPresentationAsync(presentation, new { domain = Domain, challenge }),
            peer.AskOne(new { op = "verifyPresentation", document = presentation, domain = Domain, challenge }));
    }

    [Fact]
    public async Task Envelopes_hold_in_every_key_type()
    {
        foreach (var suite in new[] { "vc-jwt", "vc-jwt-p256", "vc-jwt-p384" })
        {
            var enveloped = await Host.IssueAsync(ConformanceHost.Credential("""{"validFrom":"2026-05-01T00:00:00Z"}"""), suite);
            ConformanceHost.Holds(await Host.VerifyAsync(enveloped));
            var presentation = new JsonObject
            {
                ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"), ["type"] = new JsonArray("VerifiablePresentation"),
                ["holder"] = await Host.IssuerAsync(suite), ["verifiableCredential"] = new JsonArray(enveloped),
            };
            var proven = await Host.ProveAsync(presentation, suite, new { domain = Domain, challenge = Challenge });
            ConformanceHost.Holds(await Host.VerifyPresentationAsync(proven, new { domain = Domain, challenge = Challenge }));
            ConformanceHost.IsRefused(await Host.VerifyPresentationAsync(proven, new { domain = Domain, challenge = "c-other" }), "proof.challenge_mismatch");
        }
    }

    private static void Agree(bool good, Answer ours, JsonElement theirs)
    {
        Assert.True(theirs.GetProperty("verified").GetBoolean() == good, $"they: {theirs}");
        Assert.True((int)ours.Status == (good ? 200 : 400), $"we: {ours.Text}");
    }

    private static JsonObject Document(JsonElement answer) =>
        answer.TryGetProperty("document", out var document) ? JsonNode.Parse(document.GetRawText())!.AsObject() : throw new InvalidOperationException(answer.ToString());

    private static NodePeer Start() => NodePeer.Start("tests", "Anchor.Credentials.Tests", "peers", "data-integrity.mjs");
}
