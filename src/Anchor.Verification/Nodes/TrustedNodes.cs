using Anchor.Chain.Rpc;
using Anchor.Credentials.Trust;

namespace Anchor.Verification.Nodes;

/// <summary>Reaches networks through the nodes that a trust file names.</summary>
public static class TrustedNodes
{
    private static readonly JsonRpcOptions Patience = new() { AttemptTimeout = TimeSpan.FromSeconds(8), Attempts = 2 };

    /// <summary>A source of nodes for <see cref="VerifierOptions.Chain"/>; null for a network without addresses.</summary>
    /// <param name="http">Shared by all nodes; not disposed here.</param>
    /// <param name="clock">The clock of time-outs.</param>
    public static Func<TrustedNetwork, IEvmClient?> Over(HttpClient http, TimeProvider clock) => network =>
        network.Rpc.Count == 0 ? null : Of(network, [.. network.Rpc.Select(address => new Uri(address))], http, clock);

    /// <summary>Reaches every network through the same given node, whatever addresses the trust file names.</summary>
    public static Func<TrustedNetwork, IEvmClient?> At(Uri address, HttpClient http, TimeProvider clock) => At([address], http, clock);

    /// <summary>Reaches every network through the first of these nodes that is on its chain, whatever addresses the trust file names.</summary>
    public static Func<TrustedNetwork, IEvmClient?> At(IReadOnlyList<Uri> addresses, HttpClient http, TimeProvider clock) =>
        network => Of(network, [.. addresses], http, clock);

    private static SettledNode Of(TrustedNetwork network, Uri[] addresses, HttpClient http, TimeProvider clock) =>
        new(network.ChainId, [.. addresses.Select(address => new EvmClient(new JsonRpcClient(http, address, Patience, clock)))]);
}
