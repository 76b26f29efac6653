using System.Numerics;
using Anchor.Chain.Rpc;
using Anchor.Chain.Tokens;
using Anchor.Merkle;
using Anchor.Verification.Anchors;

namespace Anchor.Verification.Tokens;

/// <summary>Finds a token's leaf, which only the event of its minting holds; the collection itself keeps batch and place.</summary>
/// <remarks>A note: the contract saw the proof of the leaf when it minted, and a node that keeps no old events takes nothing away from that.</remarks>
internal sealed class MintingSearch(TokenFacts facts, NetworkNode node)
{
    private const string Name = CheckNames.Inclusion;

    // Nodes bound a stretch, often at 10,000 blocks: this many stretches are some millions then, if the time suffices.
    private const ulong Stretch = 100_000;
    private const int MaxStretches = 512;

    // The last second of the year 9999: what a calendar can show.
    private const ulong LastMoment = 253_402_300_799;

    /// <returns>The finding, and the facts with what the registry and the event add to them.</returns>
    public async Task<(Check Check, TokenFacts Facts)> FindAsync(CancellationToken deadline, CancellationToken cancellationToken)
    {
        var known = facts;
        try
        {
            if (await node.Registry.RecordAsync(facts.Issuer, facts.Root, deadline).ConfigureAwait(false) is not { } record)
                return (Unfound("could not be looked for, because the registry has no record of the batch"), known);
            known = facts with { AnchoredAt = Moment(record.AnchoredAt), RootRevokedAt = record.RootRevokedAt == 0 ? null : Moment(record.RootRevokedAt) };
            // No credential is minted before its root is anchored.
            if (await LeafAsync(record.BlockNumber, deadline).ConfigureAwait(false) is not { } leaf) return (Unfound("is not among those that the node shows"), known);
            if (TokenMessages.TokenId(facts.Issuer, leaf) != new BigInteger(facts.TokenId.AsSpan(), isUnsigned: true, isBigEndian: true))
                return (Check.Note(Name, "token.node_inconsistent", $"The node of {node.Network.Name} shows a minting of another credential for this token."), known);
            return (Check.Pass(
                Name, $"The credential with the leaf {leaf.ToHex()} has place {facts.Index} in its batch: the collection saw the proof when it was minted.") with { Required = false },
                known with { Leaf = leaf });
        }
        catch (RpcException)
        {
            return (Unfound("could not be asked for"), known);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (Unfound("was not found in time"), known);
        }
    }

    private async Task<Hash32?> LeafAsync(ulong fromBlock, CancellationToken cancellationToken)
    {
        var history = new LogHistory(node.Client, facts.Contract, [TokenAbi.MintedEvent.Topic, facts.TokenId], Stretch);
        var stretches = 0;
        await foreach (var page in history.ReadAsync(fromBlock, facts.AsOfBlock, cancellationToken).ConfigureAwait(false))
        {
            foreach (var minted in page.Logs.Select(TokenEvent.Read).OfType<TokenEvent.Minted>())
                if (minted.Root == facts.Root && minted.Index == facts.Index) return minted.Leaf;
            if (++stretches == MaxStretches) break;
        }
        return null;
    }

    private static DateTimeOffset? Moment(ulong seconds) => seconds <= LastMoment ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;

    private static Check Unfound(string why) => Check.Note(
        Name, "token.minting_unknown", $"The event of the minting, which holds the credential's leaf, {why}.");
}
