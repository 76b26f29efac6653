using System.Text.Json;

namespace Anchor.Cli.Tests;

/// <summary><c>anchor reconcile --network</c></summary>
public sealed class ReconcileHostTests : IDisposable
{
    private const string Root = "0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private readonly StubHost _host = new();
    private readonly Bench _bench = new();

    public ReconcileHostTests() => _bench.Variables["ANCHOR_API_KEY"] = StubHost.ApiKey;

    public void Dispose()
    {
        _bench.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task No_difference_exits_0()
    {
        _host.Stretches.Enqueue(Stretch(10, 20, 20));
        Assert.Equal(0, await RunAsync());
        Assert.Equal("POST /api/v1/networks/31337/reconcile application/json", Assert.Single(_host.Requests));
        Assert.Equal("{}", Assert.Single(_host.Bodies));
        Assert.Equal("0 differences, 0 on their way; 2 events and 1 roots in blocks 10 to 20\n", _bench.Output);
    }

    [Fact]
    public async Task All_stretches_are_walked_and_every_difference_is_printed()
    {
        _host.Stretches.Enqueue(Stretch(10, 20, 45, next: 21, differences: Difference("anchor.only_on_chain")));
        _host.Stretches.Enqueue(Stretch(21, 40, 45, next: 41));
        _host.Stretches.Enqueue(Stretch(41, 45, 45, differences: Difference("revocation.only_on_chain", """, "indexes":["3","768"]""")));
        Assert.Equal(1, await RunAsync());
        Assert.Equal(["{}", """{"fromBlock":21}""", """{"fromBlock":41}"""], _host.Bodies);
        var lines = _bench.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal($"anchor.only_on_chain block 12 root {Root} account 0xb: Some words.", lines[0]);
        Assert.Equal($"revocation.only_on_chain block 12 root {Root} account 0xb places 3,768: Some words.", lines[1]);
        Assert.Equal("2 differences, 0 on their way (anchor.only_on_chain 1, revocation.only_on_chain 1); 6 events and 3 roots in blocks 10 to 45", lines[2]);
        Assert.Contains("comparing blocks", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_passes_by_itself_is_printed_and_exits_0()
    {
        _host.Stretches.Enqueue(Stretch(10, 20, 20, differences: Difference("anchor.not_final_yet", """, "isPending":true""")));
        Assert.Equal(0, await RunAsync());
        Assert.Contains("anchor.not_final_yet block 12", _bench.Output, StringComparison.Ordinal);
        Assert.Contains("0 differences, 1 on their way", _bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_differences_than_were_told_are_no_good_end()
    {
        _host.Stretches.Enqueue(Stretch(10, 20, 20, isComplete: false));
        Assert.Equal(1, await RunAsync());
        Assert.Contains("there are more", _bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_a_line_per_difference_and_the_counts_last()
    {
        _host.Stretches.Enqueue(Stretch(10, 20, 20, differences: Difference("anchor.block_differs")));
        Assert.Equal(1, await RunAsync("--json", "--from", "10"));
        Assert.Equal("""{"fromBlock":10}""", Assert.Single(_host.Bodies));
        var lines = _bench.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal("anchor.block_differs", lines[0].GetProperty("code").GetString());
        Assert.Equal((1, 20), (lines[1].GetProperty("summary").GetProperty("differences").GetInt32(), lines[1].GetProperty("summary").GetProperty("toBlock").GetInt32()));
    }

    [Fact]
    public async Task A_host_that_cannot_compare_exits_2_and_says_where_to_go_on()
    {
        _host.Problem = (503, "network.unreachable");
        Assert.Equal(2, await RunAsync());
        Assert.Contains("(network.unreachable)", _bench.Error, StringComparison.Ordinal);
        _host.Problem = (403, "access.scope_missing");
        Assert.Equal(2, await RunAsync());
        _host.Problem = null;
        _host.Stretches.Enqueue(Stretch(10, 20, 45, next: 21));
        _host.Stretches.Enqueue(Stretch(21, 21, 45, next: 21));
        Assert.Equal(2, await RunAsync());
        Assert.Contains("go on with --from 21", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_of_a_host_cannot_write_on_the_terminal()
    {
        _host.Stretches.Enqueue(Stretch(10, 20, 20, differences: Difference("anchor.\\u001b[2J", """, "batchId":"\u001b[2J" """)));
        await RunAsync();
        Assert.DoesNotContain('\u001b', _bench.Output);
    }

    [Theory]
    [InlineData]
    [InlineData("--network", "minus")]
    [InlineData("--network", "-1")]
    [InlineData("--network", "1", "--out", "x")]
    [InlineData("--network", "1", "--bundles", ".")]
    [InlineData("--network", "1", "--rpc", "http://127.0.0.1:1")]
    [InlineData("--network", "1", "--url", "http://example.org")]
    [InlineData("--bundles", "/there/is/no/such/folder", "--out", "x")]
    [InlineData("--bundles", ".")]
    [InlineData("--bundles", ".", "--out", ".")]
    [InlineData("--bundles", ".", "--out", "x", "--from", "3")]
    [InlineData("--bundles", ".", "--out", "x", "--rpc", "file:///x")]
    public async Task Wrong_usage_exits_3_and_asks_nobody(params string[] args)
    {
        Assert.Equal(3, await _bench.RunAsync(["reconcile", .. args]));
        Assert.NotEmpty(_bench.Error);
        Assert.Empty(_host.Requests);
    }

    [Fact]
    public async Task Without_a_key_nobody_is_asked()
    {
        _bench.Variables.Clear();
        Assert.Equal(3, await RunAsync());
        Assert.Contains("host.api_key_missing", _bench.Error, StringComparison.Ordinal);
    }

    private static string Stretch(int from, int to, int head, int? next = null, string differences = "", bool isComplete = true) =>
        $$"""
        {"chainId":31337,"registry":"0xc","accounts":["0xb"],"fromBlock":{{from}},"toBlock":{{to}},"head":{{head}}{{(next is null ? "" : $",\"next\":{next}")}},
         "events":2,"anchorings":1,"differences":[{{differences}}],"isComplete":{{(isComplete ? "true" : "false")}}}
        """;

    private static string Difference(string code, string more = "") =>
        $$"""{"code":"{{code}}","message":"Some words.","account":"0xb","root":"{{Root}}","blockNumber":12{{more}}}""";

    private Task<int> RunAsync(params string[] args) => _bench.RunAsync(["reconcile", "--network", "31337", "--url", _host.Url, .. args]);
}
