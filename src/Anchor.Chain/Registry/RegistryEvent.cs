using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Merkle;

namespace Anchor.Chain.Registry;

/// <summary>Where on the chain a log stands.</summary>
/// <param name="BlockNumber">The block's height.</param>
/// <param name="BlockHash">The block's hash.</param>
/// <param name="TransactionHash">The transaction that carried it.</param>
/// <param name="Index">The position among the block's logs.</param>
public readonly record struct LogPosition(ulong BlockNumber, Hash32 BlockHash, Hash32 TransactionHash, ulong Index);

/// <summary>Something that the registry says happened.</summary>
/// <param name="Issuer">Whose root it is.</param>
/// <param name="Root">The root.</param>
/// <param name="Operator">Who did it or signed it: the issuer, or one it allowed.</param>
/// <param name="At">Where it stands on the chain.</param>
public abstract record RegistryEvent(Address Issuer, Hash32 Root, Address Operator, LogPosition At)
{
    private const int TopicCount = 3;

    /// <summary>A root was anchored.</summary>
    /// <param name="Issuer">Whose root it is.</param>
    /// <param name="Root">The root.</param>
    /// <param name="Operator">Who anchored it.</param>
    /// <param name="At">Where it stands on the chain.</param>
    /// <param name="AnchoredAt">Unix seconds of the block.</param>
    public sealed record Anchored(Address Issuer, Hash32 Root, Address Operator, LogPosition At, ulong AnchoredAt) : RegistryEvent(Issuer, Root, Operator, At);

    /// <summary>Credentials of a root were revoked.</summary>
    /// <param name="Issuer">Whose root it is.</param>
    /// <param name="Root">The root.</param>
    /// <param name="Operator">Who revoked.</param>
    /// <param name="At">Where it stands on the chain.</param>
    /// <param name="WordIndex">The word of the bitmap; bit b of it stands for index WordIndex · 256 + b.</param>
    /// <param name="NewMask">The bits that were not set before.</param>
    public sealed record Revoked(Address Issuer, Hash32 Root, Address Operator, LogPosition At, BigInteger WordIndex, BigInteger NewMask)
        : RegistryEvent(Issuer, Root, Operator, At)
    {
        /// <summary>The indexes of the credentials revoked, in order.</summary>
        public IEnumerable<BigInteger> Indexes =>
            Enumerable.Range(0, 256).Where(bit => !(NewMask >> bit).IsEven).Select(bit => WordIndex * 256 + bit);
    }

    /// <summary>A whole root was revoked.</summary>
    /// <param name="Issuer">Whose root it is.</param>
    /// <param name="Root">The root.</param>
    /// <param name="Operator">Who revoked it.</param>
    /// <param name="At">Where it stands on the chain.</param>
    /// <param name="RevokedAt">Unix seconds of the block.</param>
    public sealed record RootRevoked(Address Issuer, Hash32 Root, Address Operator, LogPosition At, ulong RevokedAt) : RegistryEvent(Issuer, Root, Operator, At);

    /// <summary>Reads a log of a registry.</summary>
    /// <returns>Null for an event of another kind.</returns>
    /// <exception cref="RpcUnavailableException">It bears the name of one of these and is none.</exception>
    internal static RegistryEvent? Read(EventLog log)
    {
        if (log.Topics.Count == 0) return null;
        try
        {
            var data = new AbiReader(log.Data.Span);
            if (log.Topics[0] == RegistryAbi.AnchoredEvent.Topic)
                return new Anchored(IssuerOf(log), log.Topics[2], data.ReadAddress(), PositionOf(log), data.ReadUInt64());
            if (log.Topics[0] == RegistryAbi.RootRevokedEvent.Topic)
                return new RootRevoked(IssuerOf(log), log.Topics[2], data.ReadAddress(), PositionOf(log), data.ReadUInt64());
            if (log.Topics[0] != RegistryAbi.RevokedEvent.Topic) return null;
            var (issuer, word, mask) = (IssuerOf(log), data.ReadUInt256(), data.ReadUInt256());
            return new Revoked(issuer, log.Topics[2], data.ReadAddress(), PositionOf(log), word, mask);
        }
        catch (FormatException)
        {
            throw RpcUnavailableException.Malformed("no registry emits this event");
        }
    }

    private static Address IssuerOf(EventLog log) =>
        log.Topics.Count == TopicCount ? new AbiReader(log.Topics[1].AsSpan()).ReadAddress() : throw new FormatException("An event of the registry has three topics.");

    private static LogPosition PositionOf(EventLog log) => new(log.BlockNumber, log.BlockHash, log.TransactionHash, log.Index);
}
