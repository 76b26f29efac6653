using System.Numerics;
using System.Text.Json;

namespace Anchor.Chain.Rpc;

/// <summary>Turns JSON answers into chain data.</summary>
internal static class ChainDataReading
{
    internal static BlockHeader Block(JsonElement item) => new(
        item.Required("number").ToUInt64(),
        item.Required("hash").ToHash(),
        item.Required("parentHash").ToHash(),
        item.Required("timestamp").ToUInt64(),
        item.Optional("baseFeePerGas")?.ToNumber(),
        item.Required("gasLimit").ToUInt64());

    internal static TransactionReceipt Receipt(JsonElement item) => new(
        item.Required("transactionHash").ToHash(),
        item.Required("status").ToUInt64() == 1,
        item.Required("blockNumber").ToUInt64(),
        item.Required("blockHash").ToHash(),
        item.Required("gasUsed").ToUInt64(),
        item.Optional("effectiveGasPrice")?.ToNumber(),
        // Some relays write the zero address where nothing was created.
        item.Optional("contractAddress")?.ToAddress() is { IsZero: false } created ? created : null,
        Logs(item.Required("logs")));

    internal static ChainTransaction Transaction(JsonElement item) => new(
        item.Required("hash").ToHash(),
        item.Required("from").ToAddress(),
        item.Optional("to")?.ToAddress(),
        item.Required("nonce").ToUInt64(),
        item.Optional("blockNumber")?.ToUInt64(),
        item.Optional("blockHash")?.ToHash(),
        // The name of older nodes comes second; and no array is no empty one.
        (item.Optional("input") ?? item.Optional("data")) is { } input ? input.ToData() : (ReadOnlyMemory<byte>?)null);

    /// <summary>The middle one of the rewards of a fee history's blocks; blocks that hold nothing say nothing. Null when none does.</summary>
    internal static BigInteger? MedianReward(JsonElement history)
    {
        if (history.Optional("reward") is not { } rewards || history.Optional("gasUsedRatio") is not { } used) return null;
        var paid = rewards.ToList().Zip(used.ToList())
            .Where(static block => block.Second.ValueKind == JsonValueKind.Number && block.Second.TryGetDouble(out var ratio) && ratio > 0)
            .Select(static block => block.First.ToList().First().ToNumber()).Order().ToArray();
        return paid.Length == 0 ? null : paid[paid.Length / 2];
    }

    internal static IReadOnlyList<EventLog> Logs(JsonElement list) => [.. list.ToList().Select(Log)];

    private static EventLog Log(JsonElement item) => new(
        item.Required("address").ToAddress(),
        [.. item.Required("topics").ToList().Select(RpcFields.ToHash)],
        item.Required("data").ToData(),
        item.Required("blockNumber").ToUInt64(),
        item.Required("blockHash").ToHash(),
        item.Required("transactionHash").ToHash(),
        item.Required("logIndex").ToUInt64(),
        item.Optional("removed") is { ValueKind: JsonValueKind.True });
}
