using System.Buffers.Binary;
using System.Numerics;
using Anchor.Merkle;

namespace Anchor.Credentials.MerkleProofs;

/// <summary>The same way through a tree in both tongues: size, index and siblings here, siblings with their sides there.</summary>
/// <remarks>The steps of merkle-proof-2019 are ours and a last one {left: size as 32 big-endian bytes}, which leads from the tree hash to the anchored root.</remarks>
internal static class MerklePath
{
    /// <summary>The steps of a proof.</summary>
    /// <param name="proof">A proof whose shape is exact.</param>
    public static MerkleStep[] StepsOf(InclusionProof proof)
    {
        var steps = new MerkleStep[proof.Path.Length + 1];
        steps[^1] = new MerkleStep(IsLeft: true, MerkleHash.SizeWord(proof.Size));
        // From the root downwards: in each part of the tree the left half is the largest power of two below its size.
        var (size, index) = (proof.Size, proof.Index);
        for (var i = proof.Path.Length - 1; i >= 0; i--)
        {
            var left = LeftHalf(size);
            var isLeft = index >= left;
            steps[i] = new MerkleStep(isLeft, proof.Path[i]);
            (size, index) = isLeft ? (size - left, index - left) : (left, index);
        }
        return steps;
    }

    /// <summary>The proof behind steps; null when their sides and number are not those of any place in a tree of the size that the last one states.</summary>
    public static InclusionProof? ProofOf(ReadOnlySpan<MerkleStep> steps)
    {
        if (steps.IsEmpty || steps.Length - 1 > InclusionProof.MaxPathLength || SizeIn(steps[^1]) is not { } size) return null;
        var siblings = new Hash32[steps.Length - 1];
        var (rest, index) = (size, 0UL);
        for (var i = siblings.Length - 1; i >= 0; i--)
        {
            if (rest == 1) return null;
            var left = LeftHalf(rest);
            if (steps[i].IsLeft) index += left;
            rest = steps[i].IsLeft ? rest - left : left;
            siblings[i] = steps[i].Sibling;
        }
        return rest == 1 ? new InclusionProof(size, index, siblings) : null;
    }

    /// <summary>The size that a last step states; null when it states none.</summary>
    public static ulong? SizeIn(MerkleStep last)
    {
        var word = last.Sibling.AsSpan();
        var size = BinaryPrimitives.ReadUInt64BigEndian(word[24..]);
        return last.IsLeft && size > 0 && !word[..24].ContainsAnyExcept((byte)0) ? size : null;
    }

    private static ulong LeftHalf(ulong size) => 1UL << (63 - BitOperations.LeadingZeroCount(size - 1));
}
