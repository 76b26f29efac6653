using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Anchor.Merkle;

/// <summary>Sixteen messages in 512-bit registers: AVX-512 rotates, and takes three operands at once, in one instruction.</summary>
/// <remarks>The control byte of a ternary operation is its truth table: x = 0xF0, y = 0xCC, z = 0xAA.</remarks>
internal readonly unsafe struct Sha256Lanes16 : ILanes<Vector512<uint>>
{
    // Not accelerated where the processor has AVX-512 but slows down when it is used.
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported && BitConverter.IsLittleEndian;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Broadcast(uint word) => Vector512.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Add(Vector512<uint> x, Vector512<uint> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Xor(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) =>
        Avx512F.TernaryLogic(x, y, z, 0xF0 ^ 0xCC ^ 0xAA);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Choice(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) =>
        Avx512F.TernaryLogic(x, y, z, (0xF0 & 0xCC) | (0x0F & 0xAA));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Majority(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) =>
        Avx512F.TernaryLogic(x, y, z, (0xF0 & 0xCC) | (0xF0 & 0xAA) | (0xCC & 0xAA));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> ShiftRight(Vector512<uint> x, [ConstantExpected] byte count) => Avx512F.ShiftRightLogical(x, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateRight(Vector512<uint> x, [ConstantExpected] byte count) => Avx512F.RotateRight(x, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> SwapBytes(Vector512<uint> x)
    {
        var order = Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
        return Avx512BW.Shuffle(x.AsByte(), Vector512.Create(Vector256.Create(order, order), Vector256.Create(order, order))).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> ReadEveryFourth(uint* source, int stride) => Vector512.Create(
        Vector256.Create(Vector128.Load(source), Vector128.Load(source + stride)),
        Vector256.Create(Vector128.Load(source + 2 * stride), Vector128.Load(source + 3 * stride)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteEveryFourth(Vector512<uint> x, uint* target, int stride)
    {
        x.GetLower().GetLower().Store(target);
        x.GetLower().GetUpper().Store(target + stride);
        x.GetUpper().GetLower().Store(target + 2 * stride);
        x.GetUpper().GetUpper().Store(target + 3 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(ref Vector512<uint> x, ref Vector512<uint> y, ref Vector512<uint> z, ref Vector512<uint> w)
    {
        var (xyLow, xyHigh) = (Avx512F.UnpackLow(x, y).AsUInt64(), Avx512F.UnpackHigh(x, y).AsUInt64());
        var (zwLow, zwHigh) = (Avx512F.UnpackLow(z, w).AsUInt64(), Avx512F.UnpackHigh(z, w).AsUInt64());
        x = Avx512F.UnpackLow(xyLow, zwLow).AsUInt32();
        y = Avx512F.UnpackHigh(xyLow, zwLow).AsUInt32();
        z = Avx512F.UnpackLow(xyHigh, zwHigh).AsUInt32();
        w = Avx512F.UnpackHigh(xyHigh, zwHigh).AsUInt32();
    }
}
