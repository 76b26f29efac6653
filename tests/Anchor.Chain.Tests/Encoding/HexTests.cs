using System.Numerics;
using Anchor.Chain.Encoding;

namespace Anchor.Chain.Tests.Encoding;

public sealed class HexTests
{
    [Theory]
    [InlineData(0, "0x0")]
    [InlineData(1, "0x1")]
    [InlineData(255, "0xff")]
    [InlineData(1024, "0x400")]
    public void Quantities_have_no_leading_zeros(int number, string text)
    {
        Assert.Equal(text, Hex.Quantity(number));
        Assert.True(Hex.TryReadQuantity(text, out var read));
        Assert.Equal(number, read);
    }

    [Fact]
    public void A_quantity_of_256_bits_is_never_negative()
    {
        Assert.True(Hex.TryReadQuantity("0x" + new string('f', 64), out var number));
        Assert.Equal(BigInteger.Pow(2, 256) - 1, number);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("1")]
    [InlineData("0x-1")]
    [InlineData("0x 1")]
    [InlineData("0xg")]
    [InlineData("0x00000000000000000000000000000000000000000000000000000000000000001")]
    public void Other_text_is_no_quantity(string text) => Assert.False(Hex.TryReadQuantity(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0x0")]
    [InlineData("0xzz")]
    public void Other_text_is_no_data(string text) => Assert.False(Hex.TryReadData(text, out _));
}
