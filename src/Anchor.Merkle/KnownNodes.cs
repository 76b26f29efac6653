namespace Anchor.Merkle;

/// <summary>Inner nodes that were hashed before, each under both of its children: the proofs of one tree share all but the lowest. Thread-safe.</summary>
/// <remarks>Each node has one of 4,096 places, and who comes later takes it: half a megabyte at most.</remarks>
public sealed class KnownNodes
{
    private const int Places = 4096;

    private readonly Known?[] _places = new Known?[Places];

    /// <summary>As <see cref="MerkleHash.Node"/> gives it.</summary>
    public Hash32 Node(in Hash32 left, in Hash32 right)
    {
        ref var place = ref _places[HashCode.Combine(left, right) & (Places - 1)];
        if (Volatile.Read(ref place) is { } known && known.Left == left && known.Right == right) return known.Parent;
        var parent = MerkleHash.Node(left, right);
        Volatile.Write(ref place, new Known(left, right, parent));
        return parent;
    }

    private sealed class Known(in Hash32 left, in Hash32 right, in Hash32 parent)
    {
        public readonly Hash32 Left = left, Right = right, Parent = parent;
    }
}
