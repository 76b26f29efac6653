using System.Collections.Concurrent;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Credentials.Bindings;

namespace Anchor.Verification.Anchors;

/// <summary>A statement of accounts that the issuer's key signed, and which of its accounts signed it too. Thread-safe.</summary>
internal sealed class VerifiedBinding(IssuerBinding statement)
{
    // Recovering an account is dear, and a stranger may list one account 256 times and claim it 16 times. What was found follows from the
    // statement and its account alone, good or bad; the statement bounds how many there are.
    private readonly ConcurrentDictionary<BoundAccount, bool> _countersigned = [];

    private readonly (ulong ChainId, Address Account, BoundAccount Bound)[] _accounts = [.. statement.Accounts.Select(Parse).OfType<(ulong, Address, BoundAccount)>()];

    public IssuerBinding Statement => statement;

    /// <summary>What the statement says about an account; an issuer may name one several times.</summary>
    public IEnumerable<BoundAccount> About(ulong chainId, Address account)
    {
        foreach (var (chain, address, bound) in _accounts)
            if (chain == chainId && address == account) yield return bound;
    }

    /// <summary>Whether an account of the statement signed that it belongs to the issuer.</summary>
    public bool IsCountersigned(BoundAccount bound, Address account)
    {
        if (!_countersigned.TryGetValue(bound, out var signed)) _countersigned[bound] = signed = Recovers(bound, account);
        return signed;
    }

    private static (ulong, Address, BoundAccount)? Parse(BoundAccount bound) =>
        Caip10.TryParse(bound.Account, out var chainId, out var address) ? (chainId, Address.Parse(address.ToLowerInvariant()), bound) : null;

    private bool Recovers(BoundAccount bound, Address account) =>
        Hex.TryReadData(bound.Signature, out var bytes)
        && EvmSignature.TryParse(bytes, out var signature)
        && signature.TryRecover(IssuerBindingMessage.Digest(bound.ChainId, statement.Issuer, account, bound.ValidFrom), out var signer)
        && signer == account;
}
