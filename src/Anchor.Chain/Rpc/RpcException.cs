using System.Text.Json;
using Anchor.Chain.Encoding;

namespace Anchor.Chain.Rpc;

/// <summary>A call to a node gave no result. Messages never hold credentials, and of an address only scheme, host and port.</summary>
public abstract class RpcException(string message) : Exception(message);

/// <summary>The node answered, and its answer is an error.</summary>
/// <param name="code">The JSON-RPC error code.</param>
/// <param name="reason">The node's words, cut to a bounded length; informative only, nodes word the same thing differently.</param>
/// <param name="revertData">What a reverted call returned; empty when the node sent none.</param>
public sealed class RpcErrorException(int code, string reason, byte[] revertData) : RpcException($"The node answered with error {code}: {reason}")
{
    private const int LongestReason = 512;

    /// <summary>The JSON-RPC error code.</summary>
    public int Code { get; } = code;

    /// <summary>The node's words.</summary>
    public string Reason { get; } = reason;

    /// <summary>What a reverted call returned; empty when the node sent none.</summary>
    public ReadOnlyMemory<byte> RevertData { get; } = revertData;

    /// <summary>Whether the code says that this node lacks the method or has had enough, so that another may answer (EIP-1474).</summary>
    internal bool IsOfThisNode => Code is -32601 or -32002 or -32004 or -32005 && RevertData.IsEmpty;

    internal static RpcErrorException From(JsonElement error, Func<string, string> redact)
    {
        var code = error.GetProperty("code").GetInt32();
        var words = error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? message.GetString()! : "";
        var clean = string.Concat(redact(words).Where(static c => !char.IsControl(c)));
        return new RpcErrorException(code, clean.Length > LongestReason ? clean[..LongestReason] : clean, RevertDataOf(error));
    }

    /// <summary>Nodes put the data into a string, or into the <c>data</c> member of an object.</summary>
    private static byte[] RevertDataOf(JsonElement error)
    {
        if (!error.TryGetProperty("data", out var data)) return [];
        if (data.ValueKind == JsonValueKind.Object && data.TryGetProperty("data", out var inner)) data = inner;
        return data.ValueKind == JsonValueKind.String && Hex.TryReadData(data.GetString(), out var bytes) ? bytes : [];
    }
}

/// <summary>Why there is no answer that can be used.</summary>
public enum RpcFailure
{
    /// <summary>No connection, or it broke.</summary>
    Unreachable,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>An HTTP status that carries no JSON-RPC answer.</summary>
    HttpStatus,

    /// <summary>An answer beyond the allowed size.</summary>
    Oversized,

    /// <summary>An answer that is not what JSON-RPC, or the method asked, gives.</summary>
    Malformed,
}

/// <summary>There is no answer that can be used: whether the call took effect is unknown.</summary>
/// <param name="failure">Why.</param>
/// <param name="message">A sentence for logs.</param>
public sealed class RpcUnavailableException(RpcFailure failure, string message) : RpcException(message)
{
    /// <summary>Why.</summary>
    public RpcFailure Failure { get; } = failure;

    /// <summary>Whether another attempt may fare better.</summary>
    internal bool MayPass { get; init; } = failure is RpcFailure.Unreachable or RpcFailure.TimedOut;

    internal static RpcUnavailableException Malformed(string what) => new(RpcFailure.Malformed, $"The node's answer cannot be used: {what}.");
}
