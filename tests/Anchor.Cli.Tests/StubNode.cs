using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Merkle;
using Anchor.Verification.Tests;

namespace Anchor.Cli.Tests;

/// <summary>The chain in memory behind JSON-RPC, as a node shows it.</summary>
internal sealed class StubNode(FakeChain chain) : HttpMessageHandler
{
    public List<string> Addresses { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (Addresses) Addresses.Add(request.RequestUri!.ToString());
        if (request.RequestUri!.Host.StartsWith("dead", StringComparison.Ordinal)) throw new HttpRequestException(HttpRequestError.ConnectionError);
        var call = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
        var result = await AnswerAsync((string)call["method"]!, call["params"]!.AsArray(), cancellationToken);
        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = call["id"]!.DeepClone(), ["result"] = result };
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer.ToJsonString()) };
    }

    private async Task<JsonNode?> AnswerAsync(string method, JsonArray parameters, CancellationToken cancellationToken) => method switch
    {
        "eth_chainId" => Hex.Quantity(await chain.ChainIdAsync(cancellationToken)),
        "eth_blockNumber" => Hex.Quantity(await chain.BlockNumberAsync(cancellationToken)),
        "eth_getCode" => Hex.Data(await chain.GetCodeAsync(Address.Parse((string)parameters[0]!), BlockId.Latest, cancellationToken)),
        "eth_getBlockByNumber" => Block(await chain.GetBlockAsync(BlockId.At(Convert.ToUInt64((string)parameters[0]!, 16)), cancellationToken)),
        "eth_getTransactionReceipt" => Receipt(await chain.GetReceiptAsync(Hash32.Parse((string)parameters[0]!), cancellationToken)),
        "eth_call" => Hex.Data(await chain.CallAsync(
            new CallRequest(Address.Parse((string)parameters[0]!["to"]!), Convert.FromHexString(((string)parameters[0]!["data"]!)[2..])), BlockId.Latest, cancellationToken)),
        "eth_getLogs" => Logs(await chain.GetLogsAsync(
            Address.Parse((string)parameters[0]!["address"]!), [.. parameters[0]!["topics"]!.AsArray().Select(topic => topic is null ? (Hash32?)null : Hash32.Parse((string)topic!))],
            Convert.ToUInt64((string)parameters[0]!["fromBlock"]!, 16), Convert.ToUInt64((string)parameters[0]!["toBlock"]!, 16), cancellationToken)),
        _ => throw new NotSupportedException(method),
    };

    private static JsonObject? Block(BlockHeader? block) => block is null ? null : new JsonObject
    {
        ["number"] = Hex.Quantity(block.Number), ["hash"] = block.Hash.ToHex(), ["parentHash"] = block.ParentHash.ToHex(),
        ["timestamp"] = Hex.Quantity(block.Timestamp), ["gasLimit"] = Hex.Quantity(block.GasLimit),
    };

    private static JsonObject? Receipt(TransactionReceipt? receipt) => receipt is null ? null : new JsonObject
    {
        ["transactionHash"] = receipt.TransactionHash.ToHex(), ["status"] = receipt.Succeeded ? "0x1" : "0x0", ["blockNumber"] = Hex.Quantity(receipt.BlockNumber),
        ["blockHash"] = receipt.BlockHash.ToHex(), ["gasUsed"] = Hex.Quantity(receipt.GasUsed), ["logs"] = Logs(receipt.Logs),
    };

    private static JsonArray Logs(IReadOnlyList<EventLog> logs) => [.. logs.Select(Log)];

    private static JsonNode Log(EventLog log) => new JsonObject
    {
        ["address"] = log.Address.ToString(), ["topics"] = new JsonArray([.. log.Topics.Select(topic => (JsonNode)topic.ToHex())]), ["data"] = Hex.Data(log.Data.Span),
        ["blockNumber"] = Hex.Quantity(log.BlockNumber), ["blockHash"] = log.BlockHash.ToHex(), ["transactionHash"] = log.TransactionHash.ToHex(),
        ["logIndex"] = Hex.Quantity(log.Index), ["removed"] = log.Removed,
    };
}
