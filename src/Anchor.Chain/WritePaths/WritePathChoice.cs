using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.WritePaths.Lacnet;

namespace Anchor.Chain.WritePaths;

/// <summary>Chooses how transactions reach a network by its record.</summary>
public static class WritePathChoice
{
    /// <summary>The write path that the record names.</summary>
    /// <param name="network">The network.</param>
    /// <param name="client">Its node.</param>
    /// <param name="options">Bounds of what a direct write may cost; without meaning on the others, which cost nothing.</param>
    /// <param name="time">The clock of expiries.</param>
    /// <exception cref="ArgumentException">The record names a way of LACNet and lacks what it needs; the message names the member.</exception>
    public static IWritePath For(Network network, IEvmClient client, DirectWritePathOptions options, TimeProvider time) => network.WritePath switch
    {
        WritePathKind.LacnetGasModel => new LacnetGasModelWritePath(client, network, time),
        WritePathKind.LacnetMetaTxHub => new LacnetMetaTxHubWritePath(client, network, time),
        _ => new DirectWritePath(client, network, options),
    };
}
