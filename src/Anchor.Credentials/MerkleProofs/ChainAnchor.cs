using Anchor.Merkle;

namespace Anchor.Credentials.MerkleProofs;

/// <summary>What a merkle-proof-2019 claims about one anchor: which transaction carried the root, on which chain. Only the chain can confirm it.</summary>
/// <param name="Label">The chain, as the format names it.</param>
/// <param name="TransactionId">The transaction: <c>0x</c> and 64 lower-case digits on an EVM chain; at most 128 printable ASCII characters on others.</param>
public sealed record ChainAnchor(ChainLabel Label, string TransactionId)
{
    /// <summary>The longest transaction id that is read.</summary>
    public const int MaxIdLength = 128;

    /// <summary>An anchor on an EVM chain.</summary>
    public ChainAnchor(ChainLabel label, Hash32 transaction) : this(label, transaction.ToHex())
    {
    }

    /// <summary>The transaction's hash; null where the id is none.</summary>
    public Hash32? Transaction => Hash32.TryParse(TransactionId, out var hash) ? hash : null;

    /// <summary>The text form: <c>blink:eth:sepolia:0x…</c>.</summary>
    public override string ToString() => $"blink:{Label}:{TransactionId}";
}
