namespace Anchor.Credentials.Keys;

/// <summary>The encodings at the edges of edwards25519 on which implementations disagree.</summary>
/// <remarks>Only public values pass through here, so nothing needs constant time.</remarks>
internal static class CurveEdges
{
    // L = 2^252 + 27742317777372353535851937790883648493, little endian.
    private static ReadOnlySpan<byte> GroupOrder =>
    [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];

    // p = 2^255 - 19, little endian.
    private static ReadOnlySpan<byte> FieldPrime =>
    [
        0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
    ];

    // The y coordinates of the eight points whose order divides 8, other than 0, 1 and p - 1 (RFC 7748 and 8032 curve).
    private static ReadOnlySpan<byte> OrderEightA =>
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
        0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ];

    private static ReadOnlySpan<byte> OrderEightB =>
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
        0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ];

    public static bool IsCanonicalScalar(ReadOnlySpan<byte> scalar) => IsBelow(scalar, GroupOrder);

    public static bool IsCanonicalPoint(ReadOnlySpan<byte> point)
    {
        Span<byte> y = stackalloc byte[32];
        WithoutSign(point, y);
        return IsBelow(y, FieldPrime);
    }

    public static bool IsSmallOrder(ReadOnlySpan<byte> point)
    {
        Span<byte> y = stackalloc byte[32];
        WithoutSign(point, y);
        if (y.SequenceEqual(OrderEightA) || y.SequenceEqual(OrderEightB)) return true;
        if (y[0] <= 1 && y[1..].IndexOfAnyExcept((byte)0) < 0) return true;
        // p - 1, p and p + 1 differ from p in the first byte only.
        return y[0] is 0xec or 0xed or 0xee && y[1..].SequenceEqual(FieldPrime[1..]);
    }

    private static void WithoutSign(ReadOnlySpan<byte> point, Span<byte> y)
    {
        point.CopyTo(y);
        y[31] &= 0x7f;
    }

    private static bool IsBelow(ReadOnlySpan<byte> value, ReadOnlySpan<byte> bound)
    {
        for (var i = 31; i >= 0; i--)
            if (value[i] != bound[i]) return value[i] < bound[i];
        return false;
    }
}
