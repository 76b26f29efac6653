using System.Globalization;

using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Chain.Signing;

/// <summary>What a wallet shows and signs so that its account is proven.</summary>
/// <param name="Domain">The host that asks, with its port where that is not the usual one.</param>
/// <param name="Account">The account to be proven.</param>
/// <param name="Statement">What it is for, on one line.</param>
/// <param name="Uri">The page that asks.</param>
/// <param name="ChainId">The chain on which a contract account is asked.</param>
/// <param name="Nonce">At least 8 letters and digits that nobody can foresee.</param>
/// <param name="IssuedAt">When it was asked.</param>
/// <param name="ExpiresAt">Until when the answer counts.</param>
/// <remarks>Source: EIP-4361. Signed by <c>personal_sign</c> (ERC-191, version 0x45).</remarks>
public sealed record SignInMessage(
    string Domain, Address Account, string Statement, Uri Uri, ulong ChainId, string Nonce, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>The text, line by line as EIP-4361 lays it out.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        {Domain} wants you to sign in with your Ethereum account:
        {Account}

        {Statement}

        URI: {Uri}
        Version: 1
        Chain ID: {ChainId}
        Nonce: {Nonce}
        Issued At: {Time(IssuedAt)}
        Expiration Time: {Time(ExpiresAt)}
        """).ReplaceLineEndings("\n");

    /// <summary>What is signed: Keccak-256(0x19 ‖ "Ethereum Signed Message:\n" ‖ the text's length in bytes, decimal ‖ the text as UTF-8).</summary>
    public Hash32 Digest()
    {
        var text = System.Text.Encoding.UTF8.GetBytes(ToString());
        return Keccak256.Hash([.. System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\x19Ethereum Signed Message:\n{text.Length}")), .. text]);
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
