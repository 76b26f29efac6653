namespace Anchor.Merkle;

/// <summary>The numbers of SHA-256 (FIPS 180-4 §4.2.2, §5.3.3), for code that hashes 64-byte messages in lanes.</summary>
internal static class Sha256Constants
{
    public const int Rounds = 64;

    /// <summary>The words of a state, and of a digest.</summary>
    public const int StateWords = 8;

    /// <summary>The words of a block, and of a node's preimage, which is exactly one block.</summary>
    public const int BlockWords = 16;

    /// <summary>K: one word for each round.</summary>
    public static ReadOnlySpan<uint> RoundConstants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>The state before the first block.</summary>
    public static ReadOnlySpan<uint> InitialState =>
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    /// <summary>The message schedule of the block that pads a 64-byte message, with <see cref="RoundConstants"/> added in.</summary>
    public static ReadOnlySpan<uint> PaddingSchedule => Padding;

    private static readonly uint[] Padding = SchedulePadding();

    private static uint[] SchedulePadding()
    {
        var words = new uint[Rounds];
        words[0] = 0x80000000;
        words[BlockWords - 1] = 8 * 2 * Hash32.Length;
        for (var t = BlockWords; t < Rounds; t++)
            words[t] = SmallSigma1(words[t - 2]) + words[t - 7] + SmallSigma0(words[t - 15]) + words[t - 16];
        for (var t = 0; t < Rounds; t++) words[t] += RoundConstants[t];
        return words;
    }

    private static uint SmallSigma0(uint x) => uint.RotateRight(x, 7) ^ uint.RotateRight(x, 18) ^ (x >> 3);

    private static uint SmallSigma1(uint x) => uint.RotateRight(x, 17) ^ uint.RotateRight(x, 19) ^ (x >> 10);
}
