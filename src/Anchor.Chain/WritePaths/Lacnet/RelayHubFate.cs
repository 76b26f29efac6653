using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;

namespace Anchor.Chain.WritePaths.Lacnet;

/// <summary>Reads from the relay hub's own logs what became of the inner transaction; the receipt's status tells only of the wrapping one.</summary>
/// <remarks>Source: LACNetNetworks/gas-management. The hub never reverts for a refusal, and counts the nonce when it emits <c>Relayed</c>.</remarks>
internal static class RelayHubFate
{
    /// <exception cref="RpcUnavailableException">The logs are damaged, or contradict the status.</exception>
    internal static WriteFate Of(TransactionReceipt receipt, Address hub)
    {
        var logs = receipt.Logs.Where(log => log.Address == hub && log.TransactionHash == receipt.TransactionHash && !log.Removed).ToList();
        var counted = logs.Any(log => Is(log, RelayHubAbi.Relayed, topics: 3));
        try
        {
            return logs.Select(log => Read(log, receipt, counted)).FirstOrDefault(static fate => fate is not null) ?? Silent(receipt, counted);
        }
        catch (FormatException)
        {
            throw RpcUnavailableException.Malformed("a log of the relay hub is damaged");
        }
    }

    /// <summary>Whose nonce the hub found wrong; null when it refused nothing, or for another reason.</summary>
    internal static Address? SenderOf(TransactionReceipt receipt, Address hub)
    {
        foreach (var log in receipt.Logs.Where(log => log.Address == hub && Is(log, RelayHubAbi.BadTransactionSent, topics: 1)))
        {
            var data = new AbiReader(log.Data.Span);
            data.ReadAddress();
            var sender = data.ReadAddress();
            if (data.ReadUInt64() == LacnetRefusals.BadNonceCode) return sender;
        }
        return null;
    }

    private static WriteFate? Read(EventLog log, TransactionReceipt receipt, bool counted)
    {
        var data = new AbiReader(log.Data.Span);
        if (Is(log, RelayHubAbi.BadTransactionSent, topics: 1))
        {
            (_, _) = (data.ReadAddress(), data.ReadAddress());
            var code = data.ReadUInt64();
            var refusal = LacnetRefusals.OfHub(code);
            return new WriteFate.Failed(receipt, refusal.Code, refusal.Words, counted || code == LacnetRefusals.IsNotContractCode);
        }
        if (Is(log, RelayHubAbi.TransactionRelayed, topics: 4))
        {
            var (executed, output) = (data.ReadBool(), data.ReadBytes());
            return executed ? Executed(receipt) : new WriteFate.Failed(receipt, "reverted", LacnetRefusals.Reverted(output), NonceUsed: true);
        }
        return Is(log, RelayHubAbi.ContractDeployed, topics: 3) ? Executed(receipt with { ContractAddress = data.ReadAddress() }) : null;
    }

    private static WriteFate.Executed Executed(TransactionReceipt receipt) => receipt.Succeeded
        ? new WriteFate.Executed(receipt)
        : throw RpcUnavailableException.Malformed("its status contradicts the relay hub's log");

    private static WriteFate.Failed Silent(TransactionReceipt receipt, bool counted)
    {
        // What is rolled back leaves no logs and counts no nonce.
        var refusal = receipt.Succeeded || receipt.Logs.Count > 0 ? LacnetRefusals.NoEffect : LacnetRefusals.RelayReverted;
        return new WriteFate.Failed(receipt, refusal.Code, refusal.Words, counted);
    }

    private static bool Is(EventLog log, AbiSignature signature, int topics) => log.Topics.Count == topics && log.Topics[0] == signature.Topic;
}
