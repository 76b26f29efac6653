using System.Security.Cryptography;
using System.Text;
using Anchor.Issuance.Keys;
using Anchor.Merkle;

namespace Anchor.Issuance.Tests.Keys;

public class TenantKeyTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void References_and_digests_are_the_hmacs_they_say_also_when_many_ask_at_once()
    {
        using var key = new TenantKey(Secret);
        var (subjects, drafts) = (Derived("anchor subject reference v1"), Derived("anchor draft digest v1"));
        Parallel.For(0, 10_000, i =>
        {
            var (identifier, draft) = ($"{new string('í', i % 700)}.{i}@alumnado.example", Encoding.UTF8.GetBytes($"draft {i}"));
            Assert.Equal(Hmac(subjects, Encoding.UTF8.GetBytes($"emailAddress\0{identifier}")), key.SubjectOf("emailAddress", identifier));
            Assert.Equal(Hmac(drafts, draft), key.DigestOf(draft));
        });
    }

    [Fact]
    public void What_is_wrapped_is_sealed_under_the_wrapping_key_also_when_many_ask_at_once()
    {
        using var key = new TenantKey(Secret);
        var wrapping = Derived("anchor subject key wrapping v1");
        Parallel.For(0, 1_000, i =>
        {
            var (nonce, secret, words) = (RandomNumberGenerator.GetBytes(Sealed.NonceLength), RandomNumberGenerator.GetBytes(32), BitConverter.GetBytes(i));
            var wrapped = key.Wrap(nonce, secret, words);
            Assert.Equal(secret, Sealed.Open(wrapping, wrapped, words));
            Assert.Equal(secret, key.Unwrap(Sealed.Seal(wrapping, secret, words), words));
            wrapped[i % wrapped.Length] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => key.Unwrap(wrapped, words));
            Assert.ThrowsAny<CryptographicException>(() => key.Unwrap(wrapped.AsSpan(0, 20), words));
        });
    }

    private static byte[] Derived(string info) => HKDF.DeriveKey(HashAlgorithmName.SHA256, Secret, 32, [], Encoding.UTF8.GetBytes(info));

    private static Hash32 Hmac(byte[] key, byte[] data) => new(HMACSHA256.HashData(key, data));
}
