using Anchor.Chain.Encoding;

namespace Anchor.Chain.Tests.Encoding;

public sealed class AddressTests(EthersOracle ethers) : IClassFixture<EthersOracle>
{
    private const string Checksummed = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"; // EIP-55's own example

    [Fact]
    public async Task Checksums_agree_with_ethers()
    {
        var dice = new Dice();
        for (var i = 0; i < 100; i++)
        {
            var address = dice.Account();
            Assert.Equal(await ethers.AskAsync("checksum", new() { ["address"] = Hex.Data(address.AsSpan()) }), address.ToString());
        }
    }

    [Fact]
    public void Text_in_one_case_or_with_its_checksum_is_read()
    {
        var address = Address.Parse(Checksummed);
        Assert.Equal(address, Address.Parse(Checksummed.ToLowerInvariant()));
        Assert.Equal(address, Address.Parse("0x" + Checksummed[2..].ToUpperInvariant()));
        Assert.Equal(Checksummed, address.ToString());
    }

    [Fact]
    public void Changing_the_case_of_any_one_letter_breaks_the_checksum()
    {
        for (var i = 2; i < Checksummed.Length; i++)
        {
            if (!char.IsLetter(Checksummed[i])) continue;
            var twin = Checksummed.ToCharArray();
            twin[i] = char.IsUpper(twin[i]) ? char.ToLowerInvariant(twin[i]) : char.ToUpperInvariant(twin[i]);
            Assert.False(Address.TryParse(twin, out _));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("5aaeb6053f3e94c9b9a09f33669435e7ef1beaed")]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae")]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed0")]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeg")]
    [InlineData("0X5aaeb6053f3e94c9b9a09f33669435e7ef1beaed")]
    [InlineData(" 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae")]
    public void Other_text_is_refused(string text) => Assert.False(Address.TryParse(text, out _));

    [Fact]
    public async Task Keccak_agrees_with_ethers()
    {
        var dice = new Dice();
        foreach (var length in new[] { 0, 1, 31, 32, 135, 136, 137, 500 })
        {
            var data = dice.Bytes(length);
            Assert.Equal(await ethers.AskAsync("keccak", new() { ["data"] = Hex.Data(data) }), Keccak256.Hash(data).ToHex());
        }
    }
}
