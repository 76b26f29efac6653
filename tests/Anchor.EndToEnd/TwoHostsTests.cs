using Anchor.EndToEnd.Hosting;

namespace Anchor.EndToEnd;

/// <summary>Several hosts share one database and do everything once.</summary>
public sealed class TwoHostsTests
{
    [Fact]
    public async Task Two_hosts_on_one_database_anchor_once_and_one_of_them_may_die()
    {
        await using var place = await Workplace.CreateAsync();
        var (one, other) = (place.Host(), place.Host());
        await Task.WhenAll(one.StartAsync(), other.StartAsync());
        var job = await IssuingJob.BeginAsync(place, one.Url);
        var twin = job.At(other.Url);
        var opened = await Task.WhenAll(job.OpenAsync("shared"), twin.OpenAsync("shared"));
        Assert.Equal(opened[0], opened[1]);
        await Task.WhenAll(job.ImportAsync(opened[0], 0, 300), twin.ImportAsync(opened[0], 0, 300));
        await one.KillAsync();
        await twin.IsAnchoredOnceAsync(opened[0], "shared", 0, 300);
        await one.StartAsync();
        await job.IsAnchoredOnceAsync(opened[0], "shared", 0, 300);
        await job.HoldsNoMoreThanAsync([300]);
    }
}
