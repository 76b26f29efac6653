using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static Anchor.Merkle.Sha256Constants;

namespace Anchor.Merkle;

/// <summary>SHA-256 (FIPS 180-4) of several messages at once, one message per 32-bit lane of a wide register.</summary>
/// <remarks>
/// Most messages here are nodes of trees. A node's preimage is exactly one block, so the second block is always the same padding and its message schedule is a
/// constant. The slow twin in the tests is the framework's SHA-256.
/// </remarks>
internal static unsafe class Sha256Lanes
{
    /// <summary>Whether this processor has registers for lanes.</summary>
    public static bool IsSupported => Sha256Lanes16.IsSupported || Sha256Lanes8.IsSupported;

    /// <summary>Hashes neighbours in pairs with the widest registers there are: <c>parents[i] = SHA-256(children[2i] ‖ children[2i + 1])</c>.</summary>
    /// <param name="children">A lone last one is left out.</param>
    /// <param name="parents">Room for ⌊children / 2⌋ hashes.</param>
    /// <exception cref="ArgumentException"><paramref name="parents"/> is too short.</exception>
    /// <exception cref="PlatformNotSupportedException">There are no lanes.</exception>
    public static void Nodes(ReadOnlySpan<Hash32> children, Span<Hash32> parents)
    {
        if (Sha256Lanes16.IsSupported) Nodes<Vector512<uint>, Sha256Lanes16>(children, parents);
        else if (Sha256Lanes8.IsSupported) Nodes<Vector256<uint>, Sha256Lanes8>(children, parents);
        else throw new PlatformNotSupportedException("This processor has no registers for lanes.");
    }

    /// <summary>The same with one width.</summary>
    /// <remarks>The pairs that do not fill all lanes are hashed with what happens to be in the others: still faster than one by one.</remarks>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Nodes<TVector, TLanes>(ReadOnlySpan<Hash32> children, Span<Hash32> parents)
        where TVector : unmanaged where TLanes : ILanes<TVector>
    {
        var (pairs, width) = (children.Length / 2, sizeof(TVector) / sizeof(uint));
        if (parents.Length < pairs) throw new ArgumentException("There is no room for every parent.", nameof(parents));
        if (pairs == 0) return;

        // Each register on its own boundary: one that straddles two cache lines costs two reads.
        var memory = stackalloc TVector[2 * Rounds + StateWords + 1];
        var padding = (TVector*)((nuint)(memory + 1) / (nuint)sizeof(TVector) * (nuint)sizeof(TVector));
        TVector* schedule = padding + Rounds, state = schedule + Rounds;
        for (var t = 0; t < Rounds; t++) padding[t] = TLanes.Broadcast(PaddingSchedule[t]);

        fixed (Hash32* from = children, to = parents)
        {
            var done = 0;
            for (; done + width <= pairs; done += width)
            {
                for (var next = done + width; next < done + 2 * width; next++) Sse.Prefetch0(from + 2 * next);
                Group<TVector, TLanes>(from + 2 * done, to + done, padding, schedule, state);
            }
            if (done == pairs) return;

            var rest = stackalloc Hash32[3 * width];
            children[(2 * done)..(2 * pairs)].CopyTo(new Span<Hash32>(rest, 2 * width));
            Group<TVector, TLanes>(rest, rest + 2 * width, padding, schedule, state);
            new Span<Hash32>(rest + 2 * width, pairs - done).CopyTo(parents[done..]);
        }
    }

    /// <summary>Hashes as many messages as there are lanes, of any lengths; as long as the longest of them takes.</summary>
    /// <param name="text">What they stand in.</param>
    /// <param name="starts">Where each begins there.</param>
    /// <param name="lengths">Their lengths in bytes; negative where a lane has none.</param>
    /// <param name="digests">Room for a digest of each lane.</param>
    /// <exception cref="ArgumentOutOfRangeException">A message lies outside the text.</exception>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Messages<TVector, TLanes>(ReadOnlySpan<byte> text, ReadOnlySpan<int> starts, ReadOnlySpan<int> lengths, Span<Hash32> digests)
        where TVector : unmanaged where TLanes : ILanes<TVector>
    {
        const int Block = BlockWords * sizeof(uint), MaxLanes = 16;
        var width = sizeof(TVector) / sizeof(uint);
        var memory = stackalloc TVector[Rounds + StateWords + 1];
        var schedule = (TVector*)((nuint)(memory + 1) / (nuint)sizeof(TVector) * (nuint)sizeof(TVector));
        var state = schedule + Rounds;
        for (var i = 0; i < StateWords; i++) state[i] = TLanes.Broadcast(InitialState[i]);

        // The one or two last blocks of each message: what is left of it, a bit, zeros, and its length in bits (FIPS 180-4 §5.1.1).
        var tails = stackalloc byte[2 * Block * MaxLanes];
        var blocks = stackalloc int[MaxLanes];
        var most = 0;
        for (var lane = 0; lane < width; lane++)
        {
            blocks[lane] = lengths[lane] < 0 ? 0 : (lengths[lane] + 8) / Block + 1;
            most = Math.Max(most, blocks[lane]);
            if (lengths[lane] >= 0) WriteTail(text.Slice(starts[lane], lengths[lane]), new Span<byte>(tails + 2 * Block * lane, 2 * Block));
        }

        var staged = stackalloc byte[Block * MaxLanes];
        var finished = stackalloc Hash32[MaxLanes];
        for (var block = 0; block < most; block++)
        {
            var ends = false;
            for (var lane = 0; lane < width; lane++)
            {
                if (block >= blocks[lane]) continue;
                var whole = lengths[lane] / Block;
                var source = block < whole ? text.Slice(starts[lane] + Block * block, Block) : new ReadOnlySpan<byte>(tails + 2 * Block * lane + Block * (block - whole), Block);
                source.CopyTo(new Span<byte>(staged + Block * lane, Block));
                ends |= block + 1 == blocks[lane];
            }
            Read<TVector, TLanes>((uint*)staged, schedule);
            Expand<TVector, TLanes>(schedule);
            Compress<TVector, TLanes>(state, schedule);
            if (!ends) continue;
            Write<TVector, TLanes>(state, (uint*)finished);
            for (var lane = 0; lane < width; lane++)
                if (block + 1 == blocks[lane]) digests[lane] = finished[lane];
        }
    }

    private static void WriteTail(ReadOnlySpan<byte> message, Span<byte> tail)
    {
        const int Block = BlockWords * sizeof(uint);
        var rest = message.Length % Block;
        tail.Clear();
        message[^rest..].CopyTo(tail);
        tail[rest] = 0x80;
        var end = rest < Block - sizeof(ulong) ? Block : 2 * Block;
        BinaryPrimitives.WriteUInt64BigEndian(tail[(end - sizeof(ulong))..], 8 * (ulong)message.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Group<TVector, TLanes>(Hash32* children, Hash32* parents, TVector* padding, TVector* schedule, TVector* state)
        where TVector : unmanaged where TLanes : ILanes<TVector>
    {
        Read<TVector, TLanes>((uint*)children, schedule);
        Expand<TVector, TLanes>(schedule);
        for (var i = 0; i < StateWords; i++) state[i] = TLanes.Broadcast(InitialState[i]);
        Compress<TVector, TLanes>(state, schedule);
        Compress<TVector, TLanes>(state, padding);
        Write<TVector, TLanes>(state, (uint*)parents);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
        var (even, odd) = (schedule[BlockWords - 2], schedule[BlockWords - 1]);
        fixed (uint* constants = RoundConstants)
        {
            var constant = constants;
            var word = schedule;
            for (; word < schedule + Rounds - BlockWords; word += 2, constant += 2)
            {
                TVector first = word[0], second = word[1];
                word[16] = even = Next<TVector, TLanes>(first, second, word[9], even);
                word[17] = odd = Next<TVector, TLanes>(second, word[2], word[10], odd);
                // No later word depends on these two.
                word[0] = TLanes.Add(first, TLanes.Broadcast(constant[0]));
                word[1] = TLanes.Add(second, TLanes.Broadcast(constant[1]));
            }
            for (; word < schedule + Rounds; word++, constant++) *word = TLanes.Add(*word, TLanes.Broadcast(*constant));
        }
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
        for (var word = schedule; word < schedule + Rounds; word += 8)
        {
            Round<TVector, TLanes>(a, b, c, ref d, e, f, g, ref h, word[0]);
            Round<TVector, TLanes>(h, a, b, ref c, d, e, f, ref g, word[1]);
            Round<TVector, TLanes>(g, h, a, ref b, c, d, e, ref f, word[2]);
            Round<TVector, TLanes>(f, g, h, ref a, b, c, d, ref e, word[3]);
            Round<TVector, TLanes>(e, f, g, ref h, a, b, c, ref d, word[4]);
            Round<TVector, TLanes>(d, e, f, ref g, h, a, b, ref c, word[5]);
            Round<TVector, TLanes>(c, d, e, ref f, g, h, a, ref b, word[6]);
            Round<TVector, TLanes>(b, c, d, ref e, f, g, h, ref a, word[7]);
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
