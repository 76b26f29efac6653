namespace Anchor.Chain.Rpc;

/// <summary>One node of a network, with the name under which it may be shown.</summary>
/// <param name="Shown">Scheme, host and port; never the whole address, which may hold a secret.</param>
/// <param name="Client">What speaks to it.</param>
public sealed record NodeConnection(string Shown, IEvmClient Client)
{
    /// <summary>Speaks JSON-RPC to an address.</summary>
    /// <exception cref="ArgumentException">The address is neither http nor https.</exception>
    public static NodeConnection To(Uri address, HttpClient http, JsonRpcOptions options, TimeProvider time)
    {
        var rpc = new JsonRpcClient(http, address, options, time);
        return new NodeConnection(rpc.Node, new EvmClient(rpc));
    }

    /// <summary>Speaks to several nodes; where there are others to ask, a call that fails is not repeated at the same one.</summary>
    /// <param name="addresses">The nodes, best first.</param>
    /// <param name="http">Shared; not disposed here.</param>
    /// <param name="options">Patience and bounds. Its Authorization goes to every node, so all must be of one operator when it is set.</param>
    /// <param name="time">The clock of time-outs and waits.</param>
    /// <exception cref="ArgumentException">An address is neither http nor https.</exception>
    public static IReadOnlyList<NodeConnection> ToAll(IReadOnlyList<Uri> addresses, HttpClient http, JsonRpcOptions options, TimeProvider time)
    {
        var each = addresses.Count > 1 ? options with { Attempts = 1 } : options;
        return [.. addresses.Select(address => To(address, http, each, time))];
    }
}
