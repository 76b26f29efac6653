using Anchor.Web.Tests.Hosting;
using Microsoft.Extensions.Configuration;

namespace Anchor.Web.Tests;

public sealed class HostSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("anchor-settings-").FullName;
    private readonly Dictionary<string, string?> _settings;

    public HostSettingsTests()
    {
        var networks = Path.Combine(_folder, "networks.json");
        File.WriteAllText(networks, """[{"name":"Here","chainId":31337,"rpcUrls":["http://127.0.0.1:1"],"registry":"0x5FbDB2315678afecb367f032d93F642f64180aa3","finality":"instant"}]""");
        var trust = Path.Combine(_folder, "trust.json");
        File.WriteAllText(trust, """{"version":1,"networks":[],"issuers":[]}""");
        _settings = new()
        {
            ["ANCHOR_DATABASE"] = "Host=127.0.0.1;Database=none", ["ANCHOR_PASSPHRASE"] = "a passphrase for tests", ["ANCHOR_NETWORKS_FILE"] = networks, ["ANCHOR_TRUST_FILE"] = trust,
        };
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_not_said_has_its_default()
    {
        var settings = Read();
        Assert.Equal((512L << 20, 5_000, 1_000), (settings.UploadLimit, settings.Issuance.Batches.ChunkSize, settings.Issuance.Gathering.Count));
        Assert.Null(settings.AdminKey);
        Assert.Null(settings.PublicUrl);
        Assert.False(settings.Conformance);
        Assert.Null(settings.LoopbackCertificate);
    }

    [Theory]
    [InlineData("ANCHOR_DATABASE")]
    [InlineData("ANCHOR_NETWORKS_FILE")]
    [InlineData("ANCHOR_TRUST_FILE")]
    [InlineData("ANCHOR_PASSPHRASE")]
    public void A_missing_setting_is_named(string name)
    {
        _settings.Remove(name);
        Assert.Contains(name, Refused(), StringComparison.Ordinal);
        _settings[name] = "";
        Assert.Contains(name, Refused(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ANCHOR_UPLOAD_LIMIT", "1023")]
    [InlineData("ANCHOR_UPLOAD_LIMIT", "-1")]
    [InlineData("ANCHOR_UPLOAD_LIMIT", "lots")]
    [InlineData("ANCHOR_CHUNK_SIZE", "0")]
    [InlineData("ANCHOR_CHUNK_SIZE", "50001")]
    [InlineData("ANCHOR_GATHER_COUNT", "1.5")]
    [InlineData("ANCHOR_GATHER_SECONDS", "86401")]
    [InlineData("ANCHOR_CONFORMANCE", "2")]
    [InlineData("ANCHOR_CONFORMANCE", "yes")]
    [InlineData("ANCHOR_PUBLIC_URL", "anchor.example")]
    [InlineData("ANCHOR_PUBLIC_URL", "ftp://anchor.example")]
    [InlineData("ANCHOR_ADMIN_KEY", "too short")]
    [InlineData("ANCHOR_PASSPHRASE", "too short")]
    [InlineData("ANCHOR_PASSPHRASE_FILE", "/nonexistent/passphrase")]
    [InlineData("ANCHOR_NETWORKS_FILE", "/nonexistent/networks.json")]
    [InlineData("ANCHOR_TRUST_FILE", "/nonexistent/trust.json")]
    [InlineData("ANCHOR_DATABASE", "not a connection string")]
    [InlineData("ANCHOR_DATABASE_OWNER", "not a connection string")]
    [InlineData("ANCHOR_DATABASE_KEYS", "not a connection string")]
    public void A_wrong_setting_is_named_and_a_secret_is_not_repeated(string name, string value)
    {
        _settings[name] = value;
        var message = Refused();
        Assert.Contains(name, message, StringComparison.Ordinal);
        if (name is "ANCHOR_ADMIN_KEY" or "ANCHOR_PASSPHRASE" or "ANCHOR_DATABASE") Assert.DoesNotContain(value, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""[{"name":"Here","chainId":31337,"rpcUrls":["http://127.0.0.1:1"],"finality":"instant"}]""")]
    [InlineData("""[{"name":"Here","chainId":31337,"rpcUrls":[],"registry":"0x5FbDB2315678afecb367f032d93F642f64180aa3","finality":"instant"}]""")]
    [InlineData("""[{"name":"Here","chainId":31337,"rpcUrls":["http://127.0.0.1:1"],"registry":"0x5FbDB2315678afecb367f032d93F642f64180aa3","finality":"soon"}]""")]
    [InlineData("""[{"name":"A","chainId":1,"rpcUrls":["http://127.0.0.1:1"],"registry":"0x5FbDB2315678afecb367f032d93F642f64180aa3","finality":"instant"},{"name":"B","chainId":1,"rpcUrls":["http://127.0.0.1:1"],"registry":"0x5FbDB2315678afecb367f032d93F642f64180aa3","finality":"instant"}]""")]
    public void Networks_that_cannot_be_used_are_refused_at_once(string json)
    {
        File.WriteAllText(_settings["ANCHOR_NETWORKS_FILE"]!, json);
        Assert.Contains("ANCHOR_NETWORKS_FILE", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_trust_file_that_cannot_be_used_is_refused_at_once()
    {
        File.WriteAllText(_settings["ANCHOR_TRUST_FILE"]!, """{"version":2}""");
        Assert.Contains("ANCHOR_TRUST_FILE", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_passphrase_may_stand_in_a_file()
    {
        var file = Path.Combine(_folder, "passphrase");
        File.WriteAllText(file, "a passphrase of a file\n");
        _settings.Remove("ANCHOR_PASSPHRASE");
        _settings["ANCHOR_PASSPHRASE_FILE"] = file;
        Assert.Equal("a passphrase of a file", Read().Issuance.Passphrase);
        File.WriteAllText(file, "short\n");
        Assert.Contains("ANCHOR_PASSPHRASE_FILE", Refused(), StringComparison.Ordinal);
    }

    private HostSettings Read() => HostSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(_settings).Build());

    private string Refused() => Assert.Throws<InvalidOperationException>(Read).Message;
}
