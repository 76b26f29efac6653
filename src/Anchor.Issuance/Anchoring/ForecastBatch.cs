using System.Globalization;
using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.WritePaths;
using Anchor.Credentials;
using Anchor.Credentials.Issuing;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.Ledger;
using MediatR;

namespace Anchor.Issuance.Anchoring;

/// <summary>Asks what anchoring a batch would cost now on its network. Nothing is written, and nothing is promised.</summary>
/// <remarks>Codes: <c>batch.not_found</c>, <c>batch.discarded</c>, <c>network.unknown</c>, <c>network.unreachable</c>, <c>network.wrong_chain</c>, <c>issuer.no_account</c>.</remarks>
public sealed record ForecastBatch(IssuerId Issuer, Guid BatchId) : IRequest<Result<BatchForecast>>;

/// <summary>What anchoring one root would cost in a transaction of its own; amounts are wei as decimal strings, zero where gas is free.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="ChainId">Its network.</param>
/// <param name="Network">The network's name.</param>
/// <param name="Gas">The most gas that the call may need. Roots that share a transaction need less each.</param>
/// <param name="PricePerGas">The price in a block made now.</param>
/// <param name="CapPerGas">The most per gas that the host offers.</param>
/// <param name="CostNow">What it costs in a block made now.</param>
/// <param name="Needed">What the account must hold to send it now.</param>
/// <param name="WorstCost">The most it can ever cost, at the caps.</param>
/// <param name="Payer">Who pays.</param>
/// <param name="Quota">What the network grants per block; null where it does not bound senders, or the host was not told.</param>
/// <param name="Warnings">What stands in the way, or soon will.</param>
public sealed record BatchForecast(
    Guid BatchId, ulong ChainId, string Network, ulong Gas, string PricePerGas, string CapPerGas, string CostNow, string Needed, string WorstCost,
    PayerForecast Payer, QuotaForecast? Quota, IReadOnlyList<Warning> Warnings);

/// <summary>Whose account pays.</summary>
/// <param name="PaidBy"><c>issuer</c> or <c>host</c>.</param>
/// <param name="Account">The account; null where the host has not yet made one.</param>
/// <param name="Balance">What it holds.</param>
/// <param name="PaysFor">For how many such transactions that suffices at the price now; null where gas is free.</param>
/// <param name="IsEnough">Whether it can send this one now.</param>
public sealed record PayerForecast(string PaidBy, string? Account, string Balance, string? PaysFor, bool IsEnough);

/// <summary>What a network grants its sender.</summary>
/// <param name="GasPerBlock">Gas per block.</param>
/// <param name="Fits">Whether the call fits it.</param>
public sealed record QuotaForecast(ulong GasPerBlock, bool Fits);

internal sealed class ForecastBatchHandler(EventStore.EventStore store, NetworkCatalog networks, SendingAccounts accounts, LedgerOptions options, TimeProvider clock)
    : IRequestHandler<ForecastBatch, Result<BatchForecast>>
{
    public async Task<Result<BatchForecast>> Handle(ForecastBatch request, CancellationToken cancellationToken)
    {
        var owner = request.Issuer;
        var batch = await store.FoldAsync(owner, request.BatchId, BatchState.None, BatchState.Evolve, cancellationToken);
        if (batch.Status == BatchStatus.None) return BatchErrors.NotFound();
        if (batch.Status == BatchStatus.Discarded) return BatchErrors.Discarded();
        if (networks.Find(batch.ChainId) is not { } known) return IssuerErrors.NetworkUnknown(batch.ChainId);
        var issuer = await store.FoldAsync(owner, owner.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        if (issuer.Accounts.FirstOrDefault(account => account.ChainId == batch.ChainId) is not { } own) return IssuerErrors.NoAccount();

        var (payer, gas) = await PayerAsync(batch, known, own.Address, cancellationToken);
        return await known.AskAsync(network => ForecastAsync(batch, network, payer, gas, cancellationToken), clock, cancellationToken);
    }

    /// <summary>Who would send, and how much gas the call needs; the root of a Blockcerts batch goes bare, from the issuer's own account.</summary>
    private async Task<((string By, string? Account) Payer, ulong Gas)> PayerAsync(BatchState batch, KnownNetwork network, string own, CancellationToken cancellationToken)
    {
        if (batch.Format == CredentialFormat.Blockcerts) return ((SendingAccounts.Issuer, own), AnchorCalls.GasOf(1, areSigned: false));
        var gas = AnchorCalls.GasOf(1, network.NeedsSignatures);
        return network.HostPays ? ((SendingAccounts.Host, await accounts.HostAsync(batch.ChainId, cancellationToken)), gas) : ((SendingAccounts.Issuer, own), gas);
    }

    private async Task<BatchForecast> ForecastAsync(
        BatchState batch, KnownNetwork network, (string By, string? Account) payer, ulong gas, CancellationToken cancellationToken)
    {
        var record = network.Network;
        var funds = payer.Account is { } account ? await AccountFunds.ReadAsync(network.Client, record, Address.Parse(account), gas, cancellationToken) : null;
        var fees = funds?.Forecast ?? await new FeeOffers(network.Client, record).ForecastAsync(gas, cancellationToken);
        var quota = record.Lacnet?.QuotaPerBlock;
        Warning[] warnings =
        [
            .. Warnings.OfFees(fees, record.Name),
            .. funds is null ? Warnings.OfMissingHost(fees, record.Name) : Warnings.OfFunds(payer.Account!, funds, options.LowBelow),
            .. Warnings.OfQuota(gas, quota, record.Name),
        ];
        return new BatchForecast(
            batch.Id, record.ChainId, record.Name, gas, Wei(fees.PricePerGas), Wei(fees.CapPerGas), Wei(fees.CostNow), Wei(fees.Needed), Wei(fees.WorstCost),
            new PayerForecast(payer.By, payer.Account, Wei(funds?.Balance ?? 0), funds?.PaysFor is { } count ? Wei(count) : null, funds?.IsEnough ?? fees.Needed.IsZero),
            quota is { } granted ? new QuotaForecast(granted, gas <= granted) : null, warnings);
    }

    private static string Wei(BigInteger amount) => amount.ToString(CultureInfo.InvariantCulture);
}
