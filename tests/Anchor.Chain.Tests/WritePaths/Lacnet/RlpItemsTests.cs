using Anchor.Chain.Encoding;
using Anchor.Chain.WritePaths.Lacnet;

namespace Anchor.Chain.Tests.WritePaths.Lacnet;

public sealed class RlpItemsTests
{
    [Fact]
    public void What_is_written_is_read_back()
    {
        var dice = new Dice();
        for (var round = 0; round < 500; round++)
        {
            var items = Enumerable.Range(0, dice.Below(12)).Select(_ => dice.Bytes(dice.Below(4) == 0 ? dice.Below(400) : dice.Below(58))).ToArray();
            Assert.True(RlpItems.TryRead(Rlp.List([.. items.Select(item => Rlp.Bytes(item))]), out var read));
            Assert.Equal(items, read);
        }
    }

    [Theory]
    [InlineData("")] // nothing
    [InlineData("80")] // a string
    [InlineData("c1")] // too short
    [InlineData("c000")] // too long
    [InlineData("c1c0")] // a list within
    [InlineData("c28101")] // a small byte with a length
    [InlineData("f800")] // a short length in the long form
    [InlineData("f90001")] // a length with a leading zero
    [InlineData("fbffffffff")] // a length beyond everything
    [InlineData("fc0000000001")]
    [InlineData("c3b80101")] // a short string in the long form
    [InlineData("c2b838")] // the string ends first
    public void Anything_but_the_one_canonical_form_of_a_flat_list_is_refused(string hex) =>
        Assert.False(RlpItems.TryRead(Convert.FromHexString(hex), out _));
}
