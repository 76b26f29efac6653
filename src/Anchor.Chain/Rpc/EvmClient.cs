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
    /// <inheritdoc/>
    public async Task<ulong> ChainIdAsync(CancellationToken cancellationToken) =>
        (await ReadAsync("eth_chainId", [], cancellationToken).ConfigureAwait(false)).ToUInt64();

    /// <inheritdoc/>
    public async Task<Hash32> GenesisHashAsync(CancellationToken cancellationToken) =>
        (await GetBlockAsync(BlockId.At(0), cancellationToken).ConfigureAwait(false))?.Hash
        ?? throw RpcUnavailableException.Malformed("there is no block 0");

    /// <inheritdoc/>
    public async Task<ulong> BlockNumberAsync(CancellationToken cancellationToken) =>
        (await ReadAsync("eth_blockNumber", [], cancellationToken).ConfigureAwait(false)).ToUInt64();

    /// <inheritdoc/>
    public async Task<BlockHeader?> GetBlockAsync(BlockId block, CancellationToken cancellationToken)
    {
        var method = block.IsHash ? "eth_getBlockByHash" : "eth_getBlockByNumber";
        var result = await ReadAsync(method, [block.Text, false], cancellationToken).ConfigureAwait(false);
        return result.ValueKind == JsonValueKind.Null ? null : ChainDataReading.Block(result);
    }

    /// <inheritdoc/>
    public async Task<TransactionReceipt?> GetReceiptAsync(Hash32 transactionHash, CancellationToken cancellationToken)
    {
        var result = await ReadAsync("eth_getTransactionReceipt", [transactionHash.ToHex()], cancellationToken).ConfigureAwait(false);
        if (result.ValueKind == JsonValueKind.Null) return null;
        var receipt = ChainDataReading.Receipt(result);
        return receipt.TransactionHash == transactionHash ? receipt : throw RpcUnavailableException.Malformed("it is another transaction's receipt");
    }

    /// <inheritdoc/>
    public async Task<ChainTransaction?> GetTransactionByHashAsync(Hash32 transactionHash, CancellationToken cancellationToken)
    {
        var result = await ReadAsync("eth_getTransactionByHash", [transactionHash.ToHex()], cancellationToken).ConfigureAwait(false);
        if (result.ValueKind == JsonValueKind.Null) return null;
        var transaction = ChainDataReading.Transaction(result);
        return transaction.Hash == transactionHash ? transaction : throw RpcUnavailableException.Malformed("it is another transaction");
    }

    /// <inheritdoc/>
    public async Task<ulong> GetTransactionCountAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        (await ReadAsync("eth_getTransactionCount", [account.ToString(), block.ToParameter()], cancellationToken).ConfigureAwait(false)).ToUInt64();

    /// <inheritdoc/>
    public async Task<BigInteger> GetBalanceAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        (await ReadAsync("eth_getBalance", [account.ToString(), block.ToParameter()], cancellationToken).ConfigureAwait(false)).ToNumber();

    /// <inheritdoc/>
    public async Task<byte[]> GetCodeAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        (await ReadAsync("eth_getCode", [account.ToString(), block.ToParameter()], cancellationToken).ConfigureAwait(false)).ToData();

    /// <inheritdoc/>
    public async Task<byte[]> CallAsync(CallRequest call, BlockId block, CancellationToken cancellationToken) =>
        (await ReadAsync("eth_call", [Parameter(call), block.ToParameter()], cancellationToken).ConfigureAwait(false)).ToData();

    /// <inheritdoc/>
    public async Task<ulong> EstimateGasAsync(CallRequest call, CancellationToken cancellationToken) =>
        (await ReadAsync("eth_estimateGas", [Parameter(call)], cancellationToken).ConfigureAwait(false)).ToUInt64();

    /// <inheritdoc/>
    public async Task<BigInteger> GasPriceAsync(CancellationToken cancellationToken) =>
        (await ReadAsync("eth_gasPrice", [], cancellationToken).ConfigureAwait(false)).ToNumber();

    /// <inheritdoc/>
    public async Task<FeeSuggestion> SuggestFeesAsync(BlockHeader latest, CancellationToken cancellationToken)
    {
        var baseFee = latest.BaseFeePerGas ?? throw new ArgumentException("The block has no base fee.", nameof(latest));
        BigInteger priority;
        try
        {
            priority = (await ReadAsync("eth_maxPriorityFeePerGas", [], cancellationToken).ConfigureAwait(false)).ToNumber();
        }
        catch (RpcErrorException)
        {
            // Not every node has the method; its gas price is the base fee with a tip on top.
            priority = BigInteger.Max(0, await GasPriceAsync(cancellationToken).ConfigureAwait(false) - baseFee);
        }
        // The base fee rises by an eighth per full block at most: twice is enough for five of them.
        return new FeeSuggestion(priority, baseFee * 2 + priority);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<EventLog>> GetLogsAsync(
        Address address, IReadOnlyList<Hash32?> topics, ulong fromBlock, ulong toBlock, CancellationToken cancellationToken)
    {
        var filter = new JsonObject
        {
            ["address"] = address.ToString(),
            ["topics"] = new JsonArray([.. topics.Select(static topic => topic is { } wanted ? (JsonNode)wanted.ToHex() : null)]),
            ["fromBlock"] = Hex.Quantity(fromBlock),
            ["toBlock"] = Hex.Quantity(toBlock),
        };
        return ChainDataReading.Logs(await ReadAsync("eth_getLogs", [filter], cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task<SendOutcome> SendRawTransactionAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        try
        {
            var result = await rpc.CallAsync("eth_sendRawTransaction", [Hex.Data(raw.Span)], RpcRepeat.Never, cancellationToken).ConfigureAwait(false);
            return new SendOutcome.Accepted(result.ToHash());
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

    private Task<JsonElement> ReadAsync(string method, JsonArray parameters, CancellationToken cancellationToken) =>
        rpc.CallAsync(method, parameters, RpcRepeat.Allowed, cancellationToken);

    private static JsonObject Parameter(CallRequest call)
    {
        var item = new JsonObject { ["data"] = Hex.Data(call.Data.Span) };
        if (call.From is { } from) item["from"] = from.ToString();
        if (call.To is { } to) item["to"] = to.ToString();
        return item;
    }
}
