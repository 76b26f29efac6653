using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Anchor.Merkle;

/// <summary>SHA-256 (FIPS 180-4) of eight 64-byte messages at once, one message per 32-bit lane of AVX2 registers.</summary>
/// <remarks>
/// A node's preimage is exactly one block, so the second block is always the same padding and its message schedule is a
/// constant. The slow twin in the tests is the framework's SHA-256.
/// </remarks>
internal static unsafe class Sha256Lanes
{
    public const int Count = 8;
    private const int Rounds = 64;

    public static bool IsSupported => Avx2.IsSupported && BitConverter.IsLittleEndian;

    private static readonly uint[] Constants =
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

    private static readonly uint[] InitialState =
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    private static readonly uint[] PaddingSchedule = PadBlockSchedule();

    /// <summary>Hashes sixteen children into eight parents.</summary>
    public static void Nodes(ReadOnlySpan<Hash32> children, Span<Hash32> parents)
    {
        if (children.Length != 2 * Count || parents.Length < Count)
            throw new ArgumentException("Sixteen children make eight parents.", nameof(children));

        var schedule = stackalloc Vector256<uint>[Rounds];
        var state = stackalloc Vector256<uint>[Count];
        for (var i = 0; i < Count; i++) state[i] = Vector256.Create(InitialState[i]);

        fixed (Hash32* source = children)
        {
            // Lane l reads message l, which starts 64 bytes (16 words) after its neighbour.
            var lanes = Vector256.Create(0, 16, 32, 48, 64, 80, 96, 112);
            for (var t = 0; t < 16; t++)
                schedule[t] = SwapBytes(Avx2.GatherVector256((uint*)source + t, lanes, 4));
        }
        for (var t = 16; t < Rounds; t++)
            schedule[t] = SmallSigma1(schedule[t - 2]) + schedule[t - 7] + SmallSigma0(schedule[t - 15]) + schedule[t - 16];
        for (var t = 0; t < Rounds; t++)
            schedule[t] += Vector256.Create(Constants[t]);
        Compress(state, schedule);

        for (var t = 0; t < Rounds; t++)
            schedule[t] = Vector256.Create(PaddingSchedule[t]);
        Compress(state, schedule);

        fixed (Hash32* target = parents)
        {
            var words = (uint*)target;
            for (var word = 0; word < Count; word++)
            {
                var swapped = SwapBytes(state[word]);
                for (var lane = 0; lane < Count; lane++) words[lane * 8 + word] = swapped.GetElement(lane);
            }
        }
    }

    /// <summary>One compression; the schedule already holds the round constants.</summary>
    private static void Compress(Vector256<uint>* state, Vector256<uint>* schedule)
    {
        Vector256<uint> a = state[0], b = state[1], c = state[2], d = state[3],
                        e = state[4], f = state[5], g = state[6], h = state[7];
        for (var t = 0; t < Rounds; t++)
        {
            var choice = g ^ (e & (f ^ g));
            var majority = (a & b) | (c & (a | b));
            var first = h + BigSigma1(e) + choice + schedule[t];
            var second = BigSigma0(a) + majority;
            h = g;
            g = f;
            f = e;
            e = d + first;
            d = c;
            c = b;
            b = a;
            a = first + second;
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    private static uint[] PadBlockSchedule()
    {
        var words = new uint[Rounds];
        words[0] = 0x80000000;
        words[15] = 8 * 2 * Hash32.Length;
        for (var t = 16; t < Rounds; t++)
            words[t] = SmallSigma1(words[t - 2]) + words[t - 7] + SmallSigma0(words[t - 15]) + words[t - 16];
        for (var t = 0; t < Rounds; t++) words[t] += Constants[t];
        return words;
    }

    private static uint SmallSigma0(uint x) => uint.RotateRight(x, 7) ^ uint.RotateRight(x, 18) ^ (x >> 3);

    private static uint SmallSigma1(uint x) => uint.RotateRight(x, 17) ^ uint.RotateRight(x, 19) ^ (x >> 10);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> SmallSigma0(Vector256<uint> x) => Rotate(x, 7) ^ Rotate(x, 18) ^ (x >>> 3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> SmallSigma1(Vector256<uint> x) => Rotate(x, 17) ^ Rotate(x, 19) ^ (x >>> 10);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> BigSigma0(Vector256<uint> x) => Rotate(x, 2) ^ Rotate(x, 13) ^ Rotate(x, 22);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> BigSigma1(Vector256<uint> x) => Rotate(x, 6) ^ Rotate(x, 11) ^ Rotate(x, 25);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rotate(Vector256<uint> x, int count) => (x >>> count) | (x << (32 - count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> SwapBytes(Vector256<uint> x) =>
        Avx2.Shuffle(x.AsByte(), Vector256.Create(
            (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12,
            3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)).AsUInt32();
}
