using System.Security.Cryptography;
using Anchor.Issuance.Batches;
using Anchor.Merkle;

namespace Anchor.Issuance.Tests.Batches;

public class SeenLearnersTests
{
    private readonly Hash32[] _learners = [.. Enumerable.Range(0, 20).Select(_ => new Hash32(RandomNumberGenerator.GetBytes(32)))];

    [Fact]
    public void Of_a_batch_that_was_empty_only_who_was_added_is_suspected()
    {
        var seen = new SeenLearners();
        Assert.Empty(seen.Suspects(_learners, 0));
        seen.Add(_learners[..10], 10);
        Assert.Equal(_learners[5..10], seen.Suspects(_learners[5..], 10));
        seen.Add(_learners[10..15], 15);
        Assert.Equal(_learners[..15], seen.Suspects(_learners, 15));
    }

    [Fact]
    public void Who_shares_the_beginning_of_a_reference_is_suspected_too()
    {
        var (seen, other) = (new SeenLearners(), _learners[0].ToArray());
        other[31] ^= 1;
        seen.Add(_learners[..1], 1);
        Assert.Equal([new Hash32(other)], seen.Suspects([new Hash32(other), _learners[1]], 1));
    }

    [Fact]
    public void Everybody_is_suspected_once_the_batch_holds_rows_of_somebody_else()
    {
        var found = new SeenLearners();
        Assert.Equal(_learners, found.Suspects(_learners, 7));

        var seen = new SeenLearners();
        seen.Add(_learners[..10], 10);
        Assert.Equal(_learners, seen.Suspects(_learners, 12));
        seen.Add(_learners[10..], 22);
        Assert.Equal(_learners, seen.Suspects(_learners, 22));
    }
}
