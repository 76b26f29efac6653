using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Anchor.Credentials.StatusLists;

/// <summary>Gives out the places of a status list in an order that only the owner of the seed can foretell.</summary>
/// <remarks>
/// <para>
/// A permutation of [0, size): place k belongs to the k-th credential, no two share one, and none is left out; so a counter is all
/// that has to be kept, and neither order nor number of the credentials shows.
/// </para>
/// <para>
/// Let b be the least positive number with 4^b ≥ size. One pass takes x &lt; 4^b apart into halves of b bits, x = L·2^b + R, and does ten
/// times (L, R) ← (R, L ⊕ F(round, R)) (a Feistel network). Each step can be undone whatever F is, so a pass is a permutation of
/// [0, 4^b). From x = k, passes are repeated until the value is below size (cycle walking): on each cycle of a permutation this leads
/// from one value below size to the next, hence it permutes [0, size). Because 4^b ≤ 4·size, no more than four passes are needed on average.
/// </para>
/// <para>
/// F(round, R) = the last b bits of the first four bytes (big-endian) of HMAC-SHA256(seed, preimage); preimage, 32 bytes: ASCII
/// <c>anchor.status-index.v1</c> (22), a zero byte, size (4, big-endian), round from 0 (1), R (4, big-endian).
/// Four rounds of a random F are already a strong pseudo-random permutation (Luby and Rackoff); small halves ask for more, as in
/// NIST's FF1, which takes ten.
/// </para>
/// <para>
/// There are only ten times 2^b values of F: each is computed once and kept, four bytes each, so that places after the first few
/// hundred cost no HMAC. Thread-safe.
/// </para>
/// </remarks>
public sealed class IndexPermutation
{
    /// <summary>The length of a seed in bytes.</summary>
    public const int SeedLength = 32;

    private const int Rounds = 10;

    // For lists of up to 16 million places; the values of larger ones are not kept.
    private const int MaxKept = 12;
    private const uint Known = 1u << 31;

    private readonly byte[] _seed;
    private readonly int _half;
    private readonly uint[]? _values;

    /// <summary>Prepares a permutation.</summary>
    /// <param name="size">How many places there are; at least 1.</param>
    /// <param name="seed">32 random bytes, which stay secret and never change for the list.</param>
    /// <exception cref="ArgumentException">The seed is not 32 bytes, or the size is below 1.</exception>
    public IndexPermutation(int size, ReadOnlySpan<byte> seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (seed.Length != SeedLength) throw new ArgumentException($"A seed has {SeedLength} bytes.", nameof(seed));
        (Size, _seed) = (size, seed.ToArray());
        _half = (BitOperations.Log2((uint)size - 1 | 1) + 2) / 2;
        _values = _half <= MaxKept ? new uint[Rounds << _half] : null;
    }

    /// <summary>How many places there are.</summary>
    public int Size { get; }

    /// <summary>The place of the k-th credential, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The list has no such place: it is full.</exception>
    public int At(int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(k, Size);
        var place = (ulong)k;
        do place = Pass(place);
        while (place >= (ulong)Size);
        return (int)place;
    }

    private ulong Pass(ulong value)
    {
        var (left, right) = ((uint)(value >> _half), (uint)(value & Mask));
        for (var round = 0; round < Rounds; round++) (left, right) = (right, left ^ F(round, right));
        return (ulong)left << _half | right;
    }

    private uint Mask => (1u << _half) - 1;

    private uint F(int round, uint right)
    {
        if (_values is null) return Compute(round, right);
        // 0 where it was not computed yet. Whoever computes it at the same moment writes the same.
        ref var value = ref _values[round << _half | (int)right];
        if (value == 0) value = Known | Compute(round, right);
        return value & Mask;
    }

    private uint Compute(int round, uint right)
    {
        Span<byte> preimage = stackalloc byte[32];
        "anchor.status-index.v1\0"u8.CopyTo(preimage);
        BinaryPrimitives.WriteInt32BigEndian(preimage[23..], Size);
        preimage[27] = (byte)round;
        BinaryPrimitives.WriteUInt32BigEndian(preimage[28..], right);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_seed, preimage, hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash) & Mask;
    }
}
