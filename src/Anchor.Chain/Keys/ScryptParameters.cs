using System.Numerics;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Generators;

namespace Anchor.Chain.Keys;

/// <summary>The cost of turning a passphrase into a key (RFC 7914). Memory is 128 · N · r bytes.</summary>
internal readonly record struct ScryptParameters(int N, int R, int P)
{
    /// <summary>128 MiB and about half a second.</summary>
    internal static readonly ScryptParameters Standard = new(1 << 17, 8, 1);

    private const long MostMemory = 256L << 20;
    private const long MostWork = 1L << 22;

    /// <summary>Whether a file may ask for this much; a hostile one could otherwise exhaust the host.</summary>
    internal bool IsBearable =>
        N > 1 && BitOperations.IsPow2(N) && R is >= 1 and <= 64 && P is >= 1 and <= 64
        && 128L * N * R <= MostMemory && (long)N * R * P <= MostWork;

    internal byte[] Derive(ReadOnlySpan<char> passphrase, ReadOnlySpan<byte> salt, int length)
    {
        if (!IsBearable) throw new InvalidOperationException("The scrypt parameters are out of bounds.");
        var bytes = new byte[System.Text.Encoding.UTF8.GetByteCount(passphrase)];
        System.Text.Encoding.UTF8.GetBytes(passphrase, bytes);
        try
        {
            return SCrypt.Generate(bytes, salt.ToArray(), N, R, P, length);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
