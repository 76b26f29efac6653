using System.Security.Cryptography;

namespace Anchor.Chain.Keys;

/// <summary>AES in counter mode, which the framework lacks; encryption and decryption are the same.</summary>
/// <remarks>Source: NIST SP 800-38A §6.5; the whole 16-byte block counts up, big-endian.</remarks>
internal static class AesCtr
{
    private const int Block = 16;

    internal static byte[] Transform(ReadOnlySpan<byte> key, ReadOnlySpan<byte> start, ReadOnlySpan<byte> input)
    {
        using var aes = Aes.Create();
        aes.SetKey(key);
        var counter = start.ToArray();
        var output = new byte[input.Length];
        Span<byte> pad = stackalloc byte[Block];
        for (var position = 0; position < input.Length; position++)
        {
            if (position % Block == 0)
            {
                aes.EncryptEcb(counter, pad, PaddingMode.None);
                for (var i = Block - 1; i >= 0 && ++counter[i] == 0; i--) { }
            }
            output[position] = (byte)(input[position] ^ pad[position % Block]);
        }
        return output;
    }
}
