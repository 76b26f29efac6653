using System.Net;
using System.Text;
using Anchor.Credentials.Bundles;
using Anchor.Web.Tests.Hosting;

namespace Anchor.Web.Tests;

[Collection(WebCollection.Name)]
public sealed class PageTests(WebFixture web)
{
    private const string Hostile = "<script>alert(1)</script> & \"Inventada\"";

    [Fact]
    public async Task The_page_shows_the_learner_as_text_and_nobody_else()
    {
        var issuer = await web.ReadyAsync("Universidad <b>Negrita</b>");
        var id = await IssueAsync(issuer, Hostile);
        var other = await IssueAsync(issuer, "Otra Persona Ficticia", "persona@alumnado.example");

        var page = await web.Anybody.GetAsync($"/c/{id}");
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.Status, page.MediaType));
        Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>", page.Text, StringComparison.Ordinal);
        Assert.Contains(Hostile, WebUtility.HtmlDecode(page.Text), StringComparison.Ordinal);
        Assert.DoesNotContain("Otra Persona", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("unica@alumnado.example", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(other.ToString(), page.Text, StringComparison.Ordinal);

        var bundle = await web.Anybody.GetAsync($"/c/{id}/bundle");
        Assert.Equal(Bundle.MediaType, bundle.MediaType);
        Assert.True(Bundle.Read(Encoding.UTF8.GetBytes(bundle.Text)).IsOk);
    }

    [Fact]
    public async Task The_page_says_what_could_not_be_checked_before_the_anchor_is_final()
    {
        var issuer = await web.ReadyAsync();
        var page = await web.Anybody.GetAsync($"/c/{await IssueAsync(issuer, "Reciente Inventada")}");
        Assert.Contains("Could not be checked completely", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_forbids_foreign_content_framing_and_guessing()
    {
        var issuer = await web.ReadyAsync();
        foreach (var path in new[] { $"/c/{await IssueAsync(issuer, "Ada Inventada")}", $"/c/{Guid.NewGuid()}", $"/claim/{Guid.NewGuid()}", "/claim/page.js", "/anchor.css", "/api/v1/issuers/me" })
        {
            var headers = (await web.Anybody.GetAsync(path)).Headers;
            Assert.Equal("nosniff", Assert.Single(headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("DENY", Assert.Single(headers.GetValues("X-Frame-Options")));
            Assert.Equal("no-referrer", Assert.Single(headers.GetValues("Referrer-Policy")));
            var policy = Assert.Single(headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'self'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.False(headers.Contains("Server"));
        }
    }

    [Theory]
    [InlineData("/c/00000000-0000-0000-0000-000000000000")]
    [InlineData("/c/0193a4a1-0000-7000-8000-000000000000/bundle")]
    [InlineData("/c/not-an-id")]
    [InlineData("/c/")]
    public async Task An_unknown_credential_has_no_page(string path) => Assert.Equal(HttpStatusCode.NotFound, (await web.Anybody.GetAsync(path)).Status);

    [Fact]
    public async Task The_ids_of_a_batch_and_of_an_achievement_open_no_page()
    {
        var issuer = await web.ReadyAsync();
        foreach (var id in new[] { issuer.Id, issuer.AchievementId, await WebFixture.OpenAsync(issuer) })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await web.Anybody.GetAsync($"/c/{id}")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await web.Anybody.GetAsync($"/c/{id}/bundle")).Status);
        }
    }

    private static async Task<Guid> IssueAsync(TestIssuer issuer, string name, string identifier = "unica@alumnado.example") =>
        (await issuer.Api.PostAsync("/api/v1/credentials", CredentialTests.Body(issuer, identifier, name))).Ok(HttpStatusCode.Created).GetProperty("id").GetGuid();
}
