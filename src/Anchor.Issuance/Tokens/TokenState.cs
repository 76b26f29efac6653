using Anchor.Chain.Encoding;
using Anchor.Credentials;
using Anchor.Events;

namespace Anchor.Issuance.Tokens;

/// <summary>Where the token of a credential stands.</summary>
internal enum TokenStatus
{
    /// <summary>Nobody asked for it.</summary>
    None,

    /// <summary>The ledger is to mint it.</summary>
    Requested,

    /// <summary>The holder's own wallet is to send the voucher it was given.</summary>
    Wallet,

    /// <summary>It could not be minted.</summary>
    Refused,

    /// <summary>It has a holder.</summary>
    Minted,

    /// <summary>Its holder had it burnt.</summary>
    Burned,
}

/// <summary>What is to become of a token that exists.</summary>
internal enum TokenAction
{
    None,
    ReissueRequested,
    ReissueApproved,
    BurnRequested,
}

/// <summary>Where on the chain something stands, so that it is recorded once.</summary>
internal readonly record struct ChainPlace(long BlockNumber, long LogIndex) : IComparable<ChainPlace>
{
    public int CompareTo(ChainPlace other) => (BlockNumber, LogIndex).CompareTo((other.BlockNumber, other.LogIndex));
}

/// <summary>How a mint was asked for.</summary>
/// <param name="To">The holder's account.</param>
/// <param name="Proof">How the account is known.</param>
/// <param name="OwnGasUntil">Until when the voucher counts that the holder's wallet is to send; null where the ledger sends.</param>
/// <param name="By"><c>learner</c>, or the API key.</param>
internal sealed record MintWish(Address To, string Proof, DateTimeOffset? OwnGasUntil, string By);

/// <summary>What is true of one credential's token on one chain.</summary>
internal sealed record TokenState
{
    public const string Learner = "learner";

    public static readonly TokenState None = new();

    // Blocks may bear an earlier time than our clock.
    private static readonly TimeSpan ChainsMayLag = TimeSpan.FromMinutes(10);

    public long Version { get; init; }

    public TokenStatus Status { get; init; }

    public Address To { get; init; }

    /// <summary>Until when a voucher that was given out can still mint; null where none can.</summary>
    public DateTimeOffset? Deadline { get; init; }

    public Address Holder { get; init; }

    public long Nonce { get; init; }

    public TokenAction Action { get; init; }

    public Address ActionTo { get; init; }

    /// <summary>The last event of the chain that is recorded here.</summary>
    public ChainPlace? Seen { get; init; }

    /// <summary>The stream of a credential's token.</summary>
    public static Guid IdOf(IssuerId issuer, Guid credentialId, ulong chainId) =>
        DerivedId.From("token", issuer.Tenant, credentialId.ToString(), chainId.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <returns>False where the same was asked for before, and nothing is to be recorded.</returns>
    public Result<bool> MayMint(MintWish wish, DateTimeOffset now) => Status switch
    {
        TokenStatus.Minted => TokenErrors.Minted(),
        // A voucher that was given out can still be sent, whatever was asked for since.
        _ when wish.To != To && now < Deadline + ChainsMayLag => TokenErrors.LinkUsed(),
        TokenStatus.Requested => wish.To == To && wish.OwnGasUntil is null ? false : TokenErrors.LinkUsed(),
        // A link serves once; after that the issuer decides.
        TokenStatus.Burned when wish.By == Learner => TokenErrors.LinkUsed(),
        _ => true,
    };

    public Result<ReissueRequestedV1> RequestReissue(Guid id, Address to, string proof, DateTimeOffset now) => this switch
    {
        { Status: not TokenStatus.Minted } => TokenErrors.NotMinted(),
        { Action: not TokenAction.None } => TokenErrors.ActionOpen(),
        _ when to == Holder => TokenErrors.SameHolder(),
        _ => new ReissueRequestedV1(id, to.ToString(), proof, now),
    };

    public Result<object> DecideReissue(Guid id, bool approve, string by, DateTimeOffset now) => Action switch
    {
        TokenAction.ReissueRequested when approve => new ReissueApprovedV1(id, by, now),
        TokenAction.ReissueRequested => new ReissueDeclinedV1(id, by, now),
        _ => TokenErrors.NothingToApprove(),
    };

    public Result<BurnRequestedV1> RequestBurn(Guid id, long deadline, string signature, DateTimeOffset now) => this switch
    {
        { Status: not TokenStatus.Minted } => TokenErrors.NotMinted(),
        { Action: not TokenAction.None } => TokenErrors.ActionOpen(),
        _ => new BurnRequestedV1(id, deadline, signature, now),
    };

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => other is null || one > other ? one : other;

    public static TokenState Evolve(TokenState state, object @event)
    {
        var next = state with { Version = state.Version + 1 };
        return @event switch
        {
            MintRequestedV1 e => next with { Status = e.Gas == "own" ? TokenStatus.Wallet : TokenStatus.Requested, To = Address.Parse(e.To), Deadline = Later(state.Deadline, e.Deadline) },
            TokenActionRefusedV1 { Action: "mint" } => next with { Status = TokenStatus.Refused },
            TokenActionRefusedV1 => next with { Action = TokenAction.None },
            TokenMintedV1 e => next with { Status = TokenStatus.Minted, Holder = Address.Parse(e.To), Deadline = null, Action = TokenAction.None, Seen = new ChainPlace(e.BlockNumber, e.LogIndex) },
            ReissueRequestedV1 e => next with { Action = TokenAction.ReissueRequested, ActionTo = Address.Parse(e.To) },
            ReissueApprovedV1 => next with { Action = TokenAction.ReissueApproved },
            ReissueDeclinedV1 => next with { Action = TokenAction.None },
            TokenReissuedV1 e => next with { Holder = Address.Parse(e.To), Nonce = e.Nonce, Action = TokenAction.None, Seen = new ChainPlace(e.BlockNumber, e.LogIndex) },
            BurnRequestedV1 => next with { Action = TokenAction.BurnRequested },
            TokenBurnedV1 e => next with { Status = TokenStatus.Burned, Nonce = state.Nonce + 1, Action = TokenAction.None, Seen = new ChainPlace(e.BlockNumber, e.LogIndex) },
            _ => next,
        };
    }
}
