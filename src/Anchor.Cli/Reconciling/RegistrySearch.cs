using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Trust;
using Anchor.Merkle;
using Anchor.Verification.Nodes;

namespace Anchor.Cli.Reconciling;

/// <summary>What a registry says of one account's root.</summary>
internal abstract record RegistryAnswer
{
    private RegistryAnswer()
    {
    }

    /// <summary>It stands in a final block.</summary>
    public sealed record Found(AnchorClaim Anchor) : RegistryAnswer;

    /// <summary>It stands in a block that may still leave the chain.</summary>
    public sealed record NotFinal : RegistryAnswer;

    /// <summary>The registry has never heard of it.</summary>
    /// <param name="Head">The newest block of the node that said so.</param>
    public sealed record Absent(ulong Head) : RegistryAnswer;

    /// <summary>Nobody said anything that counts.</summary>
    public sealed record Silent : RegistryAnswer;
}

/// <summary>Looks roots up in the registries of a trust file; each root once, however many bundles it has.</summary>
internal sealed class RegistrySearch(TrustFile trust, Func<TrustedNetwork, IEvmClient?> nodes)
{
    private readonly Dictionary<TrustedNetwork, (IEvmClient? Client, string? Fault)> _clients = [];
    private readonly Dictionary<(TrustedNetwork, Address, Hash32), RegistryAnswer> _answers = [];

    public IReadOnlyList<TrustedNetwork> Networks => trust.Networks;

    /// <summary>Why some networks could not be asked: a code and a sentence each.</summary>
    public IEnumerable<string> Faults => _clients.Values.Select(each => each.Fault).OfType<string>();

    public async Task<RegistryAnswer> FindAsync(TrustedNetwork network, Address account, Hash32 root, CancellationToken cancellationToken)
    {
        if (_answers.TryGetValue((network, account, root), out var known)) return known;
        if (!_clients.TryGetValue(network, out var node)) node = _clients[network] = await ConnectAsync(network, cancellationToken).ConfigureAwait(false);
        if (node.Client is not { } client || node.Fault is not null) return new RegistryAnswer.Silent();
        try
        {
            return _answers[(network, account, root)] = await AskAsync(network, client, account, root, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException)
        {
            _clients[network] = (client, Unreachable(network));
            return new RegistryAnswer.Silent();
        }
    }

    private static async Task<RegistryAnswer> AskAsync(TrustedNetwork network, IEvmClient client, Address account, Hash32 root, CancellationToken cancellationToken)
    {
        // The head first: what the registry says afterwards holds at least up to there.
        var head = await client.BlockNumberAsync(cancellationToken).ConfigureAwait(false);
        var registry = RegistryOf(network, client);
        if (await registry.RecordAsync(account, root, cancellationToken).ConfigureAwait(false) is null) return new RegistryAnswer.Absent(head);
        if (await registry.FindAnchoredAsync(account, root, cancellationToken).ConfigureAwait(false) is not { } anchored) return new RegistryAnswer.Silent();
        var standing = await ChainPosition.StandingAsync(client, network.Finality.ToPolicy(), anchored.BlockNumber, anchored.BlockHash, cancellationToken).ConfigureAwait(false);
        return standing != BlockStanding.Final ? new RegistryAnswer.NotFinal() : new RegistryAnswer.Found(new AnchorClaim(
            network.ChainId, registry.Address.ToString(), account.ToString(), anchored.TransactionHash, anchored.BlockNumber, anchored.BlockHash, anchored.AnchoredAt));
    }

    /// <summary>Only a node of the right chain with the right registry is listened to.</summary>
    private async Task<(IEvmClient? Client, string? Fault)> ConnectAsync(TrustedNetwork network, CancellationToken cancellationToken)
    {
        if (nodes(network) is not { } client) return (null, $"The trust file names no node of {network.Name}, and no --rpc was given. (network.no_node)");
        try
        {
            if (await client.ChainIdAsync(cancellationToken).ConfigureAwait(false) != network.ChainId
                || await client.GenesisHashAsync(cancellationToken).ConfigureAwait(false) != network.GenesisHash)
                return (null, $"No node that was named belongs to {network.Name}. (network.wrong_chain)");
            var code = await RegistryOf(network, client).CodeHashAsync(cancellationToken).ConfigureAwait(false);
            return code is null || (network.RegistryCodeHash is { } pinned && code != pinned)
                ? (null, $"The contract at the registry's address on {network.Name} is not the one that the trust file describes. (network.registry_differs)")
                : (client, null);
        }
        catch (RpcException)
        {
            return (null, Unreachable(network));
        }
    }

    private static RegistryContract RegistryOf(TrustedNetwork network, IEvmClient client) => new(client, Address.Parse(network.Registry.ToLowerInvariant()));

    private static string Unreachable(TrustedNetwork network) => $"{network.Name} cannot be asked at the moment. (network.unreachable)";
}
