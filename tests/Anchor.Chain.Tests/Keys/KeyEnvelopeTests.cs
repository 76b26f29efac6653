using System.Text.Json.Nodes;
using Anchor.Chain.Keys;

namespace Anchor.Chain.Tests.Keys;

public sealed class KeyEnvelopeTests
{
    private const string Passphrase = "correct horse battery staple";
    private static readonly ScryptParameters Cheap = new(1 << 4, 8, 1);
    private readonly byte[] _secret = new Dice().Bytes(32);
    private readonly byte[] _context = [1, 2, 3];

    [Fact]
    public void An_envelope_opens_with_its_passphrase_and_context()
    {
        var envelope = KeyEnvelope.Seal(_secret, Passphrase, _context);
        Assert.Equal(_secret, KeyEnvelope.Open(envelope, Passphrase, _context));
        var json = JsonNode.Parse(envelope)!;
        Assert.Equal((1 << 17, 8, 1), (json["n"]!.GetValue<int>(), json["r"]!.GetValue<int>(), json["p"]!.GetValue<int>()));
        Assert.Equal(12, Convert.FromBase64String(json["nonce"]!.GetValue<string>()).Length);
    }

    [Fact]
    public void Another_passphrase_or_context_does_not_open_it()
    {
        var envelope = Sealed();
        Assert.Throws<KeyEnvelopeException>(() => KeyEnvelope.Open(envelope, Passphrase + " ", _context));
        Assert.Throws<KeyEnvelopeException>(() => KeyEnvelope.Open(envelope, "", _context));
        Assert.Throws<KeyEnvelopeException>(() => KeyEnvelope.Open(envelope, Passphrase, [1, 2, 4]));
        Assert.Throws<KeyEnvelopeException>(() => KeyEnvelope.Open(envelope, Passphrase, []));
    }

    [Theory]
    [InlineData("salt")]
    [InlineData("nonce")]
    [InlineData("ciphertext")]
    [InlineData("tag")]
    public void Flipping_any_one_bit_is_noticed(string member)
    {
        var json = JsonNode.Parse(Sealed())!;
        var bytes = Convert.FromBase64String(json[member]!.GetValue<string>());
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            json[member] = Convert.ToBase64String(bytes);
            Assert.Throws<KeyEnvelopeException>(() => KeyEnvelope.Open(json.ToJsonString(), Passphrase, _context));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData("n", "1073741824")]
    [InlineData("n", "524288")]
    [InlineData("n", "0")]
    [InlineData("n", "-16")]
    [InlineData("n", "17")]
    [InlineData("r", "2147483647")]
    [InlineData("r", "0")]
    [InlineData("p", "2147483647")]
    [InlineData("p", "0")]
    [InlineData("version", "2")]
    [InlineData("kdf", "\"none\"")]
    [InlineData("cipher", "\"aes-128-gcm\"")]
    [InlineData("salt", "\"AAAA\"")]
    [InlineData("salt", "null")]
    [InlineData("nonce", "\"\"")]
    [InlineData("tag", "\"AAAAAA==\"")]
    [InlineData("ciphertext", "null")]
    [InlineData("extra", "1")]
    public void A_hostile_envelope_is_refused_before_any_work(string member, string value)
    {
        var json = JsonNode.Parse(Sealed())!;
        json[member] = JsonNode.Parse(value);
        Assert.Throws<KeyEnvelopeException>(() => KeyEnvelope.Open(json.ToJsonString(), Passphrase, _context));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1]")]
    public void Other_text_is_no_envelope(string text)
    {
        Assert.Throws<KeyEnvelopeException>(() => KeyEnvelope.Open(text, Passphrase, _context));
        Assert.Throws<KeyEnvelopeException>(() => KeyEnvelope.Open(new string(' ', 1 << 17), Passphrase, _context));
    }

    [Fact]
    public void One_derivation_opens_every_envelope_of_its_salt_and_no_other()
    {
        using var key = KeyEncryptionKey.Derive(Passphrase, KeyEncryptionKey.NewSalt(), Cheap);
        var envelopes = Enumerable.Range(0, 5).Select(i => KeyEnvelope.Seal([(byte)i], key, _context)).ToList();
        Assert.Equal(5, envelopes.Distinct().Count());
        using var again = KeyEnvelope.DeriveFor(envelopes[0], Passphrase);
        for (var i = 0; i < envelopes.Count; i++) Assert.Equal([(byte)i], KeyEnvelope.Open(envelopes[i], again, _context));
        Assert.Equal([3], KeyEnvelope.Open(envelopes[3], Passphrase, _context));
        Assert.Throws<KeyEnvelopeException>(() => KeyEnvelope.Open(Sealed(), key, _context));
    }

    [Fact]
    public void A_derived_key_is_gone_after_dispose_and_never_shown()
    {
        var key = KeyEncryptionKey.Derive(Passphrase, KeyEncryptionKey.NewSalt(), Cheap);
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => KeyEnvelope.Seal(_secret, key, _context));
        Assert.Equal(nameof(KeyEncryptionKey), key.ToString());
        Assert.Throws<ArgumentException>(() => KeyEncryptionKey.Derive("", new byte[16], Cheap));
        Assert.Throws<ArgumentException>(() => KeyEncryptionKey.Derive(Passphrase, new byte[15], Cheap));
    }

    private string Sealed() => KeyEnvelope.Seal(_secret, Passphrase, _context, Cheap);
}
