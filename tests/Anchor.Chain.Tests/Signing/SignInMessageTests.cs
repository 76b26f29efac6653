using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;

namespace Anchor.Chain.Tests.Signing;

/// <summary>Texts that wallets sign, against digests made by ethers 6.17.0 (<c>hashMessage</c>).</summary>
public sealed class SignInMessageTests
{
    [Theory]
    [InlineData("hello world", "0xd9eba16ed0ecae432b71fe008c98cc872bb4cc214d3220a36f365326cf807d68")]
    [InlineData("", "0x5f35dce98ba4fba25530a026ed80b2cecdaa31091ba4958b99b52ea1d068adad")]
    [InlineData("Año, maçã, 学位", "0x39d9113afaf19003f5c417dddf9cd5638dd8a13e18c6ef0e05f79d042b0b6256")]
    public void A_text_is_hashed_as_wallets_hash_it(string text, string digest) => Assert.Equal(digest, PersonalMessage.Digest(text).ToHex());

    [Fact]
    public void The_lines_are_those_of_EIP_4361()
    {
        var issued = new DateTimeOffset(2026, 5, 30, 10, 0, 0, TimeSpan.FromHours(-6));
        var message = new SignInMessage(
            "anchor.example", Address.Parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"), "Prove it.", new Uri("https://anchor.example/claim/1"), 31337, "abcdef0123456789", issued, issued.AddMinutes(10));
        Assert.Equal(
            "anchor.example wants you to sign in with your Ethereum account:\n0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266\n\nProve it.\n\nURI: https://anchor.example/claim/1\nVersion: 1\nChain ID: 31337\n"
            + "Nonce: abcdef0123456789\nIssued At: 2026-05-30T16:00:00Z\nExpiration Time: 2026-05-30T16:10:00Z", message.ToString());
        Assert.Equal(PersonalMessage.Digest(message.ToString()), message.Digest());
    }
}
