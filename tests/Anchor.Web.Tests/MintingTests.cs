using System.Net;
using System.Text.Json;
using Anchor.Web.Tests.Hosting;

namespace Anchor.Web.Tests;

/// <summary>Minting over HTTP: who may ask what, and what is said to whoever may not.</summary>
[Collection(WebCollection.Name)]
public sealed class MintingTests(WebFixture web)
{
    [Fact]
    public async Task Claim_links_are_told_to_their_issuer_alone_as_pages_or_as_one_file()
    {
        var (issuer, batch) = await OfferedAsync(5);
        var first = (await issuer.Api.GetAsync($"/api/v1/batches/{batch}/claim-links?limit=3")).Ok();
        Assert.Equal((3, 3), (first.GetProperty("items").GetArrayLength(), first.GetProperty("next").GetInt32()));
        var links = first.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("link").GetString()!).ToList();
        links.AddRange((await issuer.Api.GetAsync($"/api/v1/batches/{batch}/claim-links?from=3")).Ok().GetProperty("items").EnumerateArray().Select(row => row.GetProperty("link").GetString()!));
        Assert.Equal(5, links.Distinct().Count());
        Assert.All(links, link => Assert.Matches("^https://anchor.example/claim/[0-9a-f-]{36}#[A-Za-z0-9_-]{22}$", link));

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/batches/{batch}/claim-links");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {issuer.Key}");
        request.Headers.TryAddWithoutValidation("Accept", "text/csv");
        var csv = await Answer.OfAsync(await web.Anybody.Http.SendAsync(request, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        Assert.Equal(("text/csv", "no-store"), (csv.MediaType, csv.Headers.CacheControl?.ToString()));
        Assert.Equal(links, csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[2]));

        var (_, reader) = await web.KeyAsync(issuer.Id, "read");
        Assert.Equal("access.scope_missing", (await web.Anybody.With(reader).GetAsync($"/api/v1/batches/{batch}/claim-links")).Json.GetProperty("code").GetString());
        Assert.DoesNotContain("#", (await web.Anybody.With(reader).GetAsync($"/api/v1/batches/{batch}/claims")).Text, StringComparison.Ordinal);
        var stranger = await web.RegisterAsync();
        Assert.Equal("minting.not_offered", (await stranger.Api.GetAsync($"/api/v1/batches/{batch}/claim-links")).Json.GetProperty("code").GetString());
        Assert.Equal("batch.not_found", (await SendAsync(stranger.Api, HttpMethod.Put, $"/api/v1/batches/{batch}/minting")).Json.GetProperty("code").GetString());
        Assert.Equal("minting.not_offered", (await stranger.Api.PostAsync($"/api/v1/credentials/{IdOf(links[0])}/mint", new { account = Somebody, consent = "written" })).Json.GetProperty("code").GetString());
        Assert.Equal("token.not_found", (await stranger.Api.PostAsync($"/api/v1/credentials/{IdOf(links[0])}/reissue/approve", new { })).Json.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Bad_requests_about_a_claim_are_refused_with_their_reason_and_change_nothing()
    {
        var (issuer, batch) = await OfferedAsync(1);
        var link = (await issuer.Api.GetAsync($"/api/v1/batches/{batch}/claim-links")).Ok().GetProperty("items")[0].GetProperty("link").GetString()!;
        var (id, secret) = (IdOf(link), link.Split('#')[1]);
        foreach (var (path, body, code) in new (string, object, string)[]
        {
            ("", new { }, "claim.unknown"),
            ("", new { secret = secret + "x" }, "claim.unknown"),
            ("/challenge", new { secret }, "account.malformed"),
            ("/challenge", new { secret, account = "0xf39fd6e51aad88f6f4ce6ab8827279cfffB92266" }, "account.checksum"),
            ("/mint", new { secret, account = Somebody }, "gas.unknown"),
            ("/mint", new { secret, account = Somebody, gas = "free" }, "gas.unknown"),
            ("/mint", new { secret, account = Somebody, gas = "own" }, "proof.expired"),
            ("/mint", new { secret, account = Somebody, gas = "relayed", signature = "0x00", issuedAt = DateTimeOffset.UtcNow }, "proof.invalid"),
            ("/mint", new { secret, account = "nobody", gas = "relayed" }, "account.malformed"),
            ("/reissue", new { secret, account = Somebody, signature = "0x00", issuedAt = DateTimeOffset.UtcNow }, "proof.invalid"),
            ("/burn", new { secret, deadline = 0, signature = "0x00" }, "burn.deadline"),
            ("/burn", new { secret, deadline = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds(), signature = "0x00" }, "token.not_minted"),
            ("/mint", "{", "request.malformed"),
        })
            Assert.Equal(code, (await web.Anybody.PostAsync($"/claims/{id}{path}", body)).Json.GetProperty("code").GetString());
        var view = (await web.Anybody.PostAsync($"/claims/{id}", new { secret })).Ok();
        Assert.Equal("offered", view.GetProperty("state").GetString());
        Assert.DoesNotContain(secret, string.Join('\n', web.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_may_try_links_without_end()
    {
        var id = Guid.NewGuid();
        var codes = new List<HttpStatusCode>();
        for (var i = 0; i < 130; i++) codes.Add((await web.Anybody.PostAsync($"/claims/{id}", new { secret = $"{i}" })).Status);
        Assert.Equal(HttpStatusCode.NotFound, codes[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, codes[^1]);
    }

    [Fact]
    public async Task A_minted_token_shows_what_was_achieved_and_nobodys_name()
    {
        var (issuer, batch) = await OfferedAsync(1);
        var row = (await issuer.Api.GetAsync($"/api/v1/batches/{batch}/claim-links")).Ok().GetProperty("items")[0];
        var path = $"/tokens/{web.Network.ChainId}/{issuer.Account}/{row.GetProperty("tokenId").GetString()![2..]}";
        Assert.Equal("token.not_found", (await web.Anybody.GetAsync(path)).Json.GetProperty("code").GetString());
        var id = row.GetProperty("credentialId").GetGuid();
        Assert.Equal(HttpStatusCode.Accepted, (await issuer.Api.PostAsync($"/api/v1/credentials/{id}/mint", new { account = Somebody, consent = "written" })).Status);
        await WebFixture.UntilAsync(async () => (await issuer.Api.GetAsync($"/api/v1/batches/{batch}/claims?status=minted")).Ok().GetProperty("items").GetArrayLength() == 1);

        var metadata = await web.Anybody.GetAsync(path);
        Assert.Equal(("application/json", "*"), (metadata.MediaType, metadata.Headers.GetValues("Access-Control-Allow-Origin").Single()));
        Assert.Equal("Valid", TraitOf(metadata.Json, "Status"));
        var picture = await web.Anybody.GetAsync(path + ".svg");
        Assert.Equal(("image/svg+xml", "default-src 'none'; sandbox"), (picture.MediaType, picture.Headers.GetValues("Content-Security-Policy").Single()));
        var page = await web.Anybody.GetAsync(new Uri(metadata.Json.GetProperty("external_url").GetString()!).AbsolutePath);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        foreach (var text in new[] { metadata.Text, picture.Text, page.Text })
        {
            Assert.DoesNotContain("Inventada", text.Replace("Universidad Inventada", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
        }
        (await issuer.Api.PostAsync($"/api/v1/credentials/{id}/revoke", new { reason = "data-incorrect" })).Ok();
        Assert.Equal("Revoked", TraitOf((await web.Anybody.GetAsync(path)).Json, "Status"));
    }

    private const string Somebody = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    private static string? TraitOf(JsonElement metadata, string type) =>
        metadata.GetProperty("attributes").EnumerateArray().Single(trait => trait.GetProperty("trait_type").GetString() == type).GetProperty("value").GetString();

    private async Task<(TestIssuer Issuer, Guid Batch)> OfferedAsync(int rows)
    {
        var issuer = await web.ReadyAsync();
        var csv = "nombre,apellidos,correo,fecha,calificación\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"Ada,Inventada {i},ada.{i}@alumnado.example,2026-03-01,90\n"));
        var (batch, _) = await WebFixture.AnchoredAsync(issuer, csv);
        (await SendAsync(issuer.Api, HttpMethod.Put, $"/api/v1/batches/{batch}/minting")).Ok();
        return (issuer, batch);
    }

    private static Task<Answer> SendAsync(Api api, HttpMethod method, string path) => api.SendAsync(method, path, new StringContent("{}", null, "application/json"));

    private static string IdOf(string link) => new Uri(link).AbsolutePath.Split('/')[^1];
}
