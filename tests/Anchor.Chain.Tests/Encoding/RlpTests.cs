using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;

namespace Anchor.Chain.Tests.Encoding;

public sealed class RlpTests(EthersOracle ethers) : IClassFixture<EthersOracle>
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(55)]
    [InlineData(56)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(70_000)]
    public async Task Byte_strings_and_lists_of_every_length_class_agree_with_ethers(int length)
    {
        var bytes = new Dice().Bytes(length);
        Assert.Equal(await ethers.AskAsync("rlp", new() { ["value"] = Hex.Data(bytes) }), Hex.Data(Rlp.Bytes(bytes)));
        Assert.Equal(await ethers.AskAsync("rlp", new() { ["value"] = new JsonArray(Hex.Data(bytes), new JsonArray()) }), Hex.Data(Rlp.List(Rlp.Bytes(bytes), Rlp.List())));
    }

    [Fact]
    public async Task Nested_lists_agree_with_ethers()
    {
        var dice = new Dice();
        for (var i = 0; i < 100; i++)
        {
            var (json, rlp) = Item(dice, 4);
            Assert.Equal(await ethers.AskAsync("rlp", new() { ["value"] = json }), Hex.Data(rlp));
        }
    }

    [Theory]
    [InlineData(0, "0x80")]
    [InlineData(1, "0x01")]
    [InlineData(127, "0x7f")]
    [InlineData(128, "0x8180")]
    [InlineData(1024, "0x820400")]
    public void Numbers_have_no_leading_zeros(int number, string expected) => Assert.Equal(expected, Hex.Data(Rlp.Number(number)));

    private static (JsonNode Json, byte[] Rlp) Item(Dice dice, int depth)
    {
        if (depth == 0 || dice.Below(2) == 0)
        {
            var bytes = dice.Bytes(dice.Below(70));
            return (Hex.Data(bytes), Rlp.Bytes(bytes));
        }
        var items = Enumerable.Range(0, dice.Below(5)).Select(_ => Item(dice, depth - 1)).ToList();
        return (new JsonArray([.. items.Select(item => item.Json)]), Rlp.List([.. items.Select(item => item.Rlp)]));
    }
}
