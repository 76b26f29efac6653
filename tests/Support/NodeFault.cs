using System.Text.Json.Nodes;

namespace Anchor.Tests.Support;

/// <summary>How a call to a node goes wrong.</summary>
internal enum FaultKind
{
    /// <summary>No answer ever comes; the caller's time-out ends it.</summary>
    Silence,

    /// <summary>The connection is reset.</summary>
    Reset,

    /// <summary>An answer that is no JSON.</summary>
    Garbage,

    /// <summary>An answer that breaks off in its middle.</summary>
    Truncated,

    /// <summary>HTTP status 503, as a gateway gives it.</summary>
    HttpError,

    /// <summary>A JSON-RPC error (-32000), as a node gives it.</summary>
    RpcError,
}

/// <summary>What a node does with a call, instead of answering it well.</summary>
/// <param name="Kind">What the caller sees.</param>
/// <param name="Worked">Whether the node behind has done what it was asked: false is "it failed", true "it worked and the answer was lost".</param>
internal sealed record NodeFault(FaultKind Kind, bool Worked)
{
    /// <summary>The fault of a call that never arrived.</summary>
    internal static NodeFault Failed(FaultKind kind) => new(kind, Worked: false);

    /// <summary>The fault of a call that worked, and whose answer was lost.</summary>
    internal static NodeFault AnswerLost(FaultKind kind) => new(kind, Worked: true);

    /// <summary>All faults in pairs, for theories: failed, and worked but the answer was lost.</summary>
    internal static IEnumerable<NodeFault> Pairs => Enum.GetValues<FaultKind>().SelectMany(static kind => new[] { Failed(kind), AnswerLost(kind) });
}

/// <summary>An untrue answer: takes the request and the node's true answer, and gives what the caller gets to read.</summary>
/// <param name="request">The JSON-RPC request.</param>
/// <param name="answer">The node's JSON-RPC answer, which may be changed.</param>
internal delegate JsonObject NodeLie(JsonObject request, JsonObject answer);

/// <summary>Lies that nodes have been seen to tell.</summary>
internal static class NodeLies
{
    private const string NoHash = "0x00000000000000000000000000000000000000000000000000000000000bad00";

    /// <summary>The node is on another chain.</summary>
    internal static NodeLie WrongChain(ulong chainId) => Of("eth_chainId", answer => answer["result"] = $"0x{chainId:x}");

    /// <summary>The node's chain begins with another block.</summary>
    internal static NodeLie OtherGenesis() => (request, answer) =>
    {
        if (Method(request) == "eth_getBlockByNumber" && (string?)request["params"]![0] == "0x0" && answer["result"] is JsonObject block) block["hash"] = NoHash;
        return answer;
    };

    /// <summary>Receipts say that their transaction reverted.</summary>
    internal static NodeLie FailedReceipts() => OfReceipts(static receipt => (receipt["status"], receipt["logs"]) = ("0x0", new JsonArray()));

    /// <summary>Receipts say that their transaction succeeded, and hold no events.</summary>
    internal static NodeLie EmptyReceipts() => OfReceipts(static receipt => (receipt["status"], receipt["logs"]) = ("0x1", new JsonArray()));

    /// <summary>Receipts name a block that is not on the chain.</summary>
    internal static NodeLie ReceiptsOfOtherBlocks() => OfReceipts(static receipt =>
    {
        receipt["blockHash"] = NoHash;
        foreach (var log in receipt["logs"]!.AsArray()) log!["blockHash"] = NoHash;
    });

    /// <summary>The block at one height has another hash.</summary>
    internal static NodeLie OtherBlockAt(ulong number) => (request, answer) =>
    {
        if (answer["result"] is JsonObject block && Method(request) == "eth_getBlockByNumber" && (string?)block["number"] == $"0x{number:x}") block["hash"] = NoHash;
        return answer;
    };

    /// <summary>The node is ahead of everybody by so many blocks.</summary>
    internal static NodeLie Ahead(ulong blocks) => Of("eth_blockNumber", answer => answer["result"] = $"0x{Convert.ToUInt64((string?)answer["result"], 16) + blocks:x}");

    /// <summary>The node knows no transaction and no receipt.</summary>
    internal static NodeLie KnowsNoTransaction() => (request, answer) =>
    {
        if (Method(request) is "eth_getTransactionByHash" or "eth_getTransactionReceipt") answer["result"] = null;
        return answer;
    };

    /// <summary>The node lacks a method (-32601).</summary>
    internal static NodeLie Without(params string[] methods) => (request, answer) =>
        methods.Contains(Method(request)) ? Error(request, -32601, "the method does not exist") : answer;

    /// <summary>The node refuses log ranges of more than so many blocks, in words and with a code of its own.</summary>
    internal static NodeLie LogRangesUpTo(ulong blocks) => (request, answer) =>
        Method(request) == "eth_getLogs" && Number(request, "toBlock") - Number(request, "fromBlock") >= blocks ? Error(request, -32005, "query exceeds the limit") : answer;

    internal static JsonObject Error(JsonObject request, int code, string message) => new()
    {
        ["jsonrpc"] = "2.0", ["id"] = request["id"]?.DeepClone(), ["error"] = new JsonObject { ["code"] = code, ["message"] = message },
    };

    private static string? Method(JsonObject request) => (string?)request["method"];

    private static ulong Number(JsonObject request, string name) => Convert.ToUInt64((string?)request["params"]![0]![name], 16);

    private static NodeLie Of(string method, Action<JsonObject> change) => (request, answer) =>
    {
        if (Method(request) == method) change(answer);
        return answer;
    };

    private static NodeLie OfReceipts(Action<JsonObject> change) => Of("eth_getTransactionReceipt", answer =>
    {
        if (answer["result"] is JsonObject receipt) change(receipt);
    });
}
