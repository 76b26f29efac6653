using System.Globalization;
using System.Text.Json;
using Anchor.Chain.Rpc;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.Ledger;
using MediatR;

namespace Anchor.Issuance.Anchoring;

/// <summary>Asks how the host's networks are doing, as far as it concerns one issuer. Asks no chain.</summary>
public sealed record ListNetworks(IssuerId Issuer) : IRequest<IReadOnlyList<NetworkView>>;

/// <summary>A network as an issuer sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ChainId">Its chain id.</param>
/// <param name="Registry">The registry's address.</param>
/// <param name="WritePath"><c>direct</c>, <c>lacnetGasModel</c> or <c>lacnetMetaTxHub</c>.</param>
/// <param name="PaidBy"><c>issuer</c> or <c>host</c>.</param>
/// <param name="Finality"><c>instant</c>, <c>depth:N</c>, <c>tag:finalized</c> or <c>tag:safe</c>.</param>
/// <param name="Production">False for test networks.</param>
/// <param name="Nodes">Its nodes, in the order in which they are asked.</param>
/// <param name="Accounts">The accounts that send for the issuer; none before it has an account here.</param>
/// <param name="Warnings">What to look at.</param>
public sealed record NetworkView(
    string Name, ulong ChainId, string Registry, string WritePath, string PaidBy, string Finality, bool Production,
    IReadOnlyList<NodeView> Nodes, IReadOnlyList<SendingAccountView> Accounts, IReadOnlyList<Warning> Warnings);

/// <summary>How a node is doing.</summary>
/// <param name="Node">Scheme, host and port; never a path, which may be a secret.</param>
/// <param name="State"><c>unproven</c>, <c>well</c>, <c>behind</c>, <c>failing</c> or <c>wrongChain</c>.</param>
/// <param name="Height">The newest block it spoke of.</param>
/// <param name="LatencyMilliseconds">How long its last answer took.</param>
/// <param name="LastAnswer">When it last answered.</param>
/// <param name="Failures">Failures since then.</param>
/// <param name="LastFailureAt">When it last failed.</param>
public sealed record NodeView(
    string Node, string State, ulong? Height, long? LatencyMilliseconds, DateTimeOffset? LastAnswer, int Failures, DateTimeOffset? LastFailureAt);

/// <summary>An account that sends for the issuer, as the host last saw it; what it never looked at is null.</summary>
/// <param name="PaidBy"><c>issuer</c> for its own, <c>host</c> for the host's.</param>
/// <param name="Account">The account.</param>
/// <param name="NonceSpace">The relaying node that counts its nonces, or empty.</param>
/// <param name="NextNonce">The nonce after the last one used or seen.</param>
/// <param name="ForeignNonces">How many nonces somebody else used.</param>
/// <param name="ForeignSeen">When that was last seen.</param>
/// <param name="Balance">Wei, a decimal string.</param>
/// <param name="PaysFor">For how many further transactions the balance suffices; null also where gas is free.</param>
/// <param name="Checked">When the balance was looked at.</param>
public sealed record SendingAccountView(
    string PaidBy, string Account, string NonceSpace, ulong? NextNonce, long ForeignNonces, DateTimeOffset? ForeignSeen, string? Balance, long? PaysFor, DateTimeOffset? Checked);

internal sealed class ListNetworksHandler(EventStore.EventStore store, NetworkCatalog networks, SendingAccounts accounts, AccountBook book, LedgerOptions options)
    : IRequestHandler<ListNetworks, IReadOnlyList<NetworkView>>
{
    public async Task<IReadOnlyList<NetworkView>> Handle(ListNetworks request, CancellationToken cancellationToken)
    {
        var issuer = await store.FoldAsync(request.Issuer, request.Issuer.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        var views = new List<NetworkView>();
        foreach (var network in networks.All.OrderBy(known => known.Network.ChainId)) views.Add(await ViewAsync(issuer, network, cancellationToken));
        return views;
    }

    private async Task<NetworkView> ViewAsync(IssuerState issuer, KnownNetwork network, CancellationToken cancellationToken)
    {
        var record = network.Network;
        var sending = await accounts.OfAsync(issuer, network, cancellationToken);
        // Only those that send for the caller: the book holds every issuer's.
        var seen = sending.Count == 0 ? [] : await book.ListAsync(record.ChainId, [.. sending.Select(account => account.Address)], cancellationToken);
        var health = network.Nodes?.Health ?? [];
        return new NetworkView(
            record.Name, record.ChainId, network.Registry.Address.ToString(), Word(record.WritePath), Word(record.Payer), record.Finality.ToString(), record.IsProduction,
            [.. health.Select(View)],
            [.. sending.SelectMany(account => Views(account, seen))],
            [.. seen.SelectMany(account => Warnings.OfAccount(account, options.LowBelow)), .. health.SelectMany(Warnings.OfNode)]);
    }

    private static IEnumerable<SendingAccountView> Views(SendingAccount account, IReadOnlyList<AccountView> seen) => seen
        .Where(each => each.Account == account.Address)
        .Select(each => new SendingAccountView(
            account.PaidBy, each.Account, each.NonceSpace, each.NextNonce, each.ForeignNonces, each.ForeignSeen,
            each.Balance?.ToString(CultureInfo.InvariantCulture), each.PaysFor, each.Checked))
        .DefaultIfEmpty(new SendingAccountView(account.PaidBy, account.Address, "", null, 0, null, null, null, null));

    private static NodeView View(NodeHealth node) => new(
        node.Node, Word(node.State), node.Height, (long?)node.Latency?.TotalMilliseconds, node.LastAnswer, node.Failures, node.LastFailureAt);

    private static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
