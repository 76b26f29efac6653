using Anchor.Issuance.Credentials;

namespace Anchor.Issuance.Tests.Credentials;

public sealed class RandomSupplyTests
{
    private readonly RandomSupply _supply = new();

    [Fact]
    public void Nothing_is_given_twice()
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < 10_000; i++) Assert.True(seen.Add(Convert.ToHexString(_supply.Next(12 + i % 5))));
        Assert.DoesNotContain(seen, text => text.All(digit => digit == '0'));
    }

    [Fact]
    public void Ids_are_of_version_7_and_begin_with_their_time()
    {
        var now = new DateTimeOffset(2026, 11, 22, 17, 30, 0, 123, TimeSpan.Zero);
        var ids = Enumerable.Range(0, 10_000).Select(_ => _supply.NextId(now)).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id =>
        {
            Assert.Equal((7, Guid.CreateVersion7(now).Variant & 0xc), (id.Version, id.Variant & 0xc));
            Assert.Equal(Guid.CreateVersion7(now).ToString()[..13], id.ToString()[..13]);
        });
    }
}
