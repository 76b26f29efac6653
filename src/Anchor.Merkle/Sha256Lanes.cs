using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Anchor.Merkle.Sha256Constants;

namespace Anchor.Merkle;

/// <summary>SHA-256 (FIPS 180-4) of several 64-byte messages at once, one message per 32-bit lane of a wide register.</summary>
/// <remarks>
/// A node's preimage is exactly one block, so the second block is always the same padding and its message schedule is a
/// constant. The slow twin in the tests is the framework's SHA-256.
/// </remarks>
internal static unsafe class Sha256Lanes
{
    /// <summary>Hashes as many whole groups of nodes as the widest registers hold.</summary>
    /// <returns>How many parents were written; fewer than <see cref="Widest"/> are left. None where there are no lanes.</returns>
    public static int Nodes(ReadOnlySpan<Hash32> children, Span<Hash32> parents) =>
        Sha256Lanes16.IsSupported ? Nodes<Vector512<uint>, Sha256Lanes16>(children, parents)
        : Sha256Lanes8.IsSupported ? Nodes<Vector256<uint>, Sha256Lanes8>(children, parents)
        : 0;

    /// <summary>How many nodes are hashed at once; 1 where there are no lanes.</summary>
    public static int Widest =>
        Sha256Lanes16.IsSupported ? Vector512<uint>.Count : Sha256Lanes8.IsSupported ? Vector256<uint>.Count : 1;

    /// <summary>Hashes whole groups of neighbours: <c>parents[i] = SHA-256(children[2i] ‖ children[2i + 1])</c>.</summary>
    /// <returns>How many parents were written: half the children, rounded down to whole groups.</returns>
    /// <exception cref="ArgumentException">There is no room for them.</exception>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Nodes<TVector, TLanes>(ReadOnlySpan<Hash32> children, Span<Hash32> parents)
        where TVector : unmanaged
        where TLanes : ILanes<TVector>
    {
        var width = sizeof(TVector) / sizeof(uint);
        var count = children.Length / 2 / width * width;
        if (parents.Length < count) throw new ArgumentException("There is no room for every parent.", nameof(parents));

        // Registers on their own boundary: one that straddles two cache lines costs two reads.
        var memory = stackalloc byte[(2 * Rounds + StateWords + 1) * sizeof(TVector)];
        var padding = (TVector*)(((nuint)memory + (nuint)sizeof(TVector) - 1) & ~((nuint)sizeof(TVector) - 1));
        TVector* schedule = padding + Rounds, state = schedule + Rounds;
        for (var t = 0; t < Rounds; t++) padding[t] = TLanes.Broadcast(PaddingSchedule[t]);

        fixed (Hash32* from = children, to = parents)
        {
            for (var done = 0; done < count; done += width)
            {
                Read<TVector, TLanes>((uint*)(from + 2 * done), schedule);
                Expand<TVector, TLanes>(schedule);
                for (var i = 0; i < StateWords; i++) state[i] = TLanes.Broadcast(InitialState[i]);
                Compress<TVector, TLanes>(state, schedule);
                Compress<TVector, TLanes>(state, padding);
                Write<TVector, TLanes>(state, (uint*)(to + done));
            }
        }
        return count;
    }

    private static void Read<TVector, TLanes>(uint* messages, TVector* block) where TVector : unmanaged where TLanes : ILanes<TVector>
    {
        for (var t = 0; t < BlockWords; t += 4)
        {
            var x = TLanes.ReadEveryFourth(messages + t, 4 * BlockWords);
            var y = TLanes.ReadEveryFourth(messages + t + BlockWords, 4 * BlockWords);
            var z = TLanes.ReadEveryFourth(messages + t + 2 * BlockWords, 4 * BlockWords);
            var w = TLanes.ReadEveryFourth(messages + t + 3 * BlockWords, 4 * BlockWords);
            TLanes.Transpose(ref x, ref y, ref z, ref w);
            block[t] = TLanes.SwapBytes(x);
            block[t + 1] = TLanes.SwapBytes(y);
            block[t + 2] = TLanes.SwapBytes(z);
            block[t + 3] = TLanes.SwapBytes(w);
        }
    }

    private static void Write<TVector, TLanes>(TVector* state, uint* digests) where TVector : unmanaged where TLanes : ILanes<TVector>
    {
        for (var i = 0; i < StateWords; i += 4)
        {
            var (x, y) = (TLanes.SwapBytes(state[i]), TLanes.SwapBytes(state[i + 1]));
            var (z, w) = (TLanes.SwapBytes(state[i + 2]), TLanes.SwapBytes(state[i + 3]));
            TLanes.Transpose(ref x, ref y, ref z, ref w);
            TLanes.WriteEveryFourth(x, digests + i, 4 * StateWords);
            TLanes.WriteEveryFourth(y, digests + i + StateWords, 4 * StateWords);
            TLanes.WriteEveryFourth(z, digests + i + 2 * StateWords, 4 * StateWords);
            TLanes.WriteEveryFourth(w, digests + i + 3 * StateWords, 4 * StateWords);
        }
    }

    /// <summary>The message schedule of a block, with the round constants added in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Expand<TVector, TLanes>(TVector* schedule) where TVector : unmanaged where TLanes : ILanes<TVector>
    {
        var (even, odd) = (schedule[14], schedule[15]);
        for (var t = BlockWords; t < Rounds; t += 2)
        {
            schedule[t] = even = Next<TVector, TLanes>(schedule[t - 16], schedule[t - 15], schedule[t - 7], even);
            schedule[t + 1] = odd = Next<TVector, TLanes>(schedule[t - 15], schedule[t - 14], schedule[t - 6], odd);
        }
        for (var t = 0; t < Rounds; t++) schedule[t] = TLanes.Add(schedule[t], TLanes.Broadcast(RoundConstants[t]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Next<TVector, TLanes>(TVector sixteenAgo, TVector fifteenAgo, TVector sevenAgo, TVector twoAgo)
        where TVector : unmanaged where TLanes : ILanes<TVector> =>
        TLanes.Add(
            TLanes.Add(sixteenAgo, TLanes.Xor(TLanes.RotateRight(fifteenAgo, 7), TLanes.RotateRight(fifteenAgo, 18), TLanes.ShiftRight(fifteenAgo, 3))),
            TLanes.Add(sevenAgo, TLanes.Xor(TLanes.RotateRight(twoAgo, 17), TLanes.RotateRight(twoAgo, 19), TLanes.ShiftRight(twoAgo, 10))));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Compress<TVector, TLanes>(TVector* state, TVector* schedule) where TVector : unmanaged where TLanes : ILanes<TVector>
    {
        TVector a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        for (var t = 0; t < Rounds; t += 8)
        {
            Round<TVector, TLanes>(a, b, c, ref d, e, f, g, ref h, schedule[t]);
            Round<TVector, TLanes>(h, a, b, ref c, d, e, f, ref g, schedule[t + 1]);
            Round<TVector, TLanes>(g, h, a, ref b, c, d, e, ref f, schedule[t + 2]);
            Round<TVector, TLanes>(f, g, h, ref a, b, c, d, ref e, schedule[t + 3]);
            Round<TVector, TLanes>(e, f, g, ref h, a, b, c, ref d, schedule[t + 4]);
            Round<TVector, TLanes>(d, e, f, ref g, h, a, b, ref c, schedule[t + 5]);
            Round<TVector, TLanes>(c, d, e, ref f, g, h, a, ref b, schedule[t + 6]);
            Round<TVector, TLanes>(b, c, d, ref e, f, g, h, ref a, schedule[t + 7]);
        }
        state[0] = TLanes.Add(state[0], a);
        state[1] = TLanes.Add(state[1], b);
        state[2] = TLanes.Add(state[2], c);
        state[3] = TLanes.Add(state[3], d);
        state[4] = TLanes.Add(state[4], e);
        state[5] = TLanes.Add(state[5], f);
        state[6] = TLanes.Add(state[6], g);
        state[7] = TLanes.Add(state[7], h);
    }

    /// <summary>One round; the names move on by one place instead of the values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round<TVector, TLanes>(
        TVector a, TVector b, TVector c, ref TVector d, TVector e, TVector f, TVector g, ref TVector h, TVector word)
        where TVector : unmanaged where TLanes : ILanes<TVector>
    {
        var sigma1 = TLanes.Xor(TLanes.RotateRight(e, 6), TLanes.RotateRight(e, 11), TLanes.RotateRight(e, 25));
        var first = TLanes.Add(TLanes.Add(TLanes.Add(h, word), TLanes.Choice(e, f, g)), sigma1);
        var sigma0 = TLanes.Xor(TLanes.RotateRight(a, 2), TLanes.RotateRight(a, 13), TLanes.RotateRight(a, 22));
        d = TLanes.Add(d, first);
        h = TLanes.Add(first, TLanes.Add(TLanes.Majority(a, b, c), sigma0));
    }
}
