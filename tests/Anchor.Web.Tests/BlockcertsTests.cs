using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Tests.Support;
using Anchor.Web.Tests.Hosting;

namespace Anchor.Web.Tests;

[Collection(WebCollection.Name)]
public sealed class BlockcertsTests(WebFixture web)
{
    private const string Csv = "nombre,apellidos,correo,fecha\nAna,Ejemplo,ana@alumnado.example,2026-03-01\nÍñigo,\"O'Muestra, Ç\",inigo@alumnado.example,2026-03-01\nΑθηνά,Παράδειγμα,athina@alumnado.example,2026-03-01\n";

    [Fact]
    public async Task A_batch_is_anchored_by_its_bare_root_and_each_document_carries_its_way_there()
    {
        var (_, api, lines) = await BatchAsync();
        Assert.Equal(3, lines.Length);
        foreach (var line in lines)
        {
            var bundle = Bundle(line);
            var document = bundle.GetProperty("credential");
            Assert.Equal(["eddsa-rdfc-2022", "merkle-proof-2019"], document.GetProperty("proof").EnumerateArray().Select(proof => proof.GetProperty("cryptosuite").GetString()));
            Assert.Equal(2, document.GetProperty("@context").GetArrayLength());
            Assert.False(document.TryGetProperty("credentialStatus", out _));
            Assert.False(document.TryGetProperty("credentialSchema", out _));
            var transaction = await web.Node.RpcAsync("eth_getTransactionByHash", bundle.GetProperty("anchors")[0].GetProperty("transactionHash").GetString()!);
            Assert.Equal(66, transaction.GetProperty("input").GetString()!.Length);

            Assert.Equal("valid", Verdict(await VerifyAsync(bundle.GetRawText())));
            // Alone, too: the issuer's document says which accounts are its own.
            var alone = await VerifyAsync(document.GetRawText());
            Assert.True(Verdict(alone) == "valid", alone.GetRawText());
            Assert.NotEqual("valid", Verdict(await VerifyAsync(document.GetRawText().Replace("2026-03-01", "2026-03-02", StringComparison.Ordinal))));
        }
        var picture = await api.GetAsync($"/api/v1/credentials/{Id(Bundle(lines[0]).GetProperty("credential"))}/badge");
        Assert.Equal(HttpStatusCode.OK, picture.Status);
    }

    [Fact]
    public async Task A_revoked_one_stands_in_the_list_of_the_issuer_s_profile()
    {
        var (issuer, api, lines) = await BatchAsync();
        var (revoked, other) = (Bundle(lines[1]).GetProperty("credential"), Bundle(lines[2]).GetProperty("credential"));
        (await api.PostAsync($"/api/v1/credentials/{Id(revoked)}/suspend", new { reason = "under-review" })).IsProblem(HttpStatusCode.Conflict, "status.no_suspension");
        var outcome = (await api.PostAsync($"/api/v1/credentials/{Id(revoked)}/revoke", new { reason = "data-incorrect" })).Ok();
        Assert.Equal((1, 0), (outcome.GetProperty("changed").GetInt32(), outcome.GetProperty("lists").GetArrayLength()));

        var profile = (await web.Anybody.GetAsync($"/issuers/{issuer:n}")).Ok();
        var list = (await web.Anybody.GetAsync(new Uri(profile.GetProperty("revocationList").GetString()!).AbsolutePath)).Ok();
        var entry = Assert.Single(list.GetProperty("revokedAssertions").EnumerateArray());
        Assert.Equal((revoked.GetProperty("id").GetString(), "something that it says is not correct"), (entry.GetProperty("id").GetString(), entry.GetProperty("revocationReason").GetString()));
        Assert.StartsWith("ecdsa-koblitz-pubkey:0x", profile.GetProperty("publicKey")[0].GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(["Ed25519", "secp256k1"], profile.GetProperty("verificationMethod").EnumerateArray().Select(method => method.GetProperty("publicKeyJwk").GetProperty("crv").GetString()));
        Assert.True(profile.GetProperty("verificationMethod")[0].TryGetProperty("publicKeyMultibase", out _));

        var report = await VerifyAsync(revoked.GetRawText());
        Assert.Equal("invalid", Verdict(report));
        Assert.Contains(report.GetProperty("checks").EnumerateArray(), check => check.TryGetProperty("code", out var code) && code.GetString() == "status.revoked");
        Assert.Equal("valid", Verdict(await VerifyAsync(other.GetRawText())));
        Assert.Equal("invalid", Verdict(await VerifyAsync(Bundle(lines[1]).GetRawText())));
    }

    [Fact]
    public async Task The_verifier_of_Blockcerts_accepts_what_the_host_issues_and_serves()
    {
        var (issuer, _, lines) = await BatchAsync();
        var document = Bundle(lines[1]).GetProperty("credential");
        var anchor = Bundle(lines[1]).GetProperty("anchors")[0];
        var sent = await web.Node.RpcAsync("eth_getTransactionByHash", anchor.GetProperty("transactionHash").GetString()!);
        var transaction = new { input = sent.GetProperty("input").GetString(), from = sent.GetProperty("from").GetString(), timestamp = anchor.GetProperty("timestamp").GetUInt64() };
        using var peer = NodePeer.Start("tests", "Anchor.Verification.Tests", "peers", "blockcerts.mjs");

        var good = peer.AskOne(new { document, pages = await PagesAsync(issuer), transaction });
        Assert.True(good.GetProperty("status").GetString() == "success", good.GetRawText());
        var changed = JsonNode.Parse(document.GetRawText())!;
        changed["awardedDate"] = "2026-03-02T00:00:00-06:00";
        Assert.Equal("failure", peer.AskOne(new { document = changed, pages = await PagesAsync(issuer), transaction }).GetProperty("status").GetString());

        var otherRoot = transaction with { input = "0x" + new string('0', 64) };
        Assert.Equal("failure", peer.AskOne(new { document, pages = await PagesAsync(issuer), transaction = otherRoot }).GetProperty("status").GetString());
        var otherSender = transaction with { from = "0x" + new string('1', 40) };
        Assert.Equal("failure", peer.AskOne(new { document, pages = await PagesAsync(issuer), transaction = otherSender }).GetProperty("status").GetString());
    }

    [Fact]
    public async Task It_is_for_batches_of_issuers_that_a_verifier_can_find()
    {
        var issuer = await web.ReadyAsync();
        (await issuer.Api.PostAsync("/api/v1/batches", new { achievementId = issuer.AchievementId, format = "blockcerts" })).IsProblem(HttpStatusCode.BadRequest, "format.blockcerts_needs_did_web");
        var draft = new { identifier = "ana@alumnado.example", identityType = "emailAddress", name = "Ana Ejemplo", awardedDate = "2026-03-01" };
        (await issuer.Api.PostAsync("/api/v1/credentials", new { achievementId = issuer.AchievementId, draft, format = "blockcerts" })).IsProblem(HttpStatusCode.BadRequest, "format.per_batch");
    }

    private async Task<(Guid Issuer, Api Api, string[] Lines)> BatchAsync()
    {
        var registered = (await web.Operator.PostAsync("/api/v1/issuers", new { name = "Universidad Blockcerts", url = "https://universidad.example/", timeZone = "America/Guatemala", didMethod = "web" })).Ok(HttpStatusCode.Created);
        var id = registered.GetProperty("id").GetGuid();
        var (_, key) = await web.KeyAsync(id, "read", "issue", "approve", "revoke", "admin");
        var api = web.Anybody.With(key);
        var account = (await api.PostAsync("/api/v1/issuers/me/accounts", new { chainId = web.Network.ChainId })).Ok().GetProperty("account").GetString()!;
        await web.Node.RpcAsync("anvil_setBalance", account, "0x56bc75e2d63100000");
        var achievement = (await api.PostAsync("/api/v1/achievements", WebFixture.SampleAchievement)).Ok(HttpStatusCode.Created).GetProperty("id").GetGuid();
        await web.WriteTrustAsync([(registered.GetProperty("did").GetString()!, "Universidad Blockcerts")]);
        var batch = (await api.PostAsync("/api/v1/batches", new { achievementId = achievement, format = "blockcerts" })).Ok(HttpStatusCode.Created).GetProperty("id").GetGuid();
        (await api.PostTextAsync($"/api/v1/batches/{batch}/imports", Csv, "text/csv")).Ok();
        await WebFixture.UntilAsync(async () => (await api.GetAsync($"/api/v1/batches/{batch}")).Ok().GetProperty("status").GetString() == "anchored");
        return (id, api, (await api.GetAsync($"/api/v1/batches/{batch}/bundles")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>What the host serves about an issuer, under the addresses that others ask.</summary>
    private async Task<Dictionary<string, JsonElement>> PagesAsync(Guid issuer)
    {
        var pages = new Dictionary<string, JsonElement>();
        foreach (var path in new[] { $"/issuers/{issuer:n}/did.json", $"/issuers/{issuer:n}", $"/issuers/{issuer:n}/revocations" })
            pages["https://anchor.example" + path] = (await web.Anybody.GetAsync(path)).Ok();
        // Their resolver of DIDs is a service of others, which fetches the same document.
        var did = pages[$"https://anchor.example/issuers/{issuer:n}/did.json"];
        pages[$"https://dev.uniresolver.io/1.0/identifiers/{did.GetProperty("id").GetString()}"] = JsonSerializer.SerializeToElement(new { didDocument = did });
        return pages;
    }

    private static JsonElement Bundle(string line) => JsonDocument.Parse(line).RootElement.GetProperty("bundle");

    private static Guid Id(JsonElement credential) => Guid.Parse(credential.GetProperty("id").GetString()!["urn:uuid:".Length..]);

    private static string? Verdict(JsonElement report) => report.GetProperty("verdict").GetString();

    private async Task<JsonElement> VerifyAsync(string document) => (await web.Anybody.PostTextAsync("/api/v1/verify", document, "application/json")).Ok();
}
