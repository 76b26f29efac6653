using System.Text.Json.Nodes;

namespace Anchor.Tests.Support;

/// <summary>What a node would say that had not yet come to the newest blocks of the node behind.</summary>
/// <param name="head">The height it has come to.</param>
internal sealed class LaggingView(ulong head)
{
    private readonly string _head = $"0x{head:x}";

    /// <summary>Turns what is asked of the newest block into a question about the lagging head.</summary>
    /// <returns>The whole answer, where it needs no node; else null.</returns>
    internal JsonNode? Rewrite(JsonObject request, out bool answered)
    {
        answered = true;
        var parameters = request["params"] as JsonArray ?? [];
        switch ((string?)request["method"])
        {
            case "eth_blockNumber":
                return _head;
            case "eth_getBlockByNumber" when IsAhead(parameters[0]):
                return null;
            case "eth_getBlockByNumber":
                Settle(parameters, 0);
                break;
            case "eth_call" or "eth_getBalance" or "eth_getCode" or "eth_getTransactionCount":
                Settle(parameters, 1);
                break;
            case "eth_getLogs" when parameters[0] is JsonObject filter:
                if (IsAhead(filter["fromBlock"])) return new JsonArray();
                if (IsAhead(filter["toBlock"]) || IsTag(filter["toBlock"])) filter["toBlock"] = _head;
                break;
        }
        answered = false;
        return null;
    }

    /// <summary>Takes back what lies in blocks that the lagging node does not have.</summary>
    internal JsonObject Filter(JsonObject request, JsonObject answer)
    {
        if (answer["result"] is not JsonObject result) return answer;
        switch ((string?)request["method"])
        {
            case "eth_getTransactionReceipt" when IsAhead(result["blockNumber"]):
            case "eth_getBlockByHash" when IsAhead(result["number"]):
                answer["result"] = null;
                break;
            case "eth_getTransactionByHash" when IsAhead(result["blockNumber"]):
                (result["blockNumber"], result["blockHash"], result["transactionIndex"]) = (null, null, null);
                break;
        }
        return answer;
    }

    private void Settle(JsonArray parameters, int place)
    {
        if (parameters.Count > place && IsTag(parameters[place])) parameters[place] = _head;
    }

    private static bool IsTag(JsonNode? block) => block is JsonValue value && value.TryGetValue<string>(out var text) && text is "latest" or "pending";

    private bool IsAhead(JsonNode? block) =>
        block is JsonValue value && value.TryGetValue<string>(out var text) && text.StartsWith("0x", StringComparison.Ordinal) && text.Length <= 18
        && Convert.ToUInt64(text, 16) > head;
}
