using System.Text.Json.Nodes;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Identifiers;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;
using Anchor.Credentials.StatusLists;
using Anchor.Verification.Statuses;

namespace Anchor.Verification.Tests;

public sealed class BitstringListTests : IDisposable
{
    private const string Url = "https://universidad.example/estados/1";
    private const string Other = "https://universidad.example/estados/2";
    private const int Index = 94_567;
    private readonly World _world = new() { Web = new FakeWeb() };
    private readonly SigningKey _stranger = SigningKey.Generate(KeyType.Ed25519);

    public void Dispose() => _stranger.Dispose();

    [Theory]
    [InlineData("revocation", false, false, CheckResult.Passed, null)]
    [InlineData("revocation", false, true, CheckResult.Passed, null)]
    [InlineData("revocation", true, false, CheckResult.Failed, "status.revoked")]
    [InlineData("revocation", true, true, CheckResult.Failed, "status.revoked")]
    [InlineData("suspension", false, false, CheckResult.Passed, null)]
    [InlineData("suspension", true, false, CheckResult.Failed, "status.suspended")]
    public async Task The_credentials_own_bit_decides(string purpose, bool isSet, bool asJwt, CheckResult result, string? code)
    {
        var bits = new StatusBitstring { [Index] = isSet, [Index - 1] = true, [Index + 1] = true };
        _world.Web!.With(Url, asJwt ? Jwt(List(purpose, bits)) : Sign(List(purpose, bits)));
        var report = await VerifyAsync(Entry(purpose));
        report.Found(CheckNames.Status, result, code);
        Assert.Equal(isSet ? Verdict.Invalid : Verdict.Valid, report.Verdict);
    }

    [Fact]
    public async Task Both_lists_are_asked_and_what_is_for_ever_comes_first()
    {
        var set = new StatusBitstring { [Index] = true };
        _world.Web!.With(Url, Sign(List("revocation", new StatusBitstring()))).With(Other, Sign(List("suspension", set, Other)));
        (await VerifyAsync(Entry("revocation"), Entry("suspension", Other))).Found(CheckNames.Status, CheckResult.Failed, "status.suspended");
        _world.Web.With(Url, Sign(List("revocation", set)));
        (await VerifyAsync(Entry("suspension", Other), Entry("revocation"))).Found(CheckNames.Status, CheckResult.Failed, "status.revoked");
        _world.Web.Without(Url);
        (await VerifyAsync(Entry("revocation"), Entry("suspension", Other))).Found(CheckNames.Status, CheckResult.Failed, "status.suspended");
        _world.Web.With(Other, Sign(List("suspension", new StatusBitstring(), Other)));
        (await VerifyAsync(Entry("revocation"), Entry("suspension", Other))).Found(CheckNames.Status, CheckResult.Unknown, "status.unreachable");
    }

    [Fact]
    public async Task A_set_bit_stands_though_its_reason_never_comes()
    {
        var web = new FakeWeb { Gate = new TaskCompletionSource().Task };
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        Assert.Null(await StatusReason.AskAsync(new BitstringStatusListEntry("revocation", Index, Url, $"{Url}/{Index}"), web, patience.Token));
        Assert.Single(web.Asked);
    }

    public static TheoryData<string, string> Twins => new()
    {
        { "dead", "status.unreachable" },
        { "empty", "status.unreadable" },
        { "html", "status.unreadable" },
        { "a.b.c", "status.unreadable" },
        { "no list", "status.unreadable" },
        { "bomb", "status.unreadable" },
        { "short", "status.unreadable" },
        { "issuer", "status.list_of_another" },
        { "id", "status.list_differs" },
        { "unsigned", "status.list_unproven" },
        { "changed", "status.list_unproven" },
        { "stranger", "status.list_unproven" },
        { "stranger jwt", "status.list_unproven" },
        { "purpose", "status.purpose_differs" },
        { "early", "status.list_stale" },
        { "late", "status.list_stale" },
    };

    [Theory]
    [MemberData(nameof(Twins))]
    public async Task A_list_that_is_not_shown_to_be_good_decides_nothing(string twin, string code)
    {
        var (set, now) = (new StatusBitstring { [Index] = true }, _world.Clock.Now);
        foreach (var bits in new[] { set, new StatusBitstring() })
        {
            var list = List("revocation", bits);
            byte[]? body = twin switch
            {
                "dead" => null,
                "empty" => [],
                "html" => "<html>"u8.ToArray(),
                "a.b.c" => "eyJ.eyJ.x"u8.ToArray(),
                "no list" => _world.Document(),
                "bomb" => Sign(list with { EncodedList = Bomb() }),
                "short" => Sign(list with { EncodedList = "uAAAA" }),
                "issuer" => Sign(list with { Issuer = DidKey.Of(_stranger.PublicKey) }, _stranger),
                "id" => Sign(list with { Id = Other }),
                "unsigned" => list.ToUtf8(),
                "changed" => World.Edited(Sign(list), document => document["credentialSubject"]!["encodedList"] = new StatusBitstring { [1] = true }.Encode()),
                "stranger" => Sign(list, _stranger),
                "stranger jwt" => new VcJwtSigner(_stranger, DidKey.VerificationMethodId(DidKey.Of(_stranger.PublicKey)), VcJwt.JoseType).Sign(list.ToUtf8()),
                "purpose" => Sign(list with { Purposes = ["suspension"] }),
                "early" => Sign(list with { ValidFrom = now.AddSeconds(1) }),
                _ => Sign(list with { ValidUntil = now }),
            };
            if (body is not null) _world.Web!.With(Url, body);
            var report = await VerifyAsync(Entry("revocation"));
            report.Found(CheckNames.Status, CheckResult.Unknown, code);
            Assert.Equal(Verdict.Indeterminate, report.Verdict);
        }
    }

    [Theory]
    [InlineData("statusListIndex", "131072", "status.index_out_of_range")]
    [InlineData("statusListIndex", "999999999999999999", "status.index_out_of_range")]
    [InlineData("statusSize", 2, "status.size_unsupported")]
    [InlineData("statusSize", 0, "status.unreadable")]
    public async Task An_entry_that_does_not_fit_decides_nothing(string member, object value, string code)
    {
        _world.Web!.With(Url, Sign(List("revocation", new StatusBitstring())));
        var entry = Entry("revocation");
        entry[member] = value is int number ? number : (string)value;
        (await VerifyAsync(entry)).Found(CheckNames.Status, CheckResult.Unknown, code);
    }

    [Fact]
    public async Task Offline_the_list_stays_unknown()
    {
        _world.Web = null;
        (await VerifyAsync(Entry("revocation"))).Found(CheckNames.Status, CheckResult.Unknown, "status.offline");
        (await VerifyAsync(Entry("suspension"))).Found(CheckNames.Status, CheckResult.Unknown, "status.offline");
    }

    [Fact]
    public async Task A_list_of_several_purposes_serves_each()
    {
        _world.Web!.With(Url, Sign(List("revocation", new StatusBitstring { [Index] = true }) with { Purposes = ["revocation", "suspension"] }));
        (await VerifyAsync(Entry("suspension"))).Found(CheckNames.Status, CheckResult.Failed, "status.suspended");
    }

    [Fact]
    public async Task A_list_about_something_else_is_a_note()
    {
        _world.Web!.With(Url, Sign(List("refresh", new StatusBitstring { [Index] = true })));
        var report = await VerifyAsync(Entry("refresh"));
        report.Found(CheckNames.StatusNote, CheckResult.Unknown, "status.refresh");
        Assert.Equal(Verdict.Valid, report.Verdict);

        var message = Entry("message");
        message["statusSize"] = 2;
        message["statusListIndex"] = "3";
        message["statusMessage"] = new JsonArray(new JsonObject { ["status"] = "0x2", ["message"] = "Apostilla en trámite" });
        _world.Web.With(Url, Sign(List("message", new StatusBitstring { [6] = true })));
        report = await VerifyAsync(message);
        report.Found(CheckNames.StatusNote, CheckResult.Unknown, "status.message");
        Assert.Contains("Apostilla en trámite", report.Of(CheckNames.StatusNote).Words, StringComparison.Ordinal);
        _world.Web.Without(Url);
        (await VerifyAsync(message)).Found(CheckNames.StatusNote, CheckResult.Unknown, "status.unreachable");
    }

    [Fact]
    public async Task The_issuer_s_host_tells_since_when_and_why()
    {
        _world.Web!.With(Url, Sign(List("revocation", new StatusBitstring { [Index] = true })))
            .With(Url + "/7", """{"since":"2026-05-20T06:00:00Z","reason":"error en el acta.","set":false}""");
        var report = await VerifyAsync(Entry("revocation", id: Url + "/7"));
        report.Found(CheckNames.Status, CheckResult.Failed, "status.revoked");
        Assert.Equal("The issuer has revoked this credential, since 2026-05-20; the reason given: error en el acta.", report.Of(CheckNames.Status).Words);
    }

    [Theory]
    [InlineData("https://elsewhere.example/status/1/7", "{}")]
    [InlineData(Url + "/7", "not JSON")]
    [InlineData(Url + "/7", "{\"since\":\"yesterday\",\"reason\":7}")]
    [InlineData(Url + "/9", null)]
    public async Task What_a_host_tells_changes_no_result(string id, string? told)
    {
        _world.Web!.With(Url, Sign(List("revocation", new StatusBitstring { [Index] = true })));
        if (told is not null) _world.Web!.With(id, told);
        var report = await VerifyAsync(Entry("revocation", id: id));
        report.Found(CheckNames.Status, CheckResult.Failed, "status.revoked");
        Assert.Equal("The issuer has revoked this credential.", report.Of(CheckNames.Status).Words);
        if (id.Contains("elsewhere", StringComparison.Ordinal)) Assert.DoesNotContain(id, _world.Web.Asked);
    }

    [Fact]
    public async Task A_list_at_hand_is_asked_for_each_time()
    {
        _world.Web!.AtHand = true;
        _world.Web.With(Url, Sign(List("revocation", new StatusBitstring())));
        var verifier = new Verifier(_world.Options);
        (await verifier.VerifyAsync(Bundle(Entry("revocation")), TestContext.Current.CancellationToken)).Found(CheckNames.Status, CheckResult.Passed, null);
        _world.Web.With(Url, Sign(List("revocation", new StatusBitstring { [Index] = true })));
        (await verifier.VerifyAsync(Bundle(Entry("revocation")), TestContext.Current.CancellationToken)).Found(CheckNames.Status, CheckResult.Failed, "status.revoked");
    }

    [Theory]
    [InlineData(null, 300)]
    [InlineData(60, 60)]
    [InlineData(86_400, 900)]
    [InlineData(0, 0)]
    public async Task A_list_is_kept_as_long_as_it_says_within_bounds(int? life, int seconds)
    {
        _world.Web!.With(Url, Sign(List("revocation", new StatusBitstring()) with { TimeToLive = life is { } s ? TimeSpan.FromSeconds(s) : null }));
        await AssertKeptAsync(seconds);
    }

    [Fact]
    public async Task A_list_is_never_kept_beyond_its_end()
    {
        _world.Web!.With(Url, Sign(List("revocation", new StatusBitstring()) with { ValidUntil = _world.Clock.Now.AddSeconds(100) }));
        await AssertKeptAsync(100);
    }

    [Fact]
    public async Task A_failure_is_kept_for_thirty_seconds() => await AssertKeptAsync(30);

    [Fact]
    public async Task A_list_of_a_did_web_issuer_is_verified_with_its_live_key()
    {
        const string DidText = "did:web:universidad.example";
        var world = new World(did: DidText) { Web = new FakeWeb() };
        using var key = SigningKey.FromEd25519(world.Key);
        var list = List("revocation", new StatusBitstring { [Index] = true }) with { Issuer = DidText };
        world.Web.With(Url, new DataIntegritySigner(Cryptosuite.EddsaRdfc2022, key, DidText + "#key-1").Sign(list.ToUtf8(), new ProofOptions()).Value);
        var bundle = world.BundleOfDocument(World.Edited(world.Document(), document => document["credentialStatus"] = Entry("revocation")));
        (await world.VerifyAsync(bundle)).Found(CheckNames.Status, CheckResult.Unknown, "status.list_unproven");
        world.Web.With("https://universidad.example/.well-known/did.json", DidDocument.Of(Did.Parse(DidText).Value, ("key-1", key.PublicKey)).ToUtf8());
        (await world.VerifyAsync(bundle)).Found(CheckNames.Status, CheckResult.Failed, "status.revoked");
    }

    private async Task AssertKeptAsync(int seconds)
    {
        var (verifier, bundle, start) = (new Verifier(_world.Options), Bundle(Entry("revocation")), _world.Clock.Now);
        await verifier.VerifyAsync(bundle, TestContext.Current.CancellationToken);
        if (seconds > 0)
        {
            _world.Clock.Now = start.AddSeconds(seconds - 1);
            await verifier.VerifyAsync(bundle, TestContext.Current.CancellationToken);
            Assert.Single(_world.Web!.Asked);
        }
        _world.Clock.Now = start.AddSeconds(seconds);
        await verifier.VerifyAsync(bundle, TestContext.Current.CancellationToken);
        Assert.Equal(2, _world.Web!.Asked.Count);
    }

    private StatusListCredential List(string purpose, StatusBitstring bits, string url = Url) =>
        new(url, _world.Did, [purpose], bits.Encode()) { ValidFrom = _world.Clock.Now.AddDays(-1), ValidUntil = _world.Clock.Now.AddDays(1) };

    private byte[] Sign(StatusListCredential list, SigningKey? key = null)
    {
        using var own = SigningKey.FromEd25519(_world.Key);
        return new DataIntegritySigner(Cryptosuite.EddsaRdfc2022, key ?? own).Sign(list.ToUtf8(), new ProofOptions()).Value;
    }

    private byte[] Jwt(StatusListCredential list)
    {
        using var own = SigningKey.FromEd25519(_world.Key);
        return new VcJwtSigner(own, DidKey.VerificationMethodId(_world.Did), VcJwt.JoseType).Sign(list.ToUtf8());
    }

    private static string Bomb()
    {
        var file = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(new byte[16 << 20]);
        return "u" + System.Buffers.Text.Base64Url.EncodeToString(file.ToArray());
    }

    private static JsonObject Entry(string purpose, string url = Url, string? id = null) => World.Parse(new BitstringStatusListEntry(purpose, Index, url, id).ToUtf8());

    private byte[] Bundle(params JsonObject[] entries) => _world.BundleOfDocument(
        World.Edited(_world.Document(), document => document["credentialStatus"] = new JsonArray([.. entries.Select(entry => entry.DeepClone())]))).ToUtf8();

    private Task<Report> VerifyAsync(params JsonObject[] entries) => _world.VerifyAsync(Bundle(entries));
}
