using System.Globalization;
using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Chain.Signing;

/// <summary>A text that a wallet shows and signs by <c>personal_sign</c>.</summary>
/// <remarks>Source: ERC-191, version 0x45.</remarks>
public static class PersonalMessage
{
    /// <summary>Keccak-256(0x19 ‖ "Ethereum Signed Message:" ‖ 0x0a ‖ the text's length in bytes, decimal ‖ the text as UTF-8).</summary>
    public static Hash32 Digest(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        var head = string.Create(CultureInfo.InvariantCulture, $"\u0019Ethereum Signed Message:\n{bytes.Length}");
        return Keccak256.Hash([.. System.Text.Encoding.ASCII.GetBytes(head), .. bytes]);
    }
}
