using System.Text.Json;

namespace Anchor.Cli.Tests;

public sealed class ImportCommandTests : IDisposable
{
    private const string Achievement = "0190f5c2-7a3b-7c1d-9e2f-000000000001";
    private const string Csv = "email,name\nana@universidad.example,Ana Ejemplo\n";

    private readonly StubHost _host = new();
    private readonly Bench _bench = new();

    public ImportCommandTests() => _bench.Variables["ANCHOR_API_KEY"] = StubHost.ApiKey;

    public void Dispose()
    {
        _bench.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task Rows_are_sent_and_counted()
    {
        Assert.Equal(0, await ImportAsync());
        Assert.Contains("10 rows read, 10 accepted, 0 rejected, 0 duplicates", _bench.Output, StringComparison.Ordinal);
        Assert.Equal(Csv, _host.Bodies[1]);
        Assert.Equal($"{{\"achievementId\":\"{Achievement}\"}}", _host.Bodies[0]);
        Assert.EndsWith("/imports?duplicates=deny text/csv", _host.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_run_of_the_same_file_adds_nothing_and_another_file_does()
    {
        await ImportAsync();
        await ImportAsync();
        Assert.Equal((1, 1), (_host.Batches, _host.Imports));
        await SendAsync(Csv + "luz@universidad.example,Luz Ejemplo\n");
        Assert.Equal((2, 2), (_host.Batches, _host.Imports));
        await ImportAsync("--key", "otra");
        Assert.Equal((3, 3), (_host.Batches, _host.Imports));
    }

    [Fact]
    public async Task Watching_ends_when_the_batch_is_anchored()
    {
        Assert.Equal(0, await ImportAsync("--watch", "--duplicates", "replace"));
        Assert.Contains("anchored: 10 credentials, root 0xdddd", _bench.Output, StringComparison.Ordinal);
        Assert.Contains("chain 31337: final, block 12, transaction 0xcccc", _bench.Output, StringComparison.Ordinal);
        Assert.Contains("waiting for approval", _bench.Error, StringComparison.Ordinal);
        Assert.Contains("anchoring: chain 31337 included", _bench.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', _bench.Error);
    }

    [Fact]
    public async Task A_bar_moves_only_on_a_terminal()
    {
        _bench.ErrorIsTerminal = true;
        Assert.Equal(0, await ImportAsync("--watch"));
        Assert.Contains("\rsigning", _bench.Error, StringComparison.Ordinal);
        Assert.Contains("[##################............] 6/10", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_discarded_batch_exits_1()
    {
        _host.FinalStatus = "discarded";
        Assert.Equal(1, await ImportAsync("--watch"));
    }

    [Fact]
    public async Task Rejected_rows_are_listed_and_exit_1()
    {
        _host.Rejected = 2;
        Assert.Equal(1, await ImportAsync());
        Assert.Contains("line 3, column email: Not an address. (row.email_malformed)", _bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_holds_the_import_and_the_batch()
    {
        Assert.Equal(0, await ImportAsync("--watch", "--json"));
        using var json = JsonDocument.Parse(_bench.Output);
        Assert.Equal("complete", json.RootElement.GetProperty("import").GetProperty("state").GetString());
        Assert.Equal("anchored", json.RootElement.GetProperty("batch").GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_lost_answer_is_asked_for_again_with_the_same_key()
    {
        _host.LostAnswers = 1;
        Assert.Equal(0, await ImportAsync());
        Assert.Equal((1, 1, 3), (_host.Batches, _host.Imports, _host.Requests.Count));
    }

    [Fact]
    public async Task A_host_that_is_away_for_a_moment_is_waited_for()
    {
        _host.Refusals = 2;
        Assert.Equal(0, await ImportAsync());
    }

    [Theory]
    [InlineData(400, "batch.achievement_unknown", 1)]
    [InlineData(403, "access.scope_missing", 1)]
    [InlineData(409, "batch.not_open", 1)]
    [InlineData(503, "host.unavailable", 2)]
    public async Task A_refusal_exits_1_and_an_outage_2_with_the_hosts_code(int status, string code, int exit)
    {
        _host.Problem = (status, code);
        Assert.Equal(exit, await ImportAsync());
        Assert.Contains($"({code})", _bench.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', _bench.Error);
    }

    [Fact]
    public async Task A_host_that_cannot_be_reached_exits_2()
    {
        _host.Dispose();
        Assert.Equal(2, await ImportAsync());
        Assert.Contains("host.unreachable", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_and_never_shown()
    {
        _bench.Variables["ANCHOR_API_KEY"] = "otra-clave";
        Assert.Equal(1, await ImportAsync());
        Assert.Contains("access.key_unknown", _bench.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("otra-clave", _bench.Output + _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_or_with_clear_text_across_a_network_nothing_is_sent()
    {
        Assert.Equal(3, await _bench.RunAsync("import", _bench.File("rows.csv", Csv), "--achievement", Achievement, "--url", "http://anchor.example"));
        Assert.Contains("host.url_malformed", _bench.Error, StringComparison.Ordinal);
        _bench.Variables.Remove("ANCHOR_API_KEY");
        Assert.Equal(3, await ImportAsync());
        Assert.Contains("host.api_key_missing", _bench.Error, StringComparison.Ordinal);
        Assert.Empty(_host.Requests);
    }

    private Task<int> ImportAsync(params string[] more) => SendAsync(Csv, more);

    private Task<int> SendAsync(string content, params string[] more) =>
        _bench.RunAsync(["import", _bench.File("rows.csv", content), "--achievement", Achievement, "--url", _host.Url, .. more]);
}
