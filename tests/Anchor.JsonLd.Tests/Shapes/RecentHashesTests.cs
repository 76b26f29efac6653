using System.Security.Cryptography;
using Anchor.JsonLd.Shapes;

namespace Anchor.JsonLd.Tests.Shapes;

/// <summary>Whether a text was known or not, its hash is the framework's.</summary>
public sealed class RecentHashesTests
{
    private readonly RecentHashes _hashes = new();

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(700)]
    [InlineData(2_048)]
    [InlineData(2_049)]
    public void A_text_of_any_length_hashes_alike_again_and_again(int length)
    {
        var text = new byte[length];
        new Random(length).NextBytes(text);
        for (var time = 0; time < 3; time++) AssertRight(text);
        Assert.Equal(length is >= 32 and <= 2_048 ? 2 : 0, _hashes.Known);
    }

    [Fact]
    public void Texts_that_differ_in_one_byte_anywhere_have_hashes_of_their_own()
    {
        var text = new byte[400];
        AssertRight(text);
        for (var i = 0; i < text.Length; i++)
        {
            text[i]++;
            AssertRight(text);
            text[i]--;
            AssertRight(text);
        }
    }

    [Fact]
    public void More_texts_than_there_is_room_for_take_one_another_s_place()
    {
        var dice = new Random(20_261_122);
        var texts = Enumerable.Range(0, 1_000).Select(_ =>
        {
            var text = new byte[dice.Next(32, 900)];
            dice.NextBytes(text);
            return text;
        }).ToArray();
        for (var i = 0; i < 20_000; i++) AssertRight(texts[dice.Next(texts.Length)]);
        Assert.True(_hashes.Known > 0);
    }

    private void AssertRight(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[32];
        _hashes.Hash(text, hash);
        Assert.Equal(SHA256.HashData(text), hash.ToArray());
    }
}
