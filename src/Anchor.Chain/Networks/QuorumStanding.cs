using System.Globalization;
using Anchor.Chain.Rpc;
using Anchor.Merkle;

namespace Anchor.Chain.Networks;

/// <summary>What one node says of a block.</summary>
/// <param name="Node">Scheme, host and port; holds no secret.</param>
/// <param name="Standing">Where the block stands in its view, its finality computed by the network's policy; null without an answer.</param>
/// <param name="Head">The height it has come to; null without an answer.</param>
/// <param name="Seen">The hash of the block that it has at the height; null when it has none.</param>
/// <param name="Failure">Why it did not answer, in a sentence; null when it did.</param>
public sealed record NodeVote(string Node, BlockStanding? Standing, ulong? Head, Hash32? Seen, string? Failure)
{
    /// <summary>The vote of a node that did not answer.</summary>
    public static NodeVote Silent(string node, string failure) => new(node, null, null, null, failure);

    /// <summary>Who says what, in a line.</summary>
    public override string ToString() => Standing is { } standing
        ? string.Create(CultureInfo.InvariantCulture, $"{Node}: {standing} at height {Head}{(standing == BlockStanding.Reorged ? $", has {Seen?.ToHex()}" : "")}")
        : $"{Node}: {Failure}";
}

/// <summary>Where a block stands by several nodes, and which of them said what.</summary>
/// <param name="Standing"><see cref="BlockStanding.Unknown"/> when they contradict each other or too few answered.</param>
/// <param name="Votes">One for each node asked.</param>
public sealed record QuorumStanding(BlockStanding Standing, IReadOnlyList<NodeVote> Votes)
{
    /// <summary>Counts votes.</summary>
    /// <param name="votes">One for each node asked.</param>
    /// <param name="quorum">How many must agree; 1 or more.</param>
    /// <remarks>
    /// A node that is clearly behind says nothing, where most of the nodes that answered are further. Of the others one that
    /// has another block at the height contradicts every one that has the block, however many they are: then the standing is
    /// Unknown, until they agree again.
    /// </remarks>
    public static QuorumStanding Of(IReadOnlyList<NodeVote> votes, int quorum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quorum, 1);
        var heard = votes.Where(vote => vote.Standing is not null).ToArray();
        var most = Math.Max(quorum, heard.Length / 2 + 1);
        var reached = heard.Length < most ? 0 : heard.Select(vote => vote.Head ?? 0).OrderDescending().ElementAt(most - 1);
        var behind = new NodePoolOptions().BlocksBehind;
        var standings = heard.Where(vote => vote.Head >= reached || reached - vote.Head <= behind).Select(vote => vote.Standing!.Value).ToArray();
        return new QuorumStanding(Decide(standings, quorum), votes);
    }

    private static BlockStanding Decide(BlockStanding[] standings, int quorum)
    {
        int Count(BlockStanding standing) => standings.Count(said => said == standing);
        var (final, reorged) = (Count(BlockStanding.Final), Count(BlockStanding.Reorged));
        var onChain = final + Count(BlockStanding.Included);
        if (reorged > 0) return onChain == 0 && reorged >= quorum ? BlockStanding.Reorged : BlockStanding.Unknown;
        if (final >= quorum) return BlockStanding.Final;
        if (onChain >= quorum) return BlockStanding.Included;
        return onChain == 0 && Count(BlockStanding.Missing) >= quorum ? BlockStanding.Missing : BlockStanding.Unknown;
    }
}
