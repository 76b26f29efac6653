using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;

namespace Anchor.Chain.Networks;

/// <summary>What a node shows of its network's rules, found out by asking.</summary>
/// <param name="HasBaseFee">Blocks have a base fee (London and later): type-2 transactions count.</param>
/// <param name="HasPush0">The EVM knows PUSH0 (Shanghai and later); null when the node would not run the probe.</param>
/// <param name="IsFree">The node asks no price for gas.</param>
/// <param name="Warnings">Where the network's record says otherwise, a sentence each.</param>
public sealed record NetworkProbe(bool HasBaseFee, bool? HasPush0, bool IsFree, IReadOnlyList<string> Warnings)
{
    /// <summary>PUSH0, PUSH1 0, MSTORE, PUSH1 32, PUSH1 0, RETURN: runs only where PUSH0 is known.</summary>
    private static readonly byte[] Push0 = [0x5f, 0x60, 0x00, 0x52, 0x60, 0x20, 0x60, 0x00, 0xf3];

    private static readonly AbiSignature GetRelayHub = WritePaths.Lacnet.RelayHubAbi.GetRelayHub;

    /// <summary>Asks a node, once at start-up; what differs from the record is a warning, never an error.</summary>
    /// <exception cref="RpcException">The node gives no blocks.</exception>
    public static async Task<NetworkProbe> RunAsync(IEvmClient client, Network network, CancellationToken cancellationToken)
    {
        var latest = await client.GetBlockAsync(BlockId.Latest, cancellationToken).ConfigureAwait(false)
            ?? throw RpcUnavailableException.Malformed("there is no latest block");
        var hasBaseFee = latest.BaseFeePerGas is not null;
        var hasPush0 = await RunsAsync(client, Push0, cancellationToken).ConfigureAwait(false);
        var isFree = await client.GasPriceAsync(cancellationToken).ConfigureAwait(false) == 0;
        var warnings = new List<string>();
        if (network.WritePath == WritePathKind.Direct)
        {
            if (!hasBaseFee && isFree)
                warnings.Add($"{network.Name} asks no fee and has no base fee, as LACNet does, and its record says writePath direct. On LACNet that needs a permission of its own; the usual ways are lacnetGasModel and lacnetMetaTxHub.");
        }
        else
        {
            if (hasBaseFee) warnings.Add($"{network.Name} has a base fee, which LACNet has not, and its record says {Named(network.WritePath)}. Check its node and its writePath.");
            if (!isFree) warnings.Add($"{network.Name} asks a price for gas, which LACNet does not. Transactions without one may wait for ever.");
            if (network.Finality != FinalityPolicy.Instant)
                warnings.Add($"{network.Name} is final at once by its consensus (IBFT 2); its record waits for {network.Finality}.");
            if (await ContractWarningAsync(client, network, cancellationToken).ConfigureAwait(false) is { } missing) warnings.Add(missing);
        }
        return new NetworkProbe(hasBaseFee, hasPush0, isFree, warnings);
    }

    /// <summary>The rules in a few words, for a log line.</summary>
    public override string ToString() =>
        $"{(HasBaseFee ? "base fee" : "no base fee")}, {(HasPush0 switch { true => "PUSH0", false => "no PUSH0", null => "PUSH0 unknown" })}, {(IsFree ? "gas without a price" : "gas has a price")}";

    private static async Task<bool?> RunsAsync(IEvmClient client, byte[] code, CancellationToken cancellationToken)
    {
        try
        {
            await client.CallAsync(new CallRequest(null, code), BlockId.Latest, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RpcErrorException)
        {
            // An unknown instruction, or a node that runs no creation code: the same without PUSH0 tells which.
        }
        byte[] control = [0x60, 0x00, .. code.AsSpan(1)];
        try
        {
            await client.CallAsync(new CallRequest(null, control), BlockId.Latest, cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (RpcErrorException)
        {
            return null;
        }
    }

    private static async Task<string?> ContractWarningAsync(IEvmClient client, Network network, CancellationToken cancellationToken)
    {
        if (network.WritePath == WritePathKind.LacnetMetaTxHub)
        {
            return network.Lacnet?.MetaTxHub is { } hub && (await client.GetCodeAsync(hub, BlockId.Latest, cancellationToken).ConfigureAwait(false)).Length == 0
                ? $"There is no contract at {hub}, which the record of {network.Name} names as lacnet.metaTxHub."
                : null;
        }
        if (network.Lacnet?.TrustedForwarder is not { } proxy) return null;
        try
        {
            var call = new CallRequest(proxy, new AbiEncoder().EncodeCall(GetRelayHub));
            if (!new AbiReader(await client.CallAsync(call, BlockId.Latest, cancellationToken).ConfigureAwait(false)).ReadAddress().IsZero) return null;
        }
        catch (Exception failure) when (failure is FormatException or RpcErrorException)
        {
            // No proxy, or a hub in its place, which has no such function.
        }
        return $"{proxy}, which the record of {network.Name} names as lacnet.trustedForwarder, names no relay hub; it has to be the proxy, not the hub.";
    }

    private static string Named(WritePathKind kind) => kind == WritePathKind.LacnetGasModel ? "lacnetGasModel" : "lacnetMetaTxHub";
}
