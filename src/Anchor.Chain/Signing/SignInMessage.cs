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

    /// <summary>What is signed; see <see cref="PersonalMessage.Digest"/>.</summary>
    public Hash32 Digest() => PersonalMessage.Digest(ToString());

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
