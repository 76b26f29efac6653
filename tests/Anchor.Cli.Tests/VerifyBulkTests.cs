using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Anchor.Cli.Verifying.Bulk;
using Anchor.Verification.Tests;

namespace Anchor.Cli.Tests;

public sealed class VerifyBulkTests : IDisposable
{
    private const string Node = "http://node.example:8545/";

    private readonly World _world = new(size: 9);
    private readonly StubNode _node;
    private readonly Bench _bench;

    public VerifyBulkTests()
    {
        _node = new StubNode(_world.Chain);
        _bench = new Bench { Http = new HttpClient(_node), Clock = _world.Clock };
        Directory.CreateDirectory(Folder);
    }

    private string Folder => _bench.PathOf("títulos");

    private string Report => Folder + ".report.csv";

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_folder_gives_a_row_for_every_file_in_the_order_of_their_names()
    {
        for (var i = 8; i >= 0; i--) Add($"{i}.json", Good(i));
        Directory.CreateDirectory(Path.Combine(Folder, "deeper"));
        Assert.Equal(0, await BulkAsync());
        var rows = Rows();
        Assert.Equal("source,credential_id,issuer,recognised_issuer,verdict,code,root,chain_id,anchored_at,checked_at", rows[0]);
        Assert.Equal(
            $"3.json,urn:uuid:00000003-0000-0000-0000-000000000000,{_world.Did},Universidad Ejemplo,valid,,{_world.Tree.AnchoredRoot.ToHex()},31337,2026-05-02T05:33:20Z,2026-06-01T00:00:00Z",
            rows[4]);
        Assert.Equal(10, rows.Length);
        Assert.Contains("9 bundles: 9 valid, 0 invalid, 0 could not be checked", _bench.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Report + ".new"));
    }

    [Fact]
    public async Task The_chain_is_asked_about_the_batch_and_not_about_each_bundle()
    {
        Add("0.json", Good(0));
        Assert.Equal(0, await BulkAsync());
        var asked = _node.Addresses.Count;
        for (var i = 1; i < 9; i++) Add($"{i}.json", Good(i));
        _node.Addresses.Clear();
        Assert.Equal(0, await BulkAsync("--force"));
        Assert.Equal(asked, _node.Addresses.Count);
    }

    [Fact]
    public async Task Bad_ones_are_rows_and_the_exit_is_the_worst()
    {
        Add("a good.json", Good(1));
        Add("b bare.jwt", _world.Credentials[0]);
        Assert.Equal(2, await BulkAsync());
        Add("c bad.json", "{}"u8.ToArray());
        Add("d other.json", (_world.BundleOf() with { InclusionProof = _world.BundleOf(2).InclusionProof }).ToUtf8());
        Add("e large.json", new byte[BulkItem.MaxBytes + 1]);
        File.CreateSymbolicLink(Path.Combine(Folder, "f gone.json"), Path.Combine(Folder, "nowhere"));
        Assert.Equal(1, await BulkAsync("--force"));
        Assert.Equal(
            ["valid,", "indeterminate,inclusion.missing", "invalid,bundle.malformed", "invalid,anchor.not_anchored", "indeterminate,file.too_large", "indeterminate,file.unreadable"],
            Rows()[1..].Select(row => string.Join(',', row.Split(',')[4..6])));
    }

    [Fact]
    public async Task A_file_of_lines_gives_a_row_for_every_line_that_is_not_blank()
    {
        var file = _bench.PathOf("many.ndjson");
        await using (var stream = File.Create(file))
        {
            stream.Write([.. Good(1), .. "\r\n\n"u8, .. Good(2), .. "\n"u8]);
            stream.Write(new byte[BulkItem.MaxBytes + 1]);
            stream.Write([.. "\nnonsense\n"u8, .. Good(3)]);
        }
        Assert.Equal(1, await _bench.RunAsync("verify", "--bulk", file, "--trust", Trust()));
        Assert.Equal(
            ["1,valid,", "3,valid,", "4,indeterminate,file.too_large", "5,invalid,json.malformed", "6,valid,"],
            File.ReadAllLines(file + ".report.csv")[1..].Select(row => row.Split(',')).Select(cells => $"{cells[0]},{cells[4]},{cells[5]}"));
    }

    [Fact]
    public async Task A_zip_gives_a_row_for_every_file_in_it()
    {
        Add("1.json", Good(1));
        Add("2.json", Good(2));
        ZipFile.CreateFromDirectory(Folder, _bench.PathOf("many.zip"));
        Assert.Equal(0, await _bench.RunAsync("verify", "--bulk", _bench.PathOf("many.zip"), "--trust", Trust()));
        Assert.Equal(["source", "1.json", "2.json"], File.ReadAllLines(_bench.PathOf("many.zip.report.csv")).Select(row => row.Split(',')[0]));
    }

    [Fact]
    public async Task An_empty_folder_has_nothing_that_is_valid()
    {
        Assert.Equal(2, await BulkAsync());
        Assert.Contains("bulk.empty", _bench.Error, StringComparison.Ordinal);
        Assert.Single(Rows());
    }

    [Fact]
    public async Task Names_keep_their_accents_and_a_cell_is_never_a_formula()
    {
        Add("=HYPERLINK(\"x\",Núñez).json", Good(1));
        Add("@a,b.json", Good(2));
        Add("ñandú.json", Good(3));
        Assert.Equal(0, await BulkAsync());
        Assert.Equal(["\"'=HYPERLINK(\"\"x\"\",Núñez).json\",urn", "\"'@a,b.json\",urn", "ñandú.json,urn"], Rows()[1..].Select(row => row[..row.IndexOf(":uuid", StringComparison.Ordinal)]));
    }

    [Theory]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("\ta", "'\ta")]
    [InlineData("a=b", "a=b")]
    [InlineData("a\r\nb", "\"a\r\nb\"")]
    [InlineData("", "")]
    public void A_cell_is_written_so_that_it_is_read_as_text(string cell, string written)
    {
        var text = new StringBuilder();
        CsvLine.Append(text, [cell, null]);
        Assert.Equal(written + ",\r\n", text.ToString());
    }

    [Fact]
    public async Task A_report_is_not_overwritten_unless_asked()
    {
        Add("1.json", Good(1));
        File.WriteAllText(Report, "mine");
        Assert.Equal(3, await BulkAsync());
        Assert.Contains("report.exists", _bench.Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Report));
        Assert.Equal(0, await BulkAsync("--force"));
        Assert.Equal(2, Rows().Length);
    }

    [Fact]
    public async Task A_run_that_is_interrupted_leaves_no_report()
    {
        Add("1.json", Good(1));
        var (source, report) = (BulkSource.Open(Folder), new BulkReport(Report));
        var surroundings = new Surroundings { Output = TextWriter.Null, Error = TextWriter.Null, Input = () => Stream.Null, Variable = _ => null, Http = _bench.Http };
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new BulkRun(new Verification.Verifier(_world.Options), true, surroundings).RunAsync(source, report, given.Token));
        await report.DisposeAsync();
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Report)!, "*.csv*"));
    }

    [Fact]
    public async Task A_signed_report_says_who_signed_it_and_a_changed_one_is_refused()
    {
        var key = await KeyAsync("ed25519");
        var did = _bench.Output.Trim();
        Add("1.json", Good(1));
        Add("2.json", "{}"u8.ToArray());
        Assert.Equal(1, await BulkAsync("--sign-with", key));
        Assert.Equal(0, await CheckAsync());
        Assert.Contains($"SIGNED by {did}, a key that the trust file does not name\n2 bundles: 1 valid, 1 invalid, 0 could not be checked\n", _bench.Output, StringComparison.Ordinal);

        var whole = File.ReadAllText(Report);
        File.WriteAllText(Report, whole.Replace("invalid", "valid", StringComparison.Ordinal));
        Assert.Equal(1, await CheckAsync());
        Assert.Contains("report.changed", _bench.Error, StringComparison.Ordinal);
        File.WriteAllText(Report, whole);
        Assert.Equal(0, await CheckAsync());

        var signature = File.ReadAllText(Report + ".sig.json");
        var at = signature.IndexOf('.', StringComparison.Ordinal) + 20;
        File.WriteAllText(Report + ".sig.json", signature[..at] + (signature[at] == 'A' ? 'B' : 'A') + signature[(at + 1)..]);
        Assert.Equal(1, await CheckAsync());
        File.WriteAllText(Report + ".sig.json", JsonSerializer.Serialize(new { jws = Encoding.ASCII.GetString(_world.Credentials[0]) }));
        Assert.Equal(1, await CheckAsync());
        File.Delete(Report + ".sig.json");
        Assert.Equal(2, await CheckAsync());
    }

    [Fact]
    public async Task An_unsigned_report_takes_an_older_signature_away()
    {
        Add("1.json", Good(1));
        Assert.Equal(0, await BulkAsync("--sign-with", await KeyAsync("ed25519")));
        Assert.True(File.Exists(Report + ".sig.json"));
        Assert.Equal(0, await BulkAsync("--force"));
        Assert.False(File.Exists(Report + ".sig.json"));
    }

    [Fact]
    public async Task A_key_that_signs_nothing_or_does_not_open_ends_the_run_before_it_begins()
    {
        Add("1.json", Good(1));
        Assert.Equal(3, await BulkAsync("--sign-with", await KeyAsync("secp256k1")));
        Assert.Contains("keys.wrong_type", _bench.Error, StringComparison.Ordinal);
        var key = await KeyAsync("ed25519");
        _bench.Variables["ANCHOR_PASSPHRASE"] = "another passphrase";
        Assert.Equal(3, await BulkAsync("--sign-with", key));
        Assert.Contains("keys.does_not_open", _bench.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Report));
    }

    [Fact]
    public async Task Offline_no_node_is_asked()
    {
        Add("1.json", Good(1));
        Assert.Equal(2, await BulkAsync("--offline"));
        Assert.Contains("anchor.offline", Rows()[1], StringComparison.Ordinal);
        Assert.Empty(_node.Addresses);
    }

    [Theory]
    [InlineData("--bulk", "/there/is/no/such/folder")]
    [InlineData("--bulk", "/", "-")]
    [InlineData("--bulk", "/", "--json")]
    [InlineData("--report", "x", "-")]
    [InlineData("-", "--force")]
    public async Task Wrong_usage_exits_3(params string[] args) => Assert.Equal(3, await _bench.RunAsync(["verify", .. args]));

    private async Task<string> KeyAsync(string type)
    {
        _bench.Variables["ANCHOR_PASSPHRASE"] = "correct horse battery";
        var file = _bench.PathOf($"{type}.key");
        Assert.Equal(0, await _bench.RunAsync("keys", "new", "--type", type, "--out", file));
        return file;
    }

    private void Add(string name, byte[] content) => File.WriteAllBytes(Path.Combine(Folder, name), content);

    private byte[] Good(int index) => _world.BundleOf(index).ToUtf8();

    private string[] Rows() => File.ReadAllLines(Report);

    private string Trust() => _bench.TrustFileOf(_world, Node);

    private Task<int> BulkAsync(params string[] args) => _bench.RunAsync(["verify", "--bulk", Folder, "--trust", Trust(), .. args]);

    private Task<int> CheckAsync() => _bench.RunAsync("verify", "--report", Report);
}
