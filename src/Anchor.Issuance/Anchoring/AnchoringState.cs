using System.Globalization;
using Anchor.Chain.Encoding;
using Anchor.Events;
using Anchor.Issuance.Issuers;
using Anchor.Merkle;

namespace Anchor.Issuance.Anchoring;

/// <summary>Where a root stands on its way into a final block.</summary>
internal enum AnchoringStatus
{
    None,
    Requested,
    Included,
    Final,
}

/// <summary>The block that carries the registry's event.</summary>
internal sealed record IncludedBlock(string TransactionHash, long Number, Hash32 Hash, long Timestamp, long GasUsed, DateTimeOffset IncludedAt);

/// <summary>What is true of one root's way onto one chain.</summary>
internal sealed record AnchoringState
{
    public static readonly AnchoringState None = new();

    public long Version { get; init; }

    public Guid Id { get; init; }

    public Guid BatchId { get; init; }

    public AnchoringStatus Status { get; init; }

    public Hash32 Root { get; init; }

    public ulong ChainId { get; init; }

    public Address Registry { get; init; }

    public Address Account { get; init; }

    public IncludedBlock? Block { get; init; }

    /// <summary>Asks for a sealed root to be anchored by the issuer's account on one chain.</summary>
    public static AnchorRequestedV1 Request(Guid batchId, string root, IssuerState issuer, KnownNetwork network, DateTimeOffset now)
    {
        var chainId = network.Network.ChainId;
        return new AnchorRequestedV1(
            DerivedId.From("anchoring", issuer.Id.Tenant, batchId.ToString(), chainId.ToString(CultureInfo.InvariantCulture)), batchId, root, (long)chainId,
            network.Registry.Address.ToString(), issuer.Accounts.First(account => account.ChainId == chainId).Address, now);
    }

    public static AnchoringState Evolve(AnchoringState state, object @event)
    {
        var next = state with { Version = state.Version + 1 };
        return @event switch
        {
            AnchorRequestedV1 e => next with
            {
                Id = e.AnchoringId, BatchId = e.BatchId, Status = AnchoringStatus.Requested, Root = Hash32.Parse(e.Root), ChainId = (ulong)e.ChainId,
                Registry = Address.Parse(e.Registry), Account = Address.Parse(e.Account),
            },
            AnchorIncludedV1 e => next with
            {
                Status = AnchoringStatus.Included,
                Block = new IncludedBlock(e.TransactionHash, e.BlockNumber, Hash32.Parse(e.BlockHash), e.BlockTimestamp, e.GasUsed, e.IncludedAt),
            },
            AnchorReorgedV1 => next with { Status = AnchoringStatus.Requested, Block = null },
            AnchorFinalizedV1 => next with { Status = AnchoringStatus.Final },
            _ => next,
        };
    }
}
