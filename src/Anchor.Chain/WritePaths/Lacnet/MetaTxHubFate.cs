using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;

namespace Anchor.Chain.WritePaths.Lacnet;

/// <summary>Reads from the meta-transaction hub's own logs that it carried a request out; a transaction to anything else succeeds too.</summary>
internal static class MetaTxHubFate
{
    /// <param name="receipt">A receipt of success.</param>
    /// <param name="hub">The hub.</param>
    /// <exception cref="RpcUnavailableException">A log is damaged.</exception>
    internal static WriteFate Of(TransactionReceipt receipt, Address hub)
    {
        var logs = receipt.Logs.Where(log => log.Address == hub && log.TransactionHash == receipt.TransactionHash && !log.Removed).ToList();
        if (logs.FirstOrDefault(log => Is(log, MetaTxHubAbi.ContractDeployed, topics: 2)) is { } deployed)
            return new WriteFate.Executed(receipt with { ContractAddress = Deployed(deployed) });
        return logs.Any(log => Is(log, MetaTxHubAbi.Executed, topics: 4))
            ? new WriteFate.Executed(receipt)
            : new WriteFate.Failed(
                receipt, LacnetRefusals.NotTheHub.Code, LacnetRefusals.NotTheHub.Words, NonceUsed: true);
    }

    private static Address Deployed(EventLog log)
    {
        try
        {
            return new AbiReader(log.Data.Span).ReadAddress();
        }
        catch (FormatException)
        {
            throw RpcUnavailableException.Malformed("a log of the meta-transaction hub is damaged");
        }
    }

    private static bool Is(EventLog log, AbiSignature signature, int topics) => log.Topics.Count == topics && log.Topics[0] == signature.Topic;
}
