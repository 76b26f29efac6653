using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Tests.Keys;

public sealed class DidKeyTests
{
    // did:key specification, test vectors for Ed25519.
    private const string Known = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";
    private const string KnownKey = "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29";

    [Fact]
    public void The_vector_of_the_specification_holds()
    {
        Assert.Equal(Known, DidKey.FromEd25519(Convert.FromHexString(KnownKey)));
        Assert.True(DidKey.TryParse(Known, out var key));
        Assert.Equal(KnownKey, Convert.ToHexStringLower(key));
    }

    [Fact]
    public void A_verification_method_repeats_the_key_after_the_hash()
    {
        var id = DidKey.VerificationMethodId(Known);
        Assert.Equal(Known + "#z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp", id);
        Assert.True(DidKey.TryParseVerificationMethod(id, out var did, out _));
        Assert.Equal(Known, did);
        Assert.False(DidKey.TryParseVerificationMethod(Known, out _, out _));
        Assert.False(DidKey.TryParseVerificationMethod(Known + "#z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", out _, out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("did:key:")]
    [InlineData("did:web:universidad.example")]
    [InlineData("DID:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp")]
    [InlineData("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooW")]
    [InlineData("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWpp")]
    [InlineData("did:key:m6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp")]
    [InlineData("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDoo0p")]
    [InlineData("did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc")]
    [InlineData("did:key:zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData("did:key:z1111111111111111111111111111111111111111111111")]
    public void Anything_else_is_refused(string? did) => Assert.False(DidKey.TryParse(did, out _));

    [Fact]
    public void A_text_of_ones_is_no_key_and_no_accident()
    {
        var tail = DidKey.ToMultibase(Ed25519KeyPair.FromSeed(new byte[32]).PublicKey)[1..];
        for (var length = 0; length < 200; length++)
            for (var ones = 0; ones <= length; ones++)
            {
                var text = "z" + new string('1', ones) + string.Concat(Enumerable.Repeat(tail, 5))[..(length - ones)];
                Assert.False(DidKey.TryParseMultibase(text, out _) && ones > 0, text);
                Assert.False(Multikey.Parse(text).IsOk && ones > 0, text);
            }
    }
}
