using System.Globalization;
using Anchor.Credentials;
using Anchor.EventStore;
using Anchor.Events;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Issuers;
using MediatR;
using Npgsql;

namespace Anchor.Issuance.Tokens;

/// <summary>Lets the learners of a batch mint their credentials on one chain, each by its claim link, or changes until when.</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="BatchId">The batch.</param>
/// <param name="ChainId">Where; the chain of its anchoring when null.</param>
/// <param name="Until">Until when claim links count; a year from now when null.</param>
public sealed record OfferMinting(Actor Actor, Guid BatchId, ulong? ChainId, DateTimeOffset? Until) : IRequest<Result<MintingOffer>>;

/// <summary>Ends the offer; what was requested before goes on.</summary>
public sealed record WithdrawMinting(Actor Actor, Guid BatchId) : IRequest<Result<MintingOffer>>;

/// <summary>Whether a batch's credentials can be minted.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="ChainId">Where.</param>
/// <param name="Until">Until when claim links count.</param>
/// <param name="IsOpen">False once it was withdrawn.</param>
public sealed record MintingOffer(Guid BatchId, ulong ChainId, DateTimeOffset Until, bool IsOpen);

/// <summary>What is true of a batch's offer.</summary>
internal sealed record OfferState(long Version, ulong ChainId, DateTimeOffset Until, bool IsOpen)
{
    public static readonly OfferState None = new(0, 0, default, false);

    public static Guid IdOf(IssuerId issuer, Guid batchId) => DerivedId.From("minting-offer", issuer.Tenant, batchId.ToString());

    public static OfferState Evolve(OfferState state, object @event) => @event switch
    {
        MintingOfferedV1 e => new OfferState(state.Version + 1, (ulong)e.ChainId, e.Until, true),
        _ => state with { Version = state.Version + 1, IsOpen = false },
    };
}

internal sealed class OfferMintingHandler(EventStore.EventStore store, NpgsqlDataSource dataSource, Collections collections, NetworkCatalog networks, TimeProvider clock)
    : IRequestHandler<OfferMinting, Result<MintingOffer>>, IRequestHandler<WithdrawMinting, Result<MintingOffer>>
{
    private static readonly TimeSpan Usual = TimeSpan.FromDays(365), Longest = TimeSpan.FromDays(3653);

    public async Task<Result<MintingOffer>> Handle(OfferMinting request, CancellationToken cancellationToken)
    {
        var (owner, now) = (request.Actor.Issuer, clock.GetUtcNow());
        var batch = await store.FoldAsync(owner, request.BatchId, BatchState.None, BatchState.Evolve, cancellationToken);
        if (batch.Status is BatchStatus.None or BatchStatus.Discarded) return BatchErrors.NotFound();
        var issuer = await store.FoldAsync(owner, owner.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        var chainId = request.ChainId ?? batch.ChainId;
        if (networks.Find(chainId) is not { } network) return IssuerErrors.NetworkUnknown(chainId);
        if (!Collections.TermsOf(issuer, network, collections.BaseUri).TryGet(out var collection, out var refusal)) return refusal;
        var until = request.Until ?? now + Usual;
        if (until <= now || until > now + Longest) return TokenErrors.UntilPast();

        var id = OfferState.IdOf(owner, request.BatchId);
        var state = await store.FoldAsync(owner, id, OfferState.None, OfferState.Evolve, cancellationToken);
        if (chainId != batch.ChainId && !await IsAnchoredThereAsync(owner, request.BatchId, chainId, cancellationToken)) return TokenErrors.NotAnchoredThere(chainId);
        if (state.Version > 0 && state.ChainId != chainId) return TokenErrors.OtherChain(state.ChainId);
        await collections.RequestAsync(request.Actor, collection, cancellationToken);
        var offer = new MintingOffer(request.BatchId, chainId, until, true);
        if (state.IsOpen && (request.Until is null || state.Until == until)) return offer with { Until = state.Until };
        return await AppendAsync(request.Actor, id, state.Version, new MintingOfferedV1(id, request.BatchId, (long)chainId, until, now), cancellationToken) ? offer : TokenErrors.Changed();
    }

    public async Task<Result<MintingOffer>> Handle(WithdrawMinting request, CancellationToken cancellationToken)
    {
        var id = OfferState.IdOf(request.Actor.Issuer, request.BatchId);
        var state = await store.FoldAsync(request.Actor.Issuer, id, OfferState.None, OfferState.Evolve, cancellationToken);
        if (state.Version == 0) return TokenErrors.NotOffered();
        var offer = new MintingOffer(request.BatchId, state.ChainId, state.Until, false);
        if (!state.IsOpen) return offer;
        return await AppendAsync(request.Actor, id, state.Version, new MintingWithdrawnV1(id, request.BatchId, clock.GetUtcNow()), cancellationToken) ? offer : TokenErrors.Changed();
    }

    private async Task<bool> IsAnchoredThereAsync(IssuerId issuer, Guid batchId, ulong chainId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT EXISTS (SELECT 1 FROM anchor.anchor_view_anchorings WHERE tenant_id = $1 AND batch_id = $2 AND chain_id = $3)");
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = batchId });
        command.Parameters.Add(new() { Value = (long)chainId });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private async Task<bool> AppendAsync(Actor actor, Guid id, long version, object happened, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(actor, cancellationToken);
        if (await transaction.AppendAsync("minting-offer", id, version, [happened], cancellationToken) == AppendResult.Conflict) return false;
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}

/// <summary>The collections of tokens: one per issuer's account and chain.</summary>
internal sealed class Collections(EventStore.EventStore store, IssuanceSettings settings, TimeProvider clock)
{
    private const string Symbol = "CREDENTIAL";
    private const int LongestName = 128;

    /// <summary>What the address of everything about tokens begins with; null where the host has no public address.</summary>
    public Uri? BaseUri => settings.PublicUrl;

    public static string PathOf(ulong chainId, string account) => string.Create(CultureInfo.InvariantCulture, $"/tokens/{chainId}/{account}/");

    /// <summary>The request for the collection of the issuer's account on a network.</summary>
    public static Result<CollectionRequestedV1> TermsOf(IssuerState issuer, KnownNetwork network, Uri? publicUrl)
    {
        var chainId = network.Network.ChainId;
        if (network.Network.TokenFactoryAddress is not { } factory) return TokenErrors.NoTokens(network.Network.Name);
        if (publicUrl is null) return TokenErrors.NoPublicUrl();
        if (issuer.Accounts.FirstOrDefault(account => account.ChainId == chainId) is not { } account) return IssuerErrors.NoAccount();
        return new CollectionRequestedV1(
            DerivedId.From("collection", issuer.Id.Tenant, chainId.ToString(CultureInfo.InvariantCulture)), (long)chainId, factory.ToString(), network.Registry.Address.ToString(),
            account.Address, NameOf(issuer.Name), Symbol, publicUrl.ToString().TrimEnd('/') + PathOf(chainId, account.Address), default);
    }

    /// <summary>Writes down that the collection is wanted; once is enough.</summary>
    public async Task RequestAsync(Actor actor, CollectionRequestedV1 collection, CancellationToken cancellationToken)
    {
        var events = await store.ReadStreamAsync(actor.Issuer.Tenant, collection.CollectionId, null, null, cancellationToken);
        // One that is there stays; one that is not yet may be asked for with other terms, for instance of a factory that exists.
        if (events.Any(stored => stored.Data is CollectionCreatedV1) || (events is [.., { Data: CollectionRequestedV1 last }] && last with { RequestedAt = default } == collection)) return;
        await using var transaction = await store.BeginAsync(actor, cancellationToken);
        if (await transaction.AppendAsync("collection", collection.CollectionId, events.Count, [collection with { RequestedAt = clock.GetUtcNow() }], cancellationToken) == AppendResult.Appended)
            await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The issuer's name, cut at a whole letter where the contract takes no more bytes.</summary>
    private static string NameOf(string name)
    {
        var end = name.Length;
        while (System.Text.Encoding.UTF8.GetByteCount(name.AsSpan(0, end)) > LongestName) end -= end > 1 && char.IsLowSurrogate(name[end - 1]) ? 2 : 1;
        return name[..end];
    }
}
