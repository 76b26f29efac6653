using System.Text.Json;

namespace Anchor.Cli.Tests;

public sealed class StatusCommandTests : IDisposable
{
    private const string One = "0190f5c2-7a3b-7c1d-9e2f-000000000001";
    private const string Unknown = "0190f5c2-7a3b-7c1d-9e2f-000000000999";

    private readonly StubHost _host = new();
    private readonly Bench _bench = new();

    public StatusCommandTests() => _bench.Variables["ANCHOR_API_KEY"] = StubHost.ApiKey;

    public void Dispose()
    {
        _bench.Dispose();
        _host.Dispose();
    }

    [Theory]
    [InlineData("revoke")]
    [InlineData("suspend")]
    [InlineData("reinstate")]
    public async Task Named_credentials_are_changed(string verb)
    {
        Assert.Equal(0, await RunAsync(verb, One, "urn:uuid:" + One, "--reason", "data-incorrect", "--effective", "2026-12-01"));
        Assert.Equal($"POST /api/v1/credentials/{verb} application/json", _host.Requests[0]);
        Assert.Equal($$"""{"ids":["{{One}}","{{One}}"],"reason":"data-incorrect","effective":"2026-12-01","preview":false}""", _host.Bodies[0]);
        Assert.Equal("2 changed, 0 stood like that already, 0 refused\nlist https://anchor.example/status/1/revocation\n", _bench.Output);
    }

    [Fact]
    public async Task A_refusal_is_named_and_exits_1()
    {
        Assert.Equal(1, await RunAsync("revoke", One, Unknown, "--reason", "other"));
        Assert.Contains($"{Unknown}: There is no such credential. (credential.not_found)", _bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_list_goes_in_pieces()
    {
        var ids = Enumerable.Range(0, 20_001).Select(i => $"0190f5c2-7a3b-7c1d-9e2f-{i:x11}0;Ana Ejemplo {i}");
        Assert.Equal(0, await RunAsync("revoke", "--list", _bench.File("ids.csv", "id;nombre\n" + string.Join('\n', ids) + "\n\n"), "--reason", "other"));
        Assert.Equal([10_000, 10_000, 1], _host.Bodies.Select(body => JsonDocument.Parse(body).RootElement.GetProperty("ids").GetArrayLength()));
        Assert.StartsWith("20001 changed", _bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_with_a_wrong_line_changes_nothing()
    {
        Assert.Equal(3, await RunAsync("revoke", "--list", _bench.File("ids.csv", $"{One}\nno es un id\n"), "--reason", "other"));
        Assert.Contains("Line 2 of", _bench.Error, StringComparison.Ordinal);
        Assert.Contains("status.id_malformed", _bench.Error, StringComparison.Ordinal);
        Assert.Empty(_host.Requests);
        Assert.Equal(3, await RunAsync("revoke", "--list", _bench.File("empty.csv", "\n"), "--reason", "other"));
        Assert.Empty(_host.Requests);
    }

    [Fact]
    public async Task A_list_may_come_by_standard_input()
    {
        _bench.Input = System.Text.Encoding.UTF8.GetBytes(One);
        Assert.Equal(0, await RunAsync("suspend", "--list", "-", "--reason", "under-review", "--preview"));
        Assert.StartsWith("1 would change", _bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_goes_in_pieces_too()
    {
        Assert.Equal(0, await RunAsync("revoke", "--batch", One, "--reason", "issued-in-error", "--json"));
        Assert.Equal(3, _host.Bodies.Count(body => body.Contains("\"limit\":10000", StringComparison.Ordinal)));
        Assert.Equal(25_000, JsonDocument.Parse(_bench.Output).RootElement.GetProperty("changed").GetInt64());
    }

    [Fact]
    public async Task What_the_host_refuses_is_said_and_so_is_how_far_it_came()
    {
        _host.Problem = (400, "status.reason_unknown");
        Assert.Equal(1, await RunAsync("revoke", One, "--reason", "porque-si"));
        Assert.Contains("(status.reason_unknown)", _bench.Error, StringComparison.Ordinal);
        _host.Problem = null;
        _host.Refusals = 5;
        Assert.Equal(2, await RunAsync("revoke", One, "--reason", "other"));
    }

    [Theory]
    [InlineData]
    [InlineData("0190")]
    [InlineData(One, "--batch", One)]
    [InlineData("--batch", "no-batch")]
    [InlineData("--list", "/no/such/file")]
    public async Task Wrong_usage_asks_nobody(params string[] args)
    {
        Assert.Equal(3, await RunAsync("revoke", [.. args, "--reason", "other"]));
        Assert.Empty(_host.Requests);
    }

    private Task<int> RunAsync(string verb, params string[] args) => _bench.RunAsync([verb, .. args, "--url", _host.Url]);
}
