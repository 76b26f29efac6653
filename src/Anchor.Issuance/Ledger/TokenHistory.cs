using System.Collections.Concurrent;
using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.Tokens;
using Anchor.EventStore;
using Anchor.Events;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Tokens;
using Anchor.Merkle;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Anchor.Issuance.Ledger;

/// <summary>
/// Follows what collections say in final blocks: mints, reissues and burns, whoever sent them. Nothing else makes a token
/// minted, moved or gone for us, so that a lost answer, another sender and a reorganisation are no special cases.
/// </summary>
internal sealed partial class TokenHistory(TokenWork work, EventStore.EventStore store, LedgerOptions options, TimeProvider clock, ILogger<TokenHistory> logger)
{
    private const ulong MostBlocks = 2_000;
    private const int MostPages = 5;
    private static readonly TimeSpan Overlooked = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<ulong, DateTimeOffset> _nextOfAll = [];
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _doneUnseen = [];

    /// <summary>Whether it is time to look also at collections where nothing is expected.</summary>
    public bool IsDue(ulong chainId) => !_nextOfAll.TryGetValue(chainId, out var next) || clock.GetUtcNow() is var now && (now >= next || next - now > options.WatchEvery);

    /// <returns>Whether something was recorded.</returns>
    /// <exception cref="RpcException">The chain could not be asked; what was recorded stays.</exception>
    public async Task<bool> StepAsync(ChainView chain, CancellationToken cancellationToken)
    {
        var (chainId, moved) = (chain.Network.Network.ChainId, false);
        var all = IsDue(chainId);
        if (all) _nextOfAll[chainId] = clock.GetUtcNow() + options.WatchEvery;
        moved |= await FindNewAsync(chain, cancellationToken);
        var followed = await work.FollowedAsync(chainId, clock.GetUtcNow(), all, cancellationToken);
        if (followed.Count == 0 || await NewestFinalAsync(chain.Network, cancellationToken) is not { } final) return moved;
        foreach (var collection in followed)
            if (collection.NextBlock is { } next && next <= final)
                moved |= await GuardAsync(collection, () => FollowAsync(collection, next, final, chain, cancellationToken), cancellationToken);
        return moved;
    }

    /// <summary>
    /// The chain says that something is done, and no event has told it. After a while the history is read again from its
    /// beginning: a node may have left logs out. Reading again changes nothing that is known.
    /// </summary>
    public async Task DoneUnseenAsync(IssuerId issuer, Guid token, ulong chainId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_doneUnseen.Count > 10_000) _doneUnseen.Clear();
        if (now - _doneUnseen.GetOrAdd(token, now) < Overlooked) return;
        _doneUnseen.TryRemove(token, out _);
        LogOverlooked(logger, token);
        await work.ReadAgainAsync(issuer, chainId, cancellationToken);
    }

    // What is wrong with one collection must not keep the others' tokens waiting.
    private async Task<bool> GuardAsync(KnownCollection collection, Func<Task<bool>> step, CancellationToken cancellationToken)
    {
        try
        {
            return await step();
        }
        // A node that cannot be reached is nobody's fault here: it ends the round.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is not RpcUnavailableException { Failure: RpcFailure.Unreachable or RpcFailure.TimedOut })
        {
            LogFailed(logger, collection.Id, e);
            return false;
        }
    }

    /// <summary>Looks for the collections that are wanted; one is there when a final block has its code, with the very terms that were asked for.</summary>
    private async Task<bool> FindNewAsync(ChainView chain, CancellationToken cancellationToken)
    {
        var (network, moved) = (chain.Network, false);
        var wanted = await work.WantedAsync(network.Network.ChainId, cancellationToken);
        if (wanted.Count == 0 || await NewestFinalAsync(network, cancellationToken) is not { } final) return false;
        // A block that the quorum does not call final must not become the beginning of a history.
        if (await network.Client.GetBlockAsync(BlockId.At(final), cancellationToken) is not { } block
            || await network.StandingAsync(final, block.Hash, cancellationToken) != BlockStanding.Final) return false;
        foreach (var collection in wanted)
            moved |= await GuardAsync(collection, () => FindAsync(collection, final, network, cancellationToken), cancellationToken);
        return moved;
    }

    private async Task<bool> FindAsync(KnownCollection collection, ulong final, KnownNetwork network, CancellationToken cancellationToken)
    {
        var address = AddressOf(collection);
        return CollectionCode.TryRead(await network.Client.GetCodeAsync(address, BlockId.At(final), cancellationToken), out var found) && found.Terms == TermsOf(collection)
            && await RecordAsync(collection, address, final, cancellationToken);
    }

    /// <summary>Where the collection is or will be; follows from factory and terms.</summary>
    public static Address AddressOf(KnownCollection collection) => TokenFactory.CollectionOf(Address.Parse(collection.Factory), TermsOf(collection));

    public static CollectionTerms TermsOf(KnownCollection collection) =>
        new(Address.Parse(collection.Registry), Address.Parse(collection.Account), collection.Name, collection.Symbol, collection.BaseUri);

    private async Task<bool> RecordAsync(KnownCollection collection, Address address, ulong block, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(new Actor(collection.Issuer, LedgerTenant.Actor.Id), cancellationToken);
        var created = new CollectionCreatedV1(collection.Id, address.ToString(), (long)block, clock.GetUtcNow());
        var version = (await store.ReadStreamAsync(collection.Issuer.Tenant, collection.Id, null, null, cancellationToken)).Count;
        if (await transaction.AppendAsync("collection", collection.Id, version, [created], cancellationToken) == AppendResult.Conflict) return false;
        await ProgressAsync(transaction.Connection, collection, block, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<bool> FollowAsync(KnownCollection collection, ulong next, ulong final, ChainView chain, CancellationToken cancellationToken)
    {
        var (moved, pages) = (false, 0);
        var history = new LogHistory(chain.Network.Client, Address.Parse(collection.Address!), [], MostBlocks);
        await foreach (var page in history.ReadAsync(next, final, cancellationToken))
        {
            // Final by the word of one node is not enough where the network asks for more.
            if (await chain.Network.StandingAsync(page.ToBlock, page.ToBlockHash, cancellationToken) != BlockStanding.Final) return moved;
            var happened = page.Logs.Select(TokenEvent.Read).OfType<TokenEvent>().ToList();
            foreach (var each in happened)
                if (await chain.ContainsAsync(each.At.TransactionHash, each.At.BlockHash, clock.GetUtcNow(), receipt => Holds(receipt, collection, each), cancellationToken) is not true)
                    return moved;
            await RecordAsync(collection, page, happened, chain.Network.Network.ChainId, cancellationToken);
            moved |= happened.Count > 0;
            // A long way is gone in steps, between which roots are anchored.
            if (++pages >= MostPages && page.ToBlock < final) return true;
        }
        return moved;
    }

    private static bool Holds(TransactionReceipt receipt, KnownCollection collection, TokenEvent happened) =>
        TokenEvent.In(receipt, Address.Parse(collection.Address!)).Any(each => each.At == happened.At && each.TokenId == happened.TokenId && each.GetType() == happened.GetType());

    /// <summary>A page and how far the history was read, or neither.</summary>
    private async Task RecordAsync(KnownCollection collection, LogPage page, List<TokenEvent> happened, ulong chainId, CancellationToken cancellationToken)
    {
        var ids = happened.Count == 0 ? [] : await work.IdsAsync(collection, chainId, [.. happened.Select(each => NumberOf(each.TokenId)).Distinct()], cancellationToken);
        await using var transaction = await store.BeginAsync(new Actor(collection.Issuer, LedgerTenant.Actor.Id), cancellationToken);
        foreach (var token in happened.GroupBy(each => NumberOf(each.TokenId)))
        {
            if (!ids.TryGetValue(token.Key, out var id))
            {
                LogUnknown(logger, collection.Address!, token.Key);
                continue;
            }
            var state = await store.FoldAsync(collection.Issuer, id, TokenState.None, TokenState.Evolve, cancellationToken);
            object[] events = [.. token.Where(each => state.Seen is not { } seen || PlaceOf(each).CompareTo(seen) > 0).Select(each => Fact(id, each, collection.Address!))];
            if (events.Length > 0 && await transaction.AppendAsync("token", id, state.Version, events, cancellationToken) == AppendResult.Conflict)
                throw new InvalidOperationException($"The token {id} was changed at the same moment; its history is read again.");
        }
        await ProgressAsync(transaction.Connection, collection, page.ToBlock + 1, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private object Fact(Guid id, TokenEvent happened, string collection)
    {
        var (now, hash, place) = (clock.GetUtcNow(), happened.At.TransactionHash.ToHex(), PlaceOf(happened));
        return happened switch
        {
            TokenEvent.Minted e => new TokenMintedV1(id, collection, e.To.ToString(), hash, place.BlockNumber, place.LogIndex, now),
            TokenEvent.Reissued e => new TokenReissuedV1(id, e.From.ToString(), e.To.ToString(), e.Nonce, hash, place.BlockNumber, place.LogIndex, now),
            TokenEvent.Burned e => new TokenBurnedV1(id, e.From.ToString(), hash, place.BlockNumber, place.LogIndex, now),
            _ => throw new ArgumentException("This kind of event is not recorded.", nameof(happened)),
        };
    }

    private static ChainPlace PlaceOf(TokenEvent happened) => new((long)happened.At.BlockNumber, (long)happened.At.Index);

    private static string NumberOf(BigInteger number) => new Hash32(new AbiEncoder().Add(number).Encode()).ToString();

    private static async Task ProgressAsync(NpgsqlConnection connection, KnownCollection collection, ulong next, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO anchor.anchor_collection_progress AS p (tenant_id, collection_id, next_block) VALUES ($1, $2, $3)
            ON CONFLICT (tenant_id, collection_id) DO UPDATE SET next_block = greatest(p.next_block, excluded.next_block)
            """, connection);
        command.Parameters.Add(new() { Value = collection.Issuer.Tenant });
        command.Parameters.Add(new() { Value = collection.Id });
        command.Parameters.Add(new() { Value = (long)next });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The newest block that is final by the policy; null where the chain is too short.</summary>
    private static async Task<ulong?> NewestFinalAsync(KnownNetwork network, CancellationToken cancellationToken)
    {
        var head = await ChainPosition.HeadAsync(network.Client, network.Network.Finality, cancellationToken);
        if (network.Network.Finality.Tag is not null) return head.Tagged;
        return head.Latest >= network.Network.Finality.Blocks ? head.Latest - network.Network.Finality.Blocks : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Token {Token} has changed on the chain and no event has told it; the collection's history is read again")]
    private static partial void LogOverlooked(ILogger logger, Guid token);

    [LoggerMessage(Level = LogLevel.Error, Message = "The collection {Collection} cannot be followed now; it is tried again")]
    private static partial void LogFailed(ILogger logger, Guid collection, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The collection {Collection} tells of token {Number}, which this host did not ask for")]
    private static partial void LogUnknown(ILogger logger, string collection, string number);
}
