using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Anchor.Chain.Signing;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Keys;

namespace Anchor.Verification.Tests;

/// <summary>What one verifier remembers of earlier documents changes no finding about a later one.</summary>
public sealed class KnownAnswersTests
{
    private readonly World _world = new();
    private readonly Verifier _verifier;

    public KnownAnswersTests() => _verifier = new Verifier(_world.Options);

    [Fact]
    public async Task A_binding_that_was_changed_after_a_good_one_fails()
    {
        await ValidAsync(_world.BundleOf());
        var good = _world.Binding();
        var middle = good.IndexOf('.', StringComparison.Ordinal) + 30;
        foreach (var changed in new[] { Flipped(good, good.Length - 20), Flipped(good, middle), good + "A", good[..^1] })
            Assert.Equal(CheckResult.Failed, (await VerifyAsync(_world.BundleOf() with { Binding = changed })).Of(CheckNames.Binding).Result);
        await ValidAsync(_world.BundleOf());
    }

    [Fact]
    public async Task A_countersignature_of_another_after_a_good_one_fails_and_a_good_one_after_it_passes()
    {
        await ValidAsync(_world.BundleOf());
        using var other = new EvmAccountKey([.. Enumerable.Repeat((byte)0x22, 32)]);
        var forged = _world.Binding(_world.Bound(_world.Account) with { Signature = _world.Bound(other).Signature });
        for (var i = 0; i < 2; i++)
            (await VerifyAsync(_world.BundleOf() with { Binding = forged })).Found(CheckNames.Binding, CheckResult.Failed, "binding.countersignature_invalid");
        await ValidAsync(_world.BundleOf());
    }

    [Fact]
    public async Task A_binding_of_this_issuer_does_not_serve_another()
    {
        await ValidAsync(_world.BundleOf());
        using var key = Ed25519KeyPair.FromSeed([.. Enumerable.Repeat((byte)7, 32)]);
        var document = World.Edited(_world.Document(), json =>
        {
            json["issuer"]!["id"] = DidKey.FromEd25519(key.PublicKey);
            json["iss"] = DidKey.FromEd25519(key.PublicKey);
        });
        var bundle = _world.BundleOf(BundledCredential.OfJwt(new Credentials.Jwt.VcJwtSigner(key).Sign(document)));
        (await VerifyAsync(bundle)).Found(CheckNames.Binding, CheckResult.Failed, "binding.issuer_differs");
    }

    [Fact]
    public async Task Only_so_many_bindings_are_kept_and_none_that_fails()
    {
        var known = new Known<string, int>(3);
        for (var i = 0; i < 10; i++) known.Keep($"{i}", i);
        Assert.Equal(3, known.Count);
        Assert.False(known.TryGet("6", out _));
        Assert.True(known.TryGet("9", out var last) && last == 9);

        var bindings = new Anchors.KnownBindings();
        var good = _world.Binding();
        Assert.False(bindings.Verify(Flipped(good, good.Length - 20), _world.Did, []).IsOk);
        Assert.True(bindings.Verify(good, _world.Did, []).IsOk);
        Assert.Same(bindings.Verify(good, _world.Did, []).Value, bindings.Verify(good, _world.Did, []).Value);
    }

    [Fact]
    public async Task A_document_that_was_changed_after_many_good_ones_of_its_shape_fails()
    {
        for (var i = 0; i < 6; i++) await ValidAsync(_world.BundleOf(Secured(i)));
        foreach (var path in Texts(World.Parse(Secured(3).ToText()), []))
        {
            var document = World.Parse(Secured(3).ToText());
            JsonNode place = document;
            foreach (var step in path[..^1]) place = step is int at ? place[at]! : place[(string)step]!;
            var text = (string)(path[^1] is int last ? place[last]! : place[(string)path[^1]]!)!;
            var changed = JsonValue.Create(text + "1");
            if (path[^1] is int index) place[index] = changed;
            else place[(string)path[^1]] = changed;
            var good = _world.BundleOf(Secured(3));
            var report = await VerifyAsync(good with { Credential = BundledCredential.OfText(Encoding.UTF8.GetBytes(document.ToJsonString())) });
            Assert.True(report.Verdict == Verdict.Invalid || report.Of(CheckNames.Signature).Result != CheckResult.Passed, string.Join('.', path));
            Assert.Equal((await _world.VerifyAsync(good with { Credential = BundledCredential.OfText(Encoding.UTF8.GetBytes(document.ToJsonString())) })).ToText(), report.ToText());
        }
        await ValidAsync(_world.BundleOf(Secured(3)));
    }

    [Fact]
    public async Task A_holder_who_adds_a_member_to_a_document_of_a_known_shape_is_found_out()
    {
        for (var i = 0; i < 6; i++) await ValidAsync(_world.BundleOf(Secured(i)));
        foreach (var member in new[] { "awardedDate2", "@id", "https://www.w3.org/2018/credentials#validUntil", "validUntil" })
        {
            var changed = World.Parse(Secured(2).ToText());
            changed[member] = "2040-01-01T00:00:00Z";
            var bundle = _world.BundleOf(Secured(2)) with { Credential = BundledCredential.OfText(Encoding.UTF8.GetBytes(changed.ToJsonString())) };
            Assert.NotEqual(CheckResult.Passed, (await VerifyAsync(bundle)).Of(CheckNames.Signature).Result);
        }
    }

    private static string Flipped(string text, int at) => text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..];

    private static IEnumerable<object[]> Texts(JsonNode? node, object[] path) => node switch
    {
        JsonObject item => item.SelectMany(member => Texts(member.Value, [.. path, member.Key])),
        JsonArray list => list.SelectMany((each, i) => Texts(each, [.. path, i])),
        JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String => [path],
        _ => [],
    };

    private async Task ValidAsync(Bundle bundle)
    {
        var report = await VerifyAsync(bundle);
        Assert.True(report.Verdict == Verdict.Valid, report.ToText());
    }

    private Task<Report> VerifyAsync(Bundle bundle) => _verifier.VerifyAsync(bundle.ToUtf8(), TestContext.Current.CancellationToken);

    private BundledCredential Secured(int number)
    {
        var secured = new ArrayBufferWriter<byte>();
        CredentialSigner.Create(CredentialFormat.DataIntegrity, _world.Key)
            .Sign(_world.Document(number, format: CredentialFormat.DataIntegrity), new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero), secured);
        return BundledCredential.OfText(secured.WrittenSpan);
    }
}
