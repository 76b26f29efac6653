using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Chain.Rpc;

/// <summary>An EVM node behind JSON-RPC.</summary>
/// <param name="rpc">The connection.</param>
public sealed class EvmClient(JsonRpcClient rpc) : IEvmClient
{
    private const int RecentBlocks = 10;

    /// <inheritdoc/>
    public Task<ulong> ChainIdAsync(CancellationToken cancellationToken) =>
        ReadAsync("eth_chainId", [], RpcFields.ToUInt64, cancellationToken);

    /// <inheritdoc/>
    public async Task<Hash32> GenesisHashAsync(CancellationToken cancellationToken) =>
        (await GetBlockAsync(BlockId.At(0), cancellationToken).ConfigureAwait(false))?.Hash
        ?? throw RpcUnavailableException.Malformed("there is no block 0");

    /// <inheritdoc/>
    public Task<ulong> BlockNumberAsync(CancellationToken cancellationToken) =>
        ReadAsync("eth_blockNumber", [], RpcFields.ToUInt64, cancellationToken);

    /// <inheritdoc/>
    public Task<BlockHeader?> GetBlockAsync(BlockId block, CancellationToken cancellationToken) => ReadAsync(
        block.IsHash ? "eth_getBlockByHash" : "eth_getBlockByNumber", [block.Text, false], OrNull(ChainDataReading.Block), cancellationToken);

    /// <inheritdoc/>
    public async Task<TransactionReceipt?> GetReceiptAsync(Hash32 transactionHash, CancellationToken cancellationToken)
    {
        var receipt = await ReadAsync(
            "eth_getTransactionReceipt", [transactionHash.ToHex()], OrNull(ChainDataReading.Receipt), cancellationToken).ConfigureAwait(false);
        return receipt is null || receipt.TransactionHash == transactionHash
            ? receipt
            : throw RpcUnavailableException.Malformed("it is another transaction's receipt");
    }

    /// <inheritdoc/>
    public async Task<ChainTransaction?> GetTransactionByHashAsync(Hash32 transactionHash, CancellationToken cancellationToken)
    {
        var transaction = await ReadAsync(
            "eth_getTransactionByHash", [transactionHash.ToHex()], OrNull(ChainDataReading.Transaction), cancellationToken).ConfigureAwait(false);
        return transaction is null || transaction.Hash == transactionHash
            ? transaction
            : throw RpcUnavailableException.Malformed("it is another transaction");
    }

    /// <inheritdoc/>
    public Task<ulong> GetTransactionCountAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        ReadAsync("eth_getTransactionCount", [account.ToString(), block.ToParameter()], RpcFields.ToUInt64, cancellationToken);

    /// <inheritdoc/>
    public Task<BigInteger> GetBalanceAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        ReadAsync("eth_getBalance", [account.ToString(), block.ToParameter()], RpcFields.ToNumber, cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> GetCodeAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        ReadAsync("eth_getCode", [account.ToString(), block.ToParameter()], RpcFields.ToData, cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> CallAsync(CallRequest call, BlockId block, CancellationToken cancellationToken) =>
        ReadAsync("eth_call", [Parameter(call), block.ToParameter()], RpcFields.ToData, cancellationToken);

    /// <inheritdoc/>
    public Task<ulong> EstimateGasAsync(CallRequest call, CancellationToken cancellationToken) =>
        ReadAsync("eth_estimateGas", [Parameter(call)], RpcFields.ToUInt64, cancellationToken);

    /// <inheritdoc/>
    public Task<BigInteger> GasPriceAsync(CancellationToken cancellationToken) =>
        ReadAsync("eth_gasPrice", [], RpcFields.ToNumber, cancellationToken);

    /// <inheritdoc/>
    public async Task<FeeSuggestion> SuggestFeesAsync(BlockHeader latest, CancellationToken cancellationToken)
    {
        var baseFee = latest.BaseFeePerGas ?? throw new ArgumentException("The block has no base fee.", nameof(latest));
        var priority = await UsualTipAsync(cancellationToken).ConfigureAwait(false) ?? await SuggestedTipAsync(baseFee, cancellationToken).ConfigureAwait(false);
        // The base fee rises by an eighth per full block at most: twice is enough for five of them.
        return new FeeSuggestion(priority, baseFee * 2 + priority);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<EventLog>> GetLogsAsync(
        Address address, IReadOnlyList<Hash32?> topics, ulong fromBlock, ulong toBlock, CancellationToken cancellationToken)
    {
        var filter = new JsonObject
        {
            ["address"] = address.ToString(),
            ["topics"] = new JsonArray([.. topics.Select(static topic => topic is { } wanted ? (JsonNode)wanted.ToHex() : null)]),
            ["fromBlock"] = Hex.Quantity(fromBlock),
            ["toBlock"] = Hex.Quantity(toBlock),
        };
        return ReadAsync("eth_getLogs", [filter], ChainDataReading.Logs, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<SendOutcome> SendRawTransactionAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        try
        {
            var result = await rpc.CallAsync("eth_sendRawTransaction", [Hex.Data(raw.Span)], RpcRepeat.Never, cancellationToken).ConfigureAwait(false);
            return new SendOutcome.Accepted(RpcFields.Read(result, RpcFields.ToHash));
        }
        catch (RpcErrorException refusal)
        {
            return new SendOutcome.Refused(refusal.Code, refusal.Reason);
        }
        catch (RpcUnavailableException failure)
        {
            return new SendOutcome.Unknown(failure.Message);
        }
    }

    /// <summary>What half of the gas of recent blocks paid at most; null where the node does not say, or nothing was paid for.</summary>
    private async Task<BigInteger?> UsualTipAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync("eth_feeHistory", [Hex.Quantity(RecentBlocks), "latest", new JsonArray(50)], ChainDataReading.MedianReward, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcErrorException)
        {
            return null;
        }
    }

    private async Task<BigInteger> SuggestedTipAsync(BigInteger baseFee, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync("eth_maxPriorityFeePerGas", [], RpcFields.ToNumber, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcErrorException)
        {
            // Not every node has the method; its gas price is the base fee with a tip on top.
            return BigInteger.Max(0, await GasPriceAsync(cancellationToken).ConfigureAwait(false) - baseFee);
        }
    }

    private async Task<T> ReadAsync<T>(string method, JsonArray parameters, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        RpcFields.Read(await rpc.CallAsync(method, parameters, RpcRepeat.Allowed, cancellationToken).ConfigureAwait(false), read);

    private static Func<JsonElement, T?> OrNull<T>(Func<JsonElement, T> read) where T : class =>
        result => result.ValueKind == JsonValueKind.Null ? null : read(result);

    private static JsonObject Parameter(CallRequest call)
    {
        var item = new JsonObject { ["data"] = Hex.Data(call.Data.Span) };
        if (call.From is { } from) item["from"] = from.ToString();
        if (call.To is { } to) item["to"] = to.ToString();
        return item;
    }
}
