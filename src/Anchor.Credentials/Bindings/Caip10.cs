using System.Globalization;
using Anchor.Credentials.Json;

namespace Anchor.Credentials.Bindings;

/// <summary>Account identifiers of CAIP-10 on EVM chains.</summary>
public static class Caip10
{
    private const string Namespace = "eip155:";

    /// <summary>Writes <c>eip155:&lt;chain id&gt;:&lt;address&gt;</c>.</summary>
    public static string Format(ulong chainId, string address) =>
        string.Create(CultureInfo.InvariantCulture, $"{Namespace}{chainId}:{address}");

    /// <summary>Reads an account identifier.</summary>
    /// <returns>False unless it is eip155, a canonical positive chain id, and <c>0x</c> with 40 digits.</returns>
    public static bool TryParse(string? text, out ulong chainId, out string address)
    {
        (chainId, address) = (0, "");
        if (text is null || !text.StartsWith(Namespace, StringComparison.Ordinal)) return false;
        var colon = text.LastIndexOf(':');
        if (colon < Namespace.Length) return false;
        var chain = text.AsSpan(Namespace.Length, colon - Namespace.Length);
        if (!ulong.TryParse(chain, NumberStyles.None, CultureInfo.InvariantCulture, out chainId) || chainId == 0 || chain[0] == '0') return false;
        if (!HexText.IsHex(text.AsSpan(colon + 1), 20)) return false;
        address = text[(colon + 1)..];
        return true;
    }
}
