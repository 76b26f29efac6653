using Anchor.Credentials;
using Anchor.Credentials.Identifiers;
using Anchor.Credentials.Keys;
using Anchor.Verification.Identifiers;

namespace Anchor.Verification.Tests;

public sealed class DidResolverTests : IDisposable
{
    private static readonly Did Id = Did.Parse("did:web:universidad.example").Value;
    private const string Url = "https://universidad.example/.well-known/did.json";
    private readonly FixedClock _clock = new(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly FakeWeb _web = new();
    private readonly SigningKey _key = SigningKey.Generate(KeyType.P256);

    public void Dispose() => _key.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_is_kept_for_five_minutes()
    {
        var resolver = new DidResolver(_web.With(Url, Document()), _clock);
        Assert.True((await resolver.ResolveAsync(Id, Token)).IsOk);
        _web.Without(Url);
        _clock.Now += DidResolver.Kept - TimeSpan.FromSeconds(1);
        Assert.True((await resolver.ResolveAsync(Id, Token)).IsOk);
        Assert.Single(_web.Asked);
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(("did.unreachable", ErrorKind.Unavailable), Refusal(await resolver.ResolveAsync(Id, Token)));
    }

    [Fact]
    public async Task A_failure_is_kept_for_thirty_seconds()
    {
        var resolver = new DidResolver(_web, _clock);
        Assert.False((await resolver.ResolveAsync(Id, Token)).IsOk);
        _web.With(Url, Document());
        _clock.Now += DidResolver.FailureKept - TimeSpan.FromSeconds(1);
        Assert.False((await resolver.ResolveAsync(Id, Token)).IsOk);
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.True((await resolver.ResolveAsync(Id, Token)).IsOk);
    }

    [Fact]
    public async Task All_who_ask_at_once_share_one_fetch_and_one_who_gives_up_does_not_end_it()
    {
        var gate = new TaskCompletionSource();
        _web.With(Url, Document()).Gate = gate.Task;
        var resolver = new DidResolver(_web, _clock);
        using var given = new CancellationTokenSource();
        var first = resolver.ResolveAsync(Id, given.Token);
        var others = Enumerable.Range(0, 20).Select(_ => resolver.ResolveAsync(Id, Token)).ToArray();
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();
        Assert.All(await Task.WhenAll(others), result => Assert.True(result.IsOk));
        Assert.Single(_web.Asked);
    }

    [Fact]
    public async Task The_cache_is_bounded()
    {
        var resolver = new DidResolver(_web, _clock);
        for (var i = 0; i <= DidResolver.Capacity; i++) await resolver.ResolveAsync(Did.Parse($"did:web:u{i}.example").Value, Token);
        Assert.Equal(DidResolver.Capacity + 1, _web.Asked.Count);
        var before = _web.Asked.Count;
        for (var i = 0; i <= DidResolver.Capacity; i++) await resolver.ResolveAsync(Did.Parse($"did:web:u{i}.example").Value, Token);
        Assert.InRange(_web.Asked.Count - before, 1, DidResolver.Capacity);
    }

    [Theory]
    [InlineData("did:web:127.0.0.1", "did.web_malformed")]
    [InlineData("did:ion:abc", "did.method_unsupported")]
    [InlineData("did:jwk:abc", "did.jwk_malformed")]
    public async Task What_names_no_server_asks_none(string did, string code)
    {
        Assert.Equal(code, Refusal(await new DidResolver(_web, _clock).ResolveAsync(Did.Parse(did).Value, Token)).Code);
        Assert.Empty(_web.Asked);
    }

    [Fact]
    public async Task A_document_that_is_too_large_was_not_fetched()
    {
        _web.With(Url, new byte[DidDocument.MaxBytes + 1]);
        Assert.Equal("did.unreachable", Refusal(await new DidResolver(_web, _clock).ResolveAsync(Id, Token)).Code);
    }

    private byte[] Document() => DidDocument.Of(Id, ("key-1", _key.PublicKey)).ToUtf8();

    private static (string Code, ErrorKind Kind) Refusal(Result<DidDocument> result) => (result.Error!.Code, result.Error.Kind);
}
