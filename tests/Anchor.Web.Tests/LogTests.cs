using System.Net;
using Anchor.Web.Tests.Hosting;

namespace Anchor.Web.Tests;

[Collection(WebCollection.Name)]
public sealed class LogTests(WebFixture web)
{
    [Fact]
    public async Task No_secret_and_no_learner_is_in_the_log()
    {
        var issuer = await web.ReadyAsync();
        var batch = await WebFixture.OpenAsync(issuer);
        await issuer.Api.PostTextAsync($"/api/v1/batches/{batch}/imports", ImportTests.Header + "Zenobia,Irrepetible,zenobia@alumnado.example,2026-03-01,80\nZenobia,Irrepetible,wrong,2026-03-01,80\n", "text/csv");
        var id = (await issuer.Api.PostAsync("/api/v1/credentials", CredentialTests.Body(issuer, "hipatia@alumnado.example", "Hipatia Irrepetible"))).Ok(HttpStatusCode.Created);
        await issuer.Api.PostAsync("/api/v1/credentials", """{"achievementId":"Irrepetible","draft":{"name":"Hipatia Irrepetible"}}""");
        await web.Anybody.PostTextAsync("/api/v1/verify", id.GetProperty("credential").GetRawText(), "application/vc");
        await web.Anybody.GetAsync($"/c/{id.GetProperty("id").GetGuid()}");
        await web.Anybody.With("anchor_of-somebody-Irrepetible").GetAsync("/api/v1/issuers/me");

        Assert.NotEmpty(web.Log.Lines);
        string[] secrets = [WebFixture.AdminKey, WebFixture.Passphrase, issuer.Key, "Irrepetible", "zenobia@", "hipatia@", "Password=", id.GetProperty("credential").GetProperty("proof")[0].GetProperty("proofValue").GetString()!];
        Assert.DoesNotContain(web.Log.Lines, line => secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)));
    }
}
