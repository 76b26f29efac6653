using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.WritePaths.Lacnet;

namespace Anchor.Chain.Tests.WritePaths.Lacnet;

/// <summary>Transactions as nobody should send them.</summary>
internal static class LacnetForgery
{
    private static readonly BigInteger Order = BigInteger.Parse("00fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", System.Globalization.NumberStyles.HexNumber, null);

    /// <summary>The same signature with the other s, which the curve accepts and chains do not.</summary>
    internal static byte[] HighS(byte[] raw)
    {
        Assert.True(RlpItems.TryRead(raw, out var items));
        var s = Order - new BigInteger(items[8], isUnsigned: true, isBigEndian: true);
        byte[][] parts = [.. items[..6], [(byte)(items[6][0] == 27 ? 28 : 27)], items[7], s.ToByteArray(isUnsigned: true, isBigEndian: true)];
        return Rlp.List([.. parts.Select(part => Rlp.Bytes(part))]);
    }
}
