using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Anchor.Merkle;

/// <summary>Eight messages in 256-bit registers: AVX2.</summary>
internal readonly unsafe struct Sha256Lanes8 : ILanes<Vector256<uint>>
{
    public static bool IsSupported => Avx2.IsSupported && BitConverter.IsLittleEndian;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Broadcast(uint word) => Vector256.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Add(Vector256<uint> x, Vector256<uint> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Xor(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => x ^ y ^ z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Choice(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => z ^ (x & (y ^ z));

    // In the next round y ^ z is what x ^ y is in this one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Majority(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => y ^ ((x ^ y) & (y ^ z));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> ShiftRight(Vector256<uint> x, [ConstantExpected] byte count) => x >>> count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateRight(Vector256<uint> x, [ConstantExpected] byte count) => (x >>> count) | (x << (32 - count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> SwapBytes(Vector256<uint> x)
    {
        var order = Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
        return Avx2.Shuffle(x.AsByte(), Vector256.Create(order, order)).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> ReadEveryFourth(uint* source, int stride) =>
        Vector256.Create(Vector128.Load(source), Vector128.Load(source + stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteEveryFourth(Vector256<uint> x, uint* target, int stride)
    {
        x.GetLower().Store(target);
        x.GetUpper().Store(target + stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(ref Vector256<uint> x, ref Vector256<uint> y, ref Vector256<uint> z, ref Vector256<uint> w)
    {
        var (xyLow, xyHigh) = (Avx2.UnpackLow(x, y).AsUInt64(), Avx2.UnpackHigh(x, y).AsUInt64());
        var (zwLow, zwHigh) = (Avx2.UnpackLow(z, w).AsUInt64(), Avx2.UnpackHigh(z, w).AsUInt64());
        x = Avx2.UnpackLow(xyLow, zwLow).AsUInt32();
        y = Avx2.UnpackHigh(xyLow, zwLow).AsUInt32();
        z = Avx2.UnpackLow(xyHigh, zwHigh).AsUInt32();
        w = Avx2.UnpackHigh(xyHigh, zwHigh).AsUInt32();
    }
}
