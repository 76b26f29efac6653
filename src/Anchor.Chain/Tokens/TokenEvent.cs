using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Merkle;

namespace Anchor.Chain.Tokens;

/// <summary>Something that a collection says happened to a token.</summary>
/// <param name="TokenId">The token.</param>
/// <param name="At">Where it stands on the chain.</param>
public abstract record TokenEvent(BigInteger TokenId, LogPosition At)
{
    /// <summary>A credential was minted.</summary>
    /// <param name="TokenId">The token.</param>
    /// <param name="At">Where it stands on the chain.</param>
    /// <param name="To">The holder.</param>
    /// <param name="Root">The anchored root of its batch.</param>
    /// <param name="Index">Its index there.</param>
    /// <param name="Leaf">Its leaf.</param>
    public sealed record Minted(BigInteger TokenId, LogPosition At, Address To, Hash32 Root, ulong Index, Hash32 Leaf) : TokenEvent(TokenId, At);

    /// <summary>A token went to its holder's new account.</summary>
    /// <param name="TokenId">The token.</param>
    /// <param name="At">Where it stands on the chain.</param>
    /// <param name="From">The account before.</param>
    /// <param name="To">The account since.</param>
    /// <param name="Nonce">The token's nonce since.</param>
    public sealed record Reissued(BigInteger TokenId, LogPosition At, Address From, Address To, uint Nonce) : TokenEvent(TokenId, At);

    /// <summary>A token was burnt.</summary>
    /// <param name="TokenId">The token.</param>
    /// <param name="At">Where it stands on the chain.</param>
    /// <param name="From">The holder it had.</param>
    public sealed record Burned(BigInteger TokenId, LogPosition At, Address From) : TokenEvent(TokenId, At);

    /// <summary>Reads a log of a collection.</summary>
    /// <returns>Null for other events: the transfers that accompany mints and reissues, and refusals, which anybody can cause.</returns>
    public static TokenEvent? Read(EventLog log)
    {
        if (log.Removed || log.Topics.Count == 0) return null;
        var at = new LogPosition(log.BlockNumber, log.BlockHash, log.TransactionHash, log.Index);
        try
        {
            var name = log.Topics[0];
            var data = new AbiReader(log.Data.Span);
            if (name == TokenAbi.MintedEvent.Topic) return new Minted(Number(log, 1), at, Account(log, 2), Topic(log, 3), data.ReadUInt64(), data.ReadBytes32());
            if (name == TokenAbi.ReissuedEvent.Topic) return new Reissued(Number(log, 1), at, Account(log, 2), Account(log, 3), checked((uint)data.ReadUInt64()));
            return name == TokenAbi.TransferEvent.Topic && Account(log, 2).IsZero ? new Burned(Number(log, 3), at, Account(log, 1)) : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>What a successful transaction did in one collection, in order; each log must belong to the receipt's own block and transaction.</summary>
    public static IEnumerable<TokenEvent> In(TransactionReceipt receipt, Address collection) =>
        !receipt.Succeeded ? [] : receipt.Logs
            .Where(log => log.Address == collection && log.BlockHash == receipt.BlockHash && log.BlockNumber == receipt.BlockNumber && log.TransactionHash == receipt.TransactionHash)
            .Select(Read).OfType<TokenEvent>();

    private static Hash32 Topic(EventLog log, int place) => place < log.Topics.Count ? log.Topics[place] : throw new FormatException("The event lacks a topic.");

    private static Address Account(EventLog log, int place) => new AbiReader(Topic(log, place).AsSpan()).ReadAddress();

    private static BigInteger Number(EventLog log, int place) => new(Topic(log, place).AsSpan(), isUnsigned: true, isBigEndian: true);
}
