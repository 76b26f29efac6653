using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Merkle;

namespace Anchor.EndToEnd.Claims;

/// <summary>What a wallet makes of the JSON of eth_signTypedData_v4, by the types that the JSON itself declares; messages without nested structs only.</summary>
internal static class TypedJson
{
    public static Hash32 Digest(JsonElement typed) => Keccak256.Hash(
    [
        0x19, 0x01,
        .. Struct(typed, "EIP712Domain", typed.GetProperty("domain")).StructHash().AsSpan(),
        .. Struct(typed, typed.GetProperty("primaryType").GetString()!, typed.GetProperty("message")).StructHash().AsSpan(),
    ]);

    private static TypedData Struct(JsonElement typed, string name, JsonElement values)
    {
        var data = new TypedData(name);
        foreach (var member in typed.GetProperty("types").GetProperty(name).EnumerateArray())
        {
            var (field, type) = (member.GetProperty("name").GetString()!, member.GetProperty("type").GetString()!);
            var value = values.GetProperty(field);
            data = type switch
            {
                "string" => data.Text(field, value.GetString()!),
                "address" => data.Address(field, Address.Parse(value.GetString())),
                "bytes32" => data.Bytes32(field, Hash32.Parse(value.GetString())),
                _ when type.StartsWith("uint", StringComparison.Ordinal) => data.Number(int.Parse(type.AsSpan(4), CultureInfo.InvariantCulture), field, Number(value)),
                _ => throw new WalletError(-32602, $"{type} is not known."),
            };
        }
        return data;
    }

    private static BigInteger Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetInt64() : BigInteger.Parse(value.GetString()!, NumberStyles.None, CultureInfo.InvariantCulture);
}
