using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Events;
using Anchor.Merkle;

namespace Anchor.Issuance.Ledger;

/// <summary>Where a transaction of the ledger stands.</summary>
internal enum TransactionStatus
{
    None,

    /// <summary>Recorded; nobody was told yet.</summary>
    Signed,

    /// <summary>Handed to a node, which may have it or not.</summary>
    Submitted,

    /// <summary>In a block that may vanish.</summary>
    Included,

    /// <summary>In a block that is irreversible by the network's policy.</summary>
    Final,

    /// <summary>Its nonce went to a foreign transaction.</summary>
    Replaced,

    /// <summary>Executed or refused, without effect.</summary>
    Reverted,

    /// <summary>Not executed in time, and never will be.</summary>
    Expired,
}

/// <summary>The block that holds one of the attempts.</summary>
internal sealed record TransactionBlock(Hash32 TransactionHash, ulong Number, Hash32 Hash, DateTimeOffset IncludedAt);

/// <summary>What is true of one nonce of one account: what was signed for it and what became of that.</summary>
internal sealed record TransactionState
{
    public static readonly TransactionState None = new();

    public long Version { get; init; }

    public Guid Id { get; init; }

    public ulong ChainId { get; init; }

    public Address Account { get; init; }

    public string NonceSpace { get; init; } = "";

    public ulong Nonce { get; init; }

    public string Purpose { get; init; } = "";

    public TransactionStatus Status { get; init; }

    /// <summary>The bytes of the latest attempt, which offers most.</summary>
    public string Raw { get; init; } = "";

    /// <summary>The hash of the latest attempt; null where only a relay knows it.</summary>
    public Hash32? Hash { get; init; }

    /// <summary>Under which hashes an attempt may appear on the chain, the latest last.</summary>
    public ImmutableList<Hash32> Hashes { get; init; } = [];

    public OfferedFees Fees { get; init; }

    public ulong GasLimit { get; init; }

    public ulong? ExpiresAt { get; init; }

    /// <summary>When the latest attempt was signed.</summary>
    public DateTimeOffset SignedAt { get; init; }

    public DateTimeOffset LastSent { get; init; }

    /// <summary>How often the latest attempt was sent since it was signed, or since its block left the chain.</summary>
    public int Sends { get; init; }

    /// <summary><c>accepted</c>, <c>refused</c> or <c>unknown</c>; null before the latest attempt was sent.</summary>
    public string? LastOutcome { get; init; }

    public TransactionBlock? Block { get; init; }

    public static TransactionState Evolve(TransactionState state, object @event)
    {
        var next = state with { Version = state.Version + 1 };
        return @event switch
        {
            TransactionSignedV1 e => (next with
            {
                Id = e.TransactionId, ChainId = (ulong)e.ChainId, Account = Address.Parse(e.Account), NonceSpace = e.NonceSpace, Nonce = (ulong)e.Nonce,
                Purpose = e.Purpose, Status = TransactionStatus.Signed, ExpiresAt = (ulong?)e.ExpiresAt,
            }).Attempt(e.TransactionHash, e.Raw, e.GasLimit, e.MaxFeePerGas, e.MaxPriorityFeePerGas, e.SignedAt),
            TransactionOutbidV1 e => (next with { Status = TransactionStatus.Signed })
                .Attempt(e.TransactionHash, e.Raw, e.GasLimit, e.MaxFeePerGas, e.MaxPriorityFeePerGas, e.SignedAt),
            TransactionSubmittedV1 e => (next with { Status = TransactionStatus.Submitted, LastSent = e.SubmittedAt, LastOutcome = e.Outcome, Sends = state.Sends + 1 }).Known(e.TransactionHash),
            TransactionDroppedV1 => next with { LastOutcome = null },
            TransactionIncludedV1 e => (next with
            {
                Status = TransactionStatus.Included, Block = new TransactionBlock(Hash32.Parse(e.TransactionHash), (ulong)e.BlockNumber, Hash32.Parse(e.BlockHash), e.IncludedAt),
            }).Known(e.TransactionHash),
            // The bytes may be mined again as they are; they are sent again at once.
            TransactionReorgedV1 => next with { Status = TransactionStatus.Submitted, Block = null, LastOutcome = null, Sends = 0 },
            TransactionRevertedV1 => next with { Status = TransactionStatus.Reverted },
            TransactionReplacedV1 => next with { Status = TransactionStatus.Replaced },
            TransactionExpiredV1 => next with { Status = TransactionStatus.Expired },
            TransactionFinalizedV1 => next with { Status = TransactionStatus.Final },
            _ => next,
        };
    }

    private TransactionState Attempt(string? hash, string raw, long gasLimit, string fee, string priority, DateTimeOffset signedAt) => (this with
    {
        Raw = raw, GasLimit = (ulong)gasLimit, Hash = hash is null ? null : Hash32.Parse(hash), SignedAt = signedAt, LastOutcome = null, Sends = 0,
        Fees = new OfferedFees(BigInteger.Parse(fee, CultureInfo.InvariantCulture), BigInteger.Parse(priority, CultureInfo.InvariantCulture)),
    }).Known(hash);

    private TransactionState Known(string? hash) =>
        hash is null || Hashes.Contains(Hash32.Parse(hash)) ? this : this with { Hashes = Hashes.Add(Hash32.Parse(hash)) };
}
