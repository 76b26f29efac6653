using System.Numerics;
using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Chain.Rpc;

/// <summary>Reads the members of a node's answer; whatever is missing or of another form makes the answer malformed.</summary>
internal static class RpcFields
{
    /// <summary>Reads a whole answer; texts that are no Unicode, which surface only while reading, make it malformed too.</summary>
    internal static T Read<T>(JsonElement answer, Func<JsonElement, T> read)
    {
        try
        {
            return read(answer);
        }
        catch (InvalidOperationException)
        {
            throw RpcUnavailableException.Malformed("a text is no Unicode");
        }
    }

    internal static JsonElement? Optional(this JsonElement item, string name)
    {
        if (item.ValueKind != JsonValueKind.Object) throw RpcUnavailableException.Malformed("an object is missing");
        return item.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    internal static JsonElement Required(this JsonElement item, string name) =>
        item.Optional(name) ?? throw RpcUnavailableException.Malformed($"{name} is missing");

    internal static BigInteger ToNumber(this JsonElement value) =>
        value.ValueKind == JsonValueKind.String && Hex.TryReadQuantity(value.GetString(), out var number)
            ? number
            : throw RpcUnavailableException.Malformed("a quantity is none");

    internal static ulong ToUInt64(this JsonElement value)
    {
        var number = value.ToNumber();
        return number <= ulong.MaxValue ? (ulong)number : throw RpcUnavailableException.Malformed("a quantity is too large");
    }

    internal static Hash32 ToHash(this JsonElement value) =>
        value.ValueKind == JsonValueKind.String && Hash32.TryParse(value.GetString(), out var hash)
            ? hash
            : throw RpcUnavailableException.Malformed("a hash is none");

    internal static Address ToAddress(this JsonElement value) =>
        value.ValueKind == JsonValueKind.String && Address.TryParse(value.GetString(), out var address)
            ? address
            : throw RpcUnavailableException.Malformed("an address is none");

    internal static byte[] ToData(this JsonElement value) =>
        value.ValueKind == JsonValueKind.String && Hex.TryReadData(value.GetString(), out var data)
            ? data
            : throw RpcUnavailableException.Malformed("a byte string is none");

    internal static JsonElement.ArrayEnumerator ToList(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw RpcUnavailableException.Malformed("a list is none");
}
