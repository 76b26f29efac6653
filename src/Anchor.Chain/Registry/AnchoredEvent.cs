using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Merkle;

namespace Anchor.Chain.Registry;

/// <summary>The registry's own word that an issuer anchored a root: the only thing that counts as an anchor.</summary>
/// <param name="Issuer">The issuer's account.</param>
/// <param name="Root">The root.</param>
/// <param name="Operator">Who anchored it: the issuer, or one it allowed.</param>
/// <param name="AnchoredAt">Unix seconds of the block.</param>
/// <param name="BlockNumber">The block's height.</param>
/// <param name="BlockHash">The block's hash.</param>
/// <param name="TransactionHash">The transaction that carried it, which need not be ours.</param>
/// <param name="LogIndex">The position among the block's logs.</param>
public sealed record AnchoredEvent(
    Address Issuer, Hash32 Root, Address Operator, ulong AnchoredAt,
    ulong BlockNumber, Hash32 BlockHash, Hash32 TransactionHash, ulong LogIndex)
{
    private const int TopicCount = 3;

    /// <summary>Reads a log that this registry emitted for this issuer and root, and that is still on the chain.</summary>
    /// <returns>False for any other log.</returns>
    public static bool TryRead(EventLog log, Address registry, Address issuer, Hash32 root, out AnchoredEvent anchored)
    {
        anchored = null!;
        if (log.Removed || log.Address != registry || log.Topics.Count != TopicCount) return false;
        if (log.Topics[0] != RegistryAbi.AnchoredEvent.Topic || log.Topics[1] != IssuerTopic(issuer) || log.Topics[2] != root) return false;
        try
        {
            var data = new AbiReader(log.Data.Span);
            anchored = new AnchoredEvent(
                issuer, root, data.ReadAddress(), data.ReadUInt64(), log.BlockNumber, log.BlockHash, log.TransactionHash, log.Index);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Finds the event among a successful receipt's logs; each log must belong to the receipt's own block and transaction.</summary>
    /// <returns>False when the transaction failed or anchored something else.</returns>
    public static bool TryRead(TransactionReceipt receipt, Address registry, Address issuer, Hash32 root, out AnchoredEvent anchored)
    {
        anchored = null!;
        if (!receipt.Succeeded) return false;
        foreach (var log in receipt.Logs)
        {
            if (log.BlockHash == receipt.BlockHash && log.BlockNumber == receipt.BlockNumber
                && log.TransactionHash == receipt.TransactionHash && TryRead(log, registry, issuer, root, out anchored)) return true;
        }
        anchored = null!;
        return false;
    }

    internal static Hash32 IssuerTopic(Address issuer) => new(new AbiEncoder().Add(issuer).Encode());
}
