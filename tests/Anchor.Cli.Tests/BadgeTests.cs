using System.Text;
using Anchor.Tests.Support;
using Anchor.Verification.Tests;

namespace Anchor.Cli.Tests;

public sealed class BadgeTests : IDisposable
{
    private const string Svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><path d=\"M0 0\"/></svg>";
    private readonly World _world = new();
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_well_formed_credential_is_validated_in_every_wrapping()
    {
        Assert.Equal(0, await _bench.RunAsync("bake", _bench.File("b.json", _world.BundleOf().ToUtf8()), _bench.File("p.svg", Svg), "-o", _bench.PathOf("badge.svg")));
        Assert.Equal(0, await _bench.RunAsync(
            "validate", Repository.PathOf("scripts", "sample", "open-badge.json"), _bench.PathOf("b.json"), _bench.File("c.jwt", _world.Credentials[3]), _bench.PathOf("badge.svg")));
        Assert.Equal(4, _bench.Output.Split("well-formed").Length - 1);
    }

    [Fact]
    public async Task A_broken_rule_is_named_with_its_path()
    {
        var broken = File.ReadAllText(Repository.PathOf("scripts", "sample", "open-badge.json")).Replace("2031-05-01T23:59:59-06:00", "2031-05-01", StringComparison.Ordinal);
        Assert.Equal(1, await _bench.RunAsync("validate", _bench.File("broken.json", broken)));
        Assert.Contains("$.validUntil: ", _bench.Output, StringComparison.Ordinal);
        Assert.Contains("(ob.date_time)", _bench.Output, StringComparison.Ordinal);
        Assert.Equal(1, await _bench.RunAsync("validate", "--json", _bench.PathOf("broken.json")));
        Assert.Contains("\"path\":\"$.validUntil\",\"code\":\"ob.date_time\"", _bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_term_without_meaning_is_named_with_its_path()
    {
        var broken = File.ReadAllText(Repository.PathOf("scripts", "sample", "open-badge.json")).Replace("\"humanCode\"", "\"humanCoda\"", StringComparison.Ordinal);
        Assert.Equal(1, await _bench.RunAsync("validate", _bench.File("broken.json", broken)));
        Assert.Contains("$.credentialSubject.achievement.humanCoda: ", _bench.Output, StringComparison.Ordinal);
        Assert.Contains("(jsonld.", _bench.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "json.malformed")]
    [InlineData("{}", "bundle.malformed")]
    [InlineData("{\"@context\":[]}", "ob.context")]
    [InlineData("eyJh.b.c", "jwt.malformed")]
    [InlineData(Svg, "bake.not_baked")]
    public async Task What_is_no_credential_is_named(string text, string code)
    {
        Assert.Equal(1, await _bench.RunAsync("validate", _bench.File("x", text)));
        Assert.Contains(code, _bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_baked_badge_is_verified_with_its_evidence()
    {
        await _bench.RunAsync("bake", _bench.File("b.json", _world.BundleOf().ToUtf8()), _bench.File("p.svg", Svg), "-o", _bench.PathOf("badge.svg"));
        Assert.Equal(2, await _bench.RunAsync("verify", "--offline", "--trust", _bench.TrustFileOf(_world), _bench.PathOf("badge.svg")));
        Assert.Contains("has place 3 in a sealed batch of 7", _bench.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_of_another_kind_is_refused()
    {
        Assert.Equal(1, await _bench.RunAsync("bake", _bench.File("b.json", _world.BundleOf().ToUtf8()), _bench.File("p.gif", "GIF89a"), "-o", _bench.PathOf("badge.gif")));
        Assert.Contains("bake.not_an_image", _bench.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_bench.PathOf("badge.gif")));
        Assert.Equal(3, await _bench.RunAsync("bake", _bench.PathOf("none.json"), _bench.PathOf("p.gif"), "-o", _bench.PathOf("badge.gif")));
        Assert.Contains("file.unreadable", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_that_nobody_signed_is_read_and_invalid()
    {
        var bare = Encoding.UTF8.GetBytes(File.ReadAllText(Repository.PathOf("scripts", "sample", "open-badge.json")));
        Assert.Equal(1, await _bench.RunAsync("verify", "--offline", "--trust", _bench.TrustFileOf(_world), _bench.File("bare.json", bare)));
        Assert.Contains("proof.missing", _bench.Output, StringComparison.Ordinal);
        Assert.Contains("Análisis de datos", _bench.Output, StringComparison.Ordinal);
    }
}
