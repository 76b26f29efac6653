using System.Diagnostics;
using System.Text.Json;
using Anchor.Verification.Tests;

namespace Anchor.Cli.Tests;

public sealed class VerifyCommandTests : IDisposable
{
    private const string Node = "http://node.example:8545/";

    private readonly World _world = new();
    private readonly Bench _bench;

    public VerifyCommandTests() => _bench = new Bench { Http = new HttpClient(new StubNode(_world.Chain)), Clock = _world.Clock };

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_valid_bundle_exits_0()
    {
        Assert.Equal(0, await VerifyAsync(Good(), "--trust", Trust(Node)));
        Assert.StartsWith("VALID\nThis credential is valid: Universidad Ejemplo signed it", _bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invalid_bundle_exits_1()
    {
        var other = _bench.File("other.json", (_world.BundleOf() with { InclusionProof = _world.BundleOf(2).InclusionProof }).ToUtf8());
        Assert.Equal(1, await VerifyAsync(other, "--trust", Trust(Node)));
        Assert.Contains("anchor.not_anchored", _bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_is_down_exits_2_and_its_secrets_stay_secret()
    {
        Assert.Equal(2, await VerifyAsync(Good(), "--trust", Trust(Node), "--rpc", "http://dead.example/geheimer-schluessel"));
        Assert.Contains("anchor.node_unreachable", _bench.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", _bench.Output + _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offline_nothing_is_asked_and_the_exit_is_2()
    {
        Assert.Equal(2, await VerifyAsync(Good(), "--trust", Trust(Node), "--offline"));
        Assert.Contains("anchor.offline", _bench.Output, StringComparison.Ordinal);
        Assert.Equal(0, _world.Chain.Questions);
    }

    [Fact]
    public async Task Another_node_can_be_named_and_the_trust_files_nodes_are_tried_in_order()
    {
        Assert.Equal(0, await VerifyAsync(Good(), "--trust", Trust("http://dead.example/"), "--rpc", Node));
        Assert.Equal(0, await VerifyAsync(Good(), "--trust", Trust("http://dead.example/", Node)));
        Assert.Equal(2, await VerifyAsync(Good(), "--trust", Trust()));
    }

    [Fact]
    public async Task The_built_in_trust_file_recognises_nobody()
    {
        Assert.Equal(2, await VerifyAsync(Good()));
        Assert.Contains("anchor.registry_unknown", _bench.Output, StringComparison.Ordinal);
        Assert.Contains("issuer.not_recognised", _bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_trust_file_can_come_from_the_environment()
    {
        _bench.Variables["ANCHOR_TRUST_FILE"] = Trust(Node);
        Assert.Equal(0, await VerifyAsync(Good()));
    }

    [Fact]
    public async Task Several_files_give_a_line_each_and_the_worst_exit()
    {
        var (good, bad, bare) = (Good(), _bench.File("bad.json", "{}"), _bench.File("bare.jwt", _world.Credentials[0]));
        var trust = Trust(Node);
        Assert.Equal(0, await VerifyAsync(good, good, "--trust", trust));
        Assert.Equal(2, await VerifyAsync(good, bare, "--trust", trust));
        Assert.Equal(1, await VerifyAsync(bad, bare, good, "--trust", trust));
        Assert.Contains($"INVALID {bad}: ", _bench.Output, StringComparison.Ordinal);
        Assert.Contains("    unknown inclusion (inclusion.missing): ", _bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_object_per_file()
    {
        var trust = Trust(Node);
        await VerifyAsync(Good(), "--trust", trust, "--json");
        await VerifyAsync(Good(), Good(), "--trust", trust, "--json");
        var lines = _bench.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToArray();
        Assert.Equal("valid", lines[0].GetProperty("verdict").GetString());
        Assert.Equal(["valid", "valid"], lines[1..].Select(line => line.GetProperty("report").GetProperty("verdict").GetString()));
    }

    [Fact]
    public async Task Standard_input_is_a_file_named_by_a_dash()
    {
        _bench.Input = _world.BundleOf().ToUtf8();
        Assert.Equal(0, await VerifyAsync("-", "--trust", Trust(Node)));
    }

    [Fact]
    public async Task A_json_of_depth_100_000_exits_1()
    {
        Assert.Equal(1, await VerifyAsync(_bench.File("deep.json", new string('[', 100_000))));
        Assert.Contains("json.too_deep", _bench.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData()]
    [InlineData("verify")]
    [InlineData("verify", "/there/is/no/such/file")]
    [InlineData("verify", "-", "-")]
    [InlineData("verify", "-", "--rpc", "file:///x")]
    [InlineData("verify", "-", "--rpc", "http://node.example", "--offline")]
    [InlineData("verify", "-", "--trust", "/there/is/no/such/file")]
    [InlineData("verify", "-", "--nonsense")]
    [InlineData("nonsense")]
    [InlineData("leaf")]
    [InlineData("leaf", "/there/is/no/such/file")]
    [InlineData("prove", "x", "minus")]
    [InlineData("keys", "new", "--type", "rsa")]
    [InlineData("import", "/there/is/no/such/file", "--achievement", "0190f5c2-7a3b-7c1d-9e2f-000000000001")]
    public async Task Wrong_usage_exits_3_and_says_why(params string[] args)
    {
        Assert.Equal(3, await _bench.RunAsync(args));
        Assert.NotEmpty(_bench.Error);
    }

    [Fact]
    public async Task A_malformed_trust_file_exits_3_with_its_code()
    {
        Assert.Equal(3, await VerifyAsync(Good(), "--trust", _bench.File("trust.json", "{\"version\":2,\"networks\":[],\"issuers\":[]}")));
        Assert.Contains("trust.version_unknown", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_exits_0()
    {
        Assert.Equal(0, await _bench.RunAsync("verify", "--help"));
        Assert.Contains("--offline", _bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_a_process_it_exits_as_it_does_in_process()
    {
        Assert.Equal((2, true), await ProcessAsync("verify", Good(), "--offline"));
        Assert.Equal((1, true), await ProcessAsync("verify", _bench.File("bad.json", "{}"), "--offline"));
        Assert.Equal((3, false), await ProcessAsync("verify"));
    }

    private static async Task<(int Exit, bool Spoke)> ProcessAsync(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(AnchorCommand).Assembly.Location, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("ANCHOR_TRUST_FILE");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, (await output).Length > 0);
    }

    private string Good() => _bench.File("good.json", _world.BundleOf().ToUtf8());

    private string Trust(params string[] rpc) => _bench.TrustFileOf(_world, rpc);

    private Task<int> VerifyAsync(params string[] args) => _bench.RunAsync(["verify", .. args]);
}
