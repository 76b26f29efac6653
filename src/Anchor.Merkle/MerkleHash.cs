using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Anchor.Merkle;

/// <summary>The hashes of the tree rule. All are SHA-256; none has a prefix.</summary>
/// <remarks>Rule: docs in DECISIONS.md, "tree rule". Vectors: tests/vectors/merkle.json.</remarks>
public static class MerkleHash
{
    // Below this the processor's own SHA-256 is faster, one message after another.
    private const int Lanes = 16, FewestInLanes = 10;

    /// <summary>Hash of a leaf: SHA-256(bytes of the secured credential).</summary>
    /// <param name="document">The ASCII compact serialisation of a VC-JWT, or the canonical N-Quads of a signed document.</param>
    public static Hash32 Leaf(ReadOnlySpan<byte> document)
    {
        Span<byte> hash = stackalloc byte[Hash32.Length];
        SHA256.HashData(document, hash);
        return new Hash32(hash);
    }

    /// <summary>Hashes of several leaves: <c>leaves[i] = Leaf(the i-th document)</c>.</summary>
    /// <param name="documents">The documents, one behind the other.</param>
    /// <param name="ends">Where each ends; the next one begins there.</param>
    /// <param name="leaves">Room for every hash.</param>
    /// <exception cref="ArgumentException">The ends do not ascend, lie outside, or are more than there is room for.</exception>
    /// <remarks>Sixteen at a time where the processor has AVX-512; their lengths should not differ much.</remarks>
    public static void Leaves(ReadOnlySpan<byte> documents, ReadOnlySpan<int> ends, Span<Hash32> leaves)
    {
        if (leaves.Length < ends.Length) throw new ArgumentException("There is no room for every leaf.", nameof(leaves));
        for (var i = 0; i < ends.Length; i++)
            if (ends[i] < (i == 0 ? 0 : ends[i - 1]) || ends[i] > documents.Length) throw new ArgumentException($"Document {i} ends where it cannot.", nameof(ends));

        Span<int> starts = stackalloc int[Lanes], lengths = stackalloc int[Lanes];
        Span<Hash32> digests = stackalloc Hash32[Lanes];
        var done = 0;
        for (; Sha256Lanes16.IsSupported && ends.Length - done >= FewestInLanes; done = Math.Min(done + Lanes, ends.Length))
        {
            var count = Math.Min(Lanes, ends.Length - done);
            for (var lane = 0; lane < Lanes; lane++)
            {
                starts[lane] = done + lane == 0 || lane >= count ? 0 : ends[done + lane - 1];
                lengths[lane] = lane < count ? ends[done + lane] - starts[lane] : -1;
            }
            Sha256Lanes.Messages<Vector512<uint>, Sha256Lanes16>(documents, starts, lengths, digests);
            digests[..count].CopyTo(leaves[done..]);
        }
        for (; done < ends.Length; done++) leaves[done] = Leaf(documents[(done == 0 ? 0 : ends[done - 1])..ends[done]]);
    }

    /// <summary>Hash of an inner node: SHA-256(left ‖ right), 64 bytes in, order kept.</summary>
    /// <returns>32 bytes. Pure; allocates nothing.</returns>
    public static Hash32 Node(in Hash32 left, in Hash32 right)
    {
        Span<byte> preimage = stackalloc byte[2 * Hash32.Length];
        left.CopyTo(preimage);
        right.CopyTo(preimage[Hash32.Length..]);
        return Leaf(preimage);
    }

    /// <summary>The value that goes on chain: SHA-256(size as a 32-byte big-endian integer ‖ tree hash).</summary>
    /// <param name="size">The number of leaves; it is committed to, so that an inner node can never pass as a leaf.</param>
    /// <param name="treeHash">The root of the RFC 9162 tree.</param>
    public static Hash32 AnchoredRoot(ulong size, in Hash32 treeHash) => Node(SizeWord(size), treeHash);

    /// <summary>The size as 32 big-endian bytes: the last, left-hand step of a merkle-proof-2019 path.</summary>
    public static Hash32 SizeWord(ulong size)
    {
        Span<byte> word = stackalloc byte[Hash32.Length];
        word.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(word[24..], size);
        return new Hash32(word);
    }

    /// <summary>Hashes neighbours in pairs: <c>parents[i] = Node(children[2i], children[2i + 1])</c>; a lone last child is carried up.</summary>
    /// <param name="children">A whole level of a tree, or an aligned part of it.</param>
    /// <param name="parents">Room for ⌈children / 2⌉ hashes; may not overlap <paramref name="children"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="parents"/> is too short.</exception>
    /// <remarks>Sixteen nodes at a time where the processor has AVX-512, eight where it has AVX2.</remarks>
    public static void Level(ReadOnlySpan<Hash32> children, Span<Hash32> parents)
    {
        var pairs = children.Length / 2;
        if (parents.Length < pairs + (children.Length & 1))
            throw new ArgumentException("There is no room for every parent.", nameof(parents));

        if (Sha256Lanes.IsSupported) Sha256Lanes.Nodes(children, parents);
        else
            for (var i = 0; i < pairs; i++) parents[i] = Node(children[2 * i], children[2 * i + 1]);
        if ((children.Length & 1) == 1) parents[pairs] = children[^1];
    }
}
