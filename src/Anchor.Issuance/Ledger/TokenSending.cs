using System.Collections.Concurrent;
using System.Numerics;
using System.Security.Cryptography;
using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Chain.Tokens;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Tokens;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Anchor.Issuance.Ledger;

/// <summary>
/// Sends what tokens wait for: collections, mints, reissues, burns, notices of changed metadata. Where many issuers share an
/// account and its quota, each transaction serves the one that was served longest ago.
/// </summary>
internal sealed partial class TokenSending(
    TokenWork work, TokenHistory history, ClaimReader claims, VoucherSigner vouchers, MintTrials trials, TokenRefusals refusals, TokenRests rests, Sender sender, SenderKeys keys,
    NpgsqlDataSource dataSource, LedgerOptions options, TimeProvider clock, ILogger<TokenSending> logger)
{
    private const int PerIssuer = 200;
    private const int PerRelay = 4;
    private const ulong GasOfMint = 100_000; // measured (tests/contracts/gas-snapshot.json), with room; what a node estimates decides in the end
    private static readonly TimeSpan PriceRest = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(Lane, IssuerId), DateTimeOffset> _served = [];
    private readonly ConcurrentDictionary<Lane, DateTimeOffset> _tooExpensive = [];

    /// <summary>Signs and sends one transaction for every account that is free.</summary>
    /// <returns>The accounts that got one.</returns>
    public async Task<IReadOnlyList<Lane>> StepAsync(KnownNetwork network, IReadOnlySet<Lane> busy, CancellationToken cancellationToken)
    {
        var (chainId, now, taken) = (network.Network.ChainId, clock.GetUtcNow(), new HashSet<Lane>(busy));
        var sent = new List<Lane>();
        foreach (var collection in await work.WantedAsync(chainId, cancellationToken))
            if (!rests.IsResting(collection.Id) && await CreateAsync(network, collection, taken, cancellationToken) is { } lane) sent.Add(lane);

        var waiting = await work.WaitingAsync(chainId, now, PerIssuer, cancellationToken);
        foreach (var (lane, queue) in await ByLaneAsync(network, waiting.Where(each => !rests.IsResting(each.Id)), cancellationToken))
        {
            if (taken.Contains(lane) || (_tooExpensive.TryGetValue(lane, out var until) && now < until && until - now <= PriceRest)) continue;
            foreach (var issuer in queue.GroupBy(each => each.Issuer).OrderBy(group => _served.GetValueOrDefault((lane, group.Key))).ThenBy(group => group.Min(each => each.Since)))
            {
                if (!await ServeAsync(network, lane, [.. issuer], cancellationToken))
                {
                    if (_tooExpensive.TryGetValue(lane, out var rest) && rest > now) break;
                    continue;
                }
                _served[(lane, issuer.Key)] = clock.GetUtcNow();
                sent.Add(lane);
                break;
            }
        }
        return sent;
    }

    private async Task<List<(Lane Lane, List<WaitingToken> Queue)>> ByLaneAsync(KnownNetwork network, IEnumerable<WaitingToken> waiting, CancellationToken cancellationToken)
    {
        var lanes = new List<(Lane Lane, List<WaitingToken> Queue)>();
        foreach (var account in waiting.GroupBy(each => each.Account))
        {
            var lane = Gathering.LaneOf(network, await keys.PayerAsync(network, account.Key, cancellationToken));
            if (lanes.Find(candidate => candidate.Lane == lane).Queue is { } queue) queue.AddRange(account);
            else lanes.Add((lane, [.. account]));
        }
        return lanes;
    }

    private async Task<Lane?> CreateAsync(KnownNetwork network, KnownCollection collection, HashSet<Lane> taken, CancellationToken cancellationToken)
    {
        try
        {
            var lane = Gathering.LaneOf(network, await keys.PayerAsync(network, collection.Account, cancellationToken));
            if (taken.Contains(lane)) return null;
            // Already there, and only not final: nothing to send.
            if ((await network.Client.GetCodeAsync(TokenHistory.AddressOf(collection), BlockId.Latest, cancellationToken)).Length > 0) return null;
            var data = TokenCalls.Create(TokenHistory.TermsOf(collection));
            var call = new LedgerCall("collection", Address.Parse(collection.Factory), data, [new TransactionEntry("collection", collection.Issuer, collection.Id)]);
            var isThere = (await network.Client.GetCodeAsync(call.To, BlockId.Latest, cancellationToken)).Length > 0;
            if (isThere && await sender.SendAsync(network, lane, call, cancellationToken) == SigningOutcome.Signed && taken.Add(lane)) return lane;
        }
        // One account's trouble must not keep the others' collections waiting.
        catch (Exception e) when (e is InvalidOperationException or CryptographicException or FormatException)
        {
            LogFailed(logger, collection.Account, network.Network.ChainId, e);
        }
        rests.Rest(collection.Id);
        return null;
    }

    /// <summary>One transaction for one issuer: reissues and burns first, since they are rare and somebody waits for them.</summary>
    private async Task<bool> ServeAsync(KnownNetwork network, Lane lane, List<WaitingToken> queue, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var each in queue.Where(each => each.Kind is "reissue" or "burn"))
                if (await ActAsync(network, lane, each, cancellationToken)) return true;
            if (await MintAsync(network, lane, [.. queue.Where(each => each.Kind == "mint")], cancellationToken)) return true;
            return await RefreshAsync(network, lane, [.. queue.Where(each => each.Kind == "refresh")], cancellationToken);
        }
        // What goes wrong with one issuer's key or documents must not keep the others waiting.
        catch (Exception e) when (e is InvalidOperationException or CryptographicException or FormatException or InvalidDataException)
        {
            LogFailed(logger, queue[0].Account, network.Network.ChainId, e);
            foreach (var each in queue) rests.Rest(each.Id);
            return false;
        }
    }

    private async Task<bool> MintAsync(KnownNetwork network, Lane lane, List<WaitingToken> queue, CancellationToken cancellationToken)
    {
        if (queue.Count == 0) return false;
        var most = await MostAsync(network, cancellationToken);
        var ready = new List<ReadyMint>();
        foreach (var chunk in queue.Chunk(Math.Max(8, most)))
        {
            ready.AddRange(await trials.RunAsync(network, lane, chunk, cancellationToken));
            if (ready.Count >= most) break;
        }
        for (var count = Math.Min(ready.Count, most); count > 0; count /= 2)
        {
            var chosen = ready.GetRange(0, count);
            var entries = chosen.ConvertAll(each => new TransactionEntry("mint", each.Token.Issuer, each.Token.Id));
            var data = count == 1 ? TokenCalls.Mint(chosen[0].Voucher) : TokenCalls.MintMany(chosen.Select(each => each.Voucher));
            switch (await sender.SendAsync(network, lane, new LedgerCall("mint", chosen[0].Collection, data, entries), cancellationToken))
            {
                case SigningOutcome.Signed:
                    return true;
                case SigningOutcome.TooLarge or SigningOutcome.Refused when count == 1:
                    rests.Rest(chosen[0].Token.Id);
                    return false;
                case SigningOutcome.TooExpensive:
                    _tooExpensive[lane] = clock.GetUtcNow() + PriceRest;
                    return false;
                case SigningOutcome.Taken:
                    return false;
            }
        }
        return false;
    }

    /// <summary>How many mints one transaction may carry. What a relay grants is little; what it refuses is halved.</summary>
    private async Task<int> MostAsync(KnownNetwork network, CancellationToken cancellationToken)
    {
        if (!network.WritePath.CallsAsAccount) return PerRelay;
        var bound = await network.Client.GetBlockAsync(BlockId.Latest, cancellationToken) is { } latest ? Math.Min(options.MaxGas, latest.GasLimit / 2) : options.MaxGas;
        return (int)Math.Clamp(bound / GasOfMint, 1, 100);
    }

    /// <summary>Sends one reissue or one burn.</summary>
    private async Task<bool> ActAsync(KnownNetwork network, Lane lane, WaitingToken each, CancellationToken cancellationToken)
    {
        if (await claims.FindAsync(each.Issuer, each.CredentialId, cancellationToken) is not { Token: { } token, Collection: { } collection } claim) return false;
        var contract = new TokenContract(network.Client, collection);
        var nonce = await contract.NonceOfAsync(claim.Number, cancellationToken);
        byte[] data;
        if (each.Kind == "reissue")
            data = await vouchers.ReissueAsync(claim, Address.Parse(token.ActionTarget!), nonce, clock.GetUtcNow() + options.SignaturesLast, cancellationToken);
        else if (await BurnAsync(each, cancellationToken) is { } burn)
            data = TokenCalls.BurnBySig(claim.Number, burn.Deadline, Address.Parse(token.Holder!), burn.Signature);
        else
            return false;
        try
        {
            await network.Client.EstimateGasAsync(new CallRequest(collection, data, Address.Parse(lane.Account)), cancellationToken);
        }
        catch (RpcErrorException reverted)
        {
            // One that is done already will be told by the collection's history.
            if (await IsDoneAsync(contract, claim, each, cancellationToken)) await history.DoneUnseenAsync(each.Issuer, each.Id, network.Network.ChainId, cancellationToken);
            else if (TokenError.TryDecode(reverted.RevertData.Span, out var error) && refusals.IsSure(each, error))
                await refusals.RecordAsync(each, error, cancellationToken);
            rests.Rest(each.Id);
            return false;
        }
        var outcome = await sender.SendAsync(network, lane, new LedgerCall(each.Kind, collection, data, [new TransactionEntry(each.Kind, each.Issuer, each.Id)]), cancellationToken);
        if (outcome is SigningOutcome.TooLarge or SigningOutcome.Refused) rests.Rest(each.Id);
        return outcome == SigningOutcome.Signed;
    }

    private static async Task<bool> IsDoneAsync(TokenContract contract, Claim claim, WaitingToken each, CancellationToken cancellationToken)
    {
        var owner = await contract.OwnerOfAsync(claim.Number, cancellationToken);
        return each.Kind == "burn" ? owner is null : owner?.ToString() == claim.Token!.ActionTarget;
    }

    private async Task<(BigInteger Deadline, byte[] Signature)?> BurnAsync(WaitingToken each, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT burn_deadline, burn_signature FROM anchor.anchor_view_tokens WHERE tenant_id = $1 AND id = $2 AND action = 'burn_requested'");
        command.Parameters.Add(new() { Value = each.Issuer.Tenant });
        command.Parameters.Add(new() { Value = each.Id });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) && Hex.TryReadData(reader.GetString(1), out var signature) ? (reader.GetInt64(0), signature) : null;
    }

    /// <summary>Tells wallets and explorers that the metadata of some tokens say something else.</summary>
    private async Task<bool> RefreshAsync(KnownNetwork network, Lane lane, List<WaitingToken> queue, CancellationToken cancellationToken)
    {
        if (queue.Count == 0) return false;
        var found = (await claims.FindAsync(queue[0].Issuer, [.. queue.Select(each => each.CredentialId)], cancellationToken)).ToDictionary(claim => claim.CredentialId);
        var known = queue.Where(each => found.GetValueOrDefault(each.CredentialId)?.Collection is not null).ToList();
        for (var count = Math.Min(known.Count, network.WritePath.CallsAsAccount ? PerIssuer : 10); count > 0; count /= 2)
        {
            var chosen = known.GetRange(0, count);
            var numbers = chosen.Select(each => found[each.CredentialId].Number).ToArray();
            var entries = chosen.ConvertAll(each => new TransactionEntry("refresh", each.Issuer, each.Id));
            var call = new LedgerCall("refresh", found[chosen[0].CredentialId].Collection!.Value, TokenCalls.RefreshMetadata(numbers), entries);
            var outcome = await sender.SendAsync(network, lane, call, cancellationToken);
            if (outcome == SigningOutcome.Signed) return true;
            if (outcome is not (SigningOutcome.TooLarge or SigningOutcome.Refused)) return false;
        }
        return false;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Tokens of the account {Account} on chain {Chain} cannot be sent now; they are tried again")]
    private static partial void LogFailed(ILogger logger, string account, ulong chain, Exception exception);
}
