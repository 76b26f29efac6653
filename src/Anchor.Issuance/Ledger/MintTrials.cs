using System.Collections.Concurrent;
using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Chain.Tokens;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Tokens;
using Microsoft.Extensions.Logging;

namespace Anchor.Issuance.Ledger;

/// <summary>A voucher that the contract takes as things are.</summary>
internal sealed record ReadyMint(WaitingToken Token, Address Collection, SignedVoucher Voucher);

/// <summary>Tries each voucher on the node by itself before it is sent with others, so that a refusal has a reason and spoils nobody else's mint.</summary>
internal sealed partial class MintTrials(
    ClaimReader claims, VoucherSigner vouchers, TokenHistory history, TokenRefusals refusals, TokenRests rests, LedgerOptions options, TimeProvider clock, ILogger<MintTrials> logger)
{
    /// <summary>Vouchers that the contract would take now; what it would refuse is written down with its reason.</summary>
    public async Task<IReadOnlyList<ReadyMint>> RunAsync(KnownNetwork network, Lane lane, WaitingToken[] queue, CancellationToken cancellationToken)
    {
        var found = (await claims.FindAsync(queue[0].Issuer, [.. queue.Select(each => each.CredentialId)], cancellationToken)).ToDictionary(claim => claim.CredentialId);
        var ready = new ConcurrentDictionary<Guid, ReadyMint>();
        await Parallel.ForEachAsync(queue, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (each, token) =>
        {
            if (found.GetValueOrDefault(each.CredentialId) is not { Root: not null, Collection: not null, Token: not null } claim) return;
            try
            {
                if (RefusalOf(claim, clock.GetUtcNow()) is { } refusal) await refusals.RecordAsync(each, refusal, token);
                else if (await TryAsync(network, lane, each, claim, (uint)claim.Token.Nonce, token) is { } mint) ready[each.Id] = mint;
            }
            // A document whose proof cannot be made keeps nobody else waiting.
            catch (InvalidDataException e)
            {
                LogFailed(logger, each.Id, network.Network.ChainId, e);
                rests.Rest(each.Id);
            }
        });
        return [.. queue.Where(each => ready.ContainsKey(each.Id)).Select(each => ready[each.Id])];
    }

    /// <summary>What the chain may not know: suspensions are never written there, and revocations a little later.</summary>
    private static TokenError? RefusalOf(Claim claim, DateTimeOffset now) =>
        claim.IsRevoked(now) ? new TokenError("credential.revoked", "The credential was revoked meanwhile.")
        : claim.IsSuspended(now) ? new TokenError("credential.suspended", "The credential was suspended meanwhile.")
        : null;

    private async Task<ReadyMint?> TryAsync(KnownNetwork network, Lane lane, WaitingToken each, Claim claim, uint nonce, CancellationToken cancellationToken)
    {
        var (collection, to) = (claim.Collection!.Value, Address.Parse(claim.Token!.Target));
        var voucher = await vouchers.VoucherAsync(claim, to, nonce, clock.GetUtcNow() + options.SignaturesLast, cancellationToken);
        try
        {
            await network.Client.EstimateGasAsync(new CallRequest(collection, TokenCalls.Mint(voucher), Address.Parse(lane.Account)), cancellationToken);
            return new ReadyMint(each, collection, voucher);
        }
        catch (RpcErrorException reverted)
        {
            if (!TokenError.TryDecode(reverted.RevertData.Span, out var error))
            {
                LogUnclear(logger, network.Network.Name, each.Id, reverted.Reason);
                rests.Rest(each.Id);
                return null;
            }
            var contract = new TokenContract(network.Client, collection);
            if (error.Code == "token.invalid_nonce" && await contract.NonceOfAsync(claim.Number, cancellationToken) is var counted && counted != nonce)
                return await TryAsync(network, lane, each, claim, counted, cancellationToken);
            // Minted for the very holder, by whomever: its event is on its way into a final block.
            if (error.Code == "token.minted" && await contract.OwnerOfAsync(claim.Number, cancellationToken) == to)
                await history.DoneUnseenAsync(each.Issuer, each.Id, network.Network.ChainId, cancellationToken);
            else if (refusals.IsSure(each, error))
            {
                await refusals.RecordAsync(each, error, cancellationToken);
                return null;
            }
            rests.Rest(each.Id);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Network}: the node refuses token {Token} and says: {Reason}")]
    private static partial void LogUnclear(ILogger logger, string network, Guid token, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Token {Token} on chain {Chain} cannot be prepared now; it is tried again")]
    private static partial void LogFailed(ILogger logger, Guid token, ulong chain, Exception exception);
}
