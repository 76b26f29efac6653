using System.Security.Cryptography;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Tests.Keys;

public class Aes256GcmTests
{
    private static readonly byte[] Key = Convert.FromHexString("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
    private static readonly byte[] Nonce = Convert.FromHexString("cafebabefacedbaddecaf888");
    private static readonly byte[] Associated = Convert.FromHexString("feedfacedeadbeeffeedfacedeadbeefabaddad2");

    private static readonly byte[] Plaintext = Convert.FromHexString(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");

    // Test case 16 of "The Galois/Counter Mode of Operation" (McGrew and Viega, 2005), the submission to NIST.
    [Fact]
    public void Gives_the_published_vector()
    {
        var (ciphertext, tag) = (new byte[Plaintext.Length], new byte[Aes256Gcm.TagLength]);
        Aes256Gcm.Encrypt(Key, Nonce, Plaintext, Associated, ciphertext, tag);
        Assert.Equal(
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662", Convert.ToHexStringLower(ciphertext));
        Assert.Equal("76fc6ece0f4e1768cddf8853bb2d551b", Convert.ToHexStringLower(tag));
    }

    [Fact]
    public void Both_libraries_give_the_same_and_open_what_the_other_sealed()
    {
        var random = new Random(7);
        for (var length = 0; length < 300; length++)
        {
            var (key, nonce, associated, plaintext) = (Bytes(32), Bytes(12), Bytes(length % 90), Bytes(length));
            var (one, oneTag, other, otherTag, opened) = (new byte[length], new byte[16], new byte[length], new byte[16], new byte[length]);
            Aes256Gcm.Encrypt(key, nonce, plaintext, associated, one, oneTag);
            Aes256Gcm.EncryptByPlatform(key, nonce, plaintext, associated, other, otherTag);
            Assert.Equal(other, one);
            Assert.Equal(otherTag, oneTag);
            Aes256Gcm.Decrypt(key, nonce, other, otherTag, associated, opened);
            Assert.Equal(plaintext, opened);
            Aes256Gcm.DecryptByPlatform(key, nonce, one, oneTag, associated, opened);
            Assert.Equal(plaintext, opened);
        }

        byte[] Bytes(int count)
        {
            var bytes = new byte[count];
            random.NextBytes(bytes);
            return bytes;
        }
    }

    [Fact]
    public void Whatever_was_changed_is_not_opened()
    {
        var (ciphertext, tag) = (new byte[Plaintext.Length], new byte[Aes256Gcm.TagLength]);
        Aes256Gcm.Encrypt(Key, Nonce, Plaintext, Associated, ciphertext, tag);
        foreach (var changed in new[] { 0, 1, 2, 3, 4 })
        {
            byte[][] parts = [[.. Key], [.. Nonce], [.. ciphertext], [.. tag], [.. Associated]];
            parts[changed][^1] ^= 1;
            Assert.Throws<AuthenticationTagMismatchException>(
                () => Aes256Gcm.Decrypt(parts[0], parts[1], parts[2], parts[3], parts[4], new byte[Plaintext.Length]));
        }
    }

    [Theory]
    [InlineData(31, 12, 5, 5, 16)]
    [InlineData(32, 16, 5, 5, 16)]
    [InlineData(32, 12, 5, 4, 16)]
    [InlineData(32, 12, 5, 5, 12)]
    public void Wrong_lengths_are_refused(int key, int nonce, int plaintext, int ciphertext, int tag)
    {
        Assert.Throws<ArgumentException>(() => Aes256Gcm.Encrypt(new byte[key], new byte[nonce], new byte[plaintext], [], new byte[ciphertext], new byte[tag]));
        Assert.Throws<ArgumentException>(() => Aes256Gcm.Decrypt(new byte[key], new byte[nonce], new byte[ciphertext], new byte[tag], [], new byte[plaintext]));
    }
}
