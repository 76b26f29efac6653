using Anchor.Verification.Web;

namespace Anchor.Verification.Tests;

public sealed class FetchCacheTests
{
    private readonly FetchCache<string, string> _cache = new(2, TimeSpan.FromMilliseconds(100), TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fetch_that_never_ends_is_ended()
    {
        var answer = await _cache.GetAsync("a", async time =>
        {
            var web = await new FakeWeb { Gate = Task.Delay(Timeout.Infinite, Token) }.GetInTimeAsync(new Uri("https://lenta.example/"), 10, time);
            return (web.Failure!, TimeSpan.Zero);
        }, Token);
        Assert.Equal("its server did not answer in time", answer);
    }

    [Fact]
    public async Task A_fault_of_the_program_is_not_kept()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _cache.GetAsync("a", _ => throw new InvalidOperationException(), Token));
        Assert.Equal("b", await _cache.GetAsync("a", _ => Task.FromResult(("b", TimeSpan.FromHours(1))), Token));
        Assert.Equal("b", await _cache.GetAsync("a", _ => Task.FromResult(("c", TimeSpan.FromHours(1))), Token));
    }

    [Fact]
    public async Task What_would_end_first_makes_room()
    {
        await KeepAsync("a", 1);
        await KeepAsync("b", 2);
        await KeepAsync("c", 3);
        Assert.Equal("b", await _cache.GetAsync("b", _ => Task.FromResult(("new", TimeSpan.Zero)), Token));
        Assert.Equal("new", await _cache.GetAsync("a", _ => Task.FromResult(("new", TimeSpan.Zero)), Token));
    }

    private Task<string> KeepAsync(string key, int hours) => _cache.GetAsync(key, _ => Task.FromResult((key, TimeSpan.FromHours(hours))), Token);
}
