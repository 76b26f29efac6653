using System.Net;
using Anchor.Tests.Support;
using Anchor.Web.Tests.Hosting;

namespace Anchor.Web.Tests;

[Collection(WebCollection.Name)]
public sealed class HealthTests(WebFixture web)
{
    [Fact]
    public async Task A_host_with_its_database_and_chain_lives_and_is_ready()
    {
        Assert.Equal(HttpStatusCode.OK, (await web.Anybody.GetAsync("/health/live")).Status);
        var ready = (await web.Anybody.GetAsync("/health/ready")).Ok();
        Assert.Equal("Healthy", ready.GetProperty("status").GetString());
        Assert.All(ready.GetProperty("checks").EnumerateObject(), check => Assert.Equal("reachable", check.Value.GetString()));
        Assert.DoesNotContain("127.0.0.1", ready.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_that_is_away_degrades_and_a_database_that_is_away_stops()
    {
        var database = await TestDatabase.CreateAsync();
        try
        {
            var away = web.WriteFile("away.json", System.Text.Json.JsonSerializer.Serialize(new[] { web.Network with { RpcUrls = [new Uri("http://127.0.0.1:9/")] } }));
            var host = web.StartHost(("ANCHOR_NETWORKS_FILE", away), ("ANCHOR_DATABASE", database.ConnectionString));
            var degraded = await host.GetAsync("/health/ready");
            Assert.Equal((HttpStatusCode.OK, "Degraded"), (degraded.Status, degraded.Json.GetProperty("status").GetString()));
            Assert.Equal("reachable", degraded.Json.GetProperty("checks").GetProperty("database").GetString());

            await database.DisposeAsync();
            var down = await host.GetAsync("/health/ready");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), (down.Status, down.Json.GetProperty("status").GetString()));
            Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/health/live")).Status);
            var refused = await host.With("anchor_0").GetAsync("/api/v1/issuers/me");
            Assert.True(refused.Status >= HttpStatusCode.InternalServerError, refused.Text);
            Assert.Equal("application/problem+json", refused.MediaType);
            Assert.DoesNotContain("anchor_test_", refused.Text, StringComparison.Ordinal);
        }
        finally
        {
            await database.DisposeAsync();
        }
    }
}
