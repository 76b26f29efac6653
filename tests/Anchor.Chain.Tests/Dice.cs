using System.Globalization;
using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Merkle;

namespace Anchor.Chain.Tests;

/// <summary>Random values from a printed seed; set ANCHOR_TEST_SEED to repeat a run.</summary>
internal sealed class Dice
{
    private readonly Random _random;

    internal Dice()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("ANCHOR_TEST_SEED"), CultureInfo.InvariantCulture, out var given)
            ? given
            : Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        _random = new Random(seed);
    }

    internal int Below(int bound) => _random.Next(bound);

    internal byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    internal Hash32 Hash() => new(Bytes(Hash32.Length));

    internal Address Account() => new(Bytes(Address.Length));

    internal EvmAccountKey Key() => new(Bytes(EvmAccountKey.Length));

    /// <summary>Any magnitude up to the bits, so that short and zero values come often.</summary>
    internal BigInteger Number(int bits) => new BigInteger(Bytes(32), isUnsigned: true) >> (256 - Below(bits + 1));

    internal ulong UInt64() => (ulong)Number(64);
}
