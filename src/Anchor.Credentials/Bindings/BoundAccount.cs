namespace Anchor.Credentials.Bindings;

/// <summary>One EVM account that an issuer calls its own, with that account's countersignature.</summary>
/// <param name="Account">CAIP-10: <c>eip155:&lt;chain id&gt;:0x…</c>.</param>
/// <param name="ValidFrom">Unix seconds; part of what the account signs.</param>
/// <param name="ValidUntil">Unix seconds, after <paramref name="ValidFrom"/>; null while it is in use.</param>
/// <param name="Signature">The account's EIP-712 signature of <c>Binding(string did,address account,uint64 validFrom)</c>, <c>0x</c> and 65 bytes. Not verified in this room.</param>
public sealed record BoundAccount(string Account, ulong ValidFrom, ulong? ValidUntil, string Signature)
{
    /// <summary>The chain id within <see cref="Account"/>.</summary>
    public ulong ChainId => Caip10.TryParse(Account, out var chain, out _) ? chain : 0;

    /// <summary>The address within <see cref="Account"/>, as it was written.</summary>
    public string Address => Caip10.TryParse(Account, out _, out var address) ? address : "";

    /// <summary>Whether the account was the issuer's at a moment, Unix seconds; the end is exclusive.</summary>
    public bool IsValidAt(ulong unixSeconds) => unixSeconds >= ValidFrom && (ValidUntil is not { } until || unixSeconds < until);

    /// <summary>Whether this is the account, whatever the case of the address's letters.</summary>
    public bool Is(ulong chainId, string address) =>
        ChainId == chainId && string.Equals(Address, address, StringComparison.OrdinalIgnoreCase);
}
