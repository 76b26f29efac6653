using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Merkle;

namespace Anchor.Chain.WritePaths;

/// <summary>A transaction to be made.</summary>
/// <param name="To">The contract; null deploys <paramref name="Data"/>.</param>
/// <param name="Data">Call data or creation code.</param>
/// <param name="Key">The account that pays and signs.</param>
/// <param name="Nonce">The nonce that the caller has leased.</param>
/// <param name="GasLimit">The most gas; null estimates, with a margin.</param>
public sealed record WriteRequest(Address? To, ReadOnlyMemory<byte> Data, EvmAccountKey Key, ulong Nonce, ulong? GasLimit = null)
{
    /// <summary>The highest offer of earlier attempts under the same nonce, which must be outbid; null for the first attempt.</summary>
    public OfferedFees? Outbids { get; init; }
}

/// <summary>A way for transactions to reach a network: sign first, record, then send.</summary>
public interface IWritePath
{
    /// <summary>
    /// Whether a contract sees the signing account as its caller. Where it does not, only calls that carry the issuer's own
    /// signature (the registry's <c>…BySig</c> functions) have an effect.
    /// </summary>
    bool CallsAsAccount { get; }

    /// <summary>What the nonces of an account are counted by, besides the chain: empty, or the address of the node that relays.</summary>
    string NonceSpace { get; }

    /// <summary>Makes and signs a transaction; sends nothing.</summary>
    /// <exception cref="ChainMismatchException">The node is on another chain: nothing was signed.</exception>
    /// <exception cref="FeeTooHighException">The node asks more than the settings allow: nothing was signed.</exception>
    /// <exception cref="CannotOutbidException">The network has no fees to outbid with: send the same bytes again.</exception>
    /// <exception cref="QuotaExceededException">The call does not fit the account's quota: nothing was signed.</exception>
    /// <exception cref="RpcErrorException">The node refused, for instance because the call would revert.</exception>
    /// <exception cref="RpcUnavailableException">The node gave no usable answer.</exception>
    Task<SignedTransaction> PrepareAsync(WriteRequest request, CancellationToken cancellationToken);

    /// <summary>Sends a prepared transaction; sending it again is safe and sends the same bytes.</summary>
    /// <returns><see cref="SendOutcome.Accepted"/> names the hash on the chain, which for a wrapped transaction is the wrapping one's.</returns>
    Task<SendOutcome> SendAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken);

    /// <summary>The nonce of the account's next transaction: those in blocks counted, those that wait not.</summary>
    /// <exception cref="RpcException">The node did not say.</exception>
    Task<ulong> NextNonceAsync(Address account, CancellationToken cancellationToken);

    /// <summary>What became of a transaction.</summary>
    /// <param name="transactionHash">Its hash on the chain.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RpcException">The node did not say.</exception>
    Task<WriteFate> FateAsync(Hash32 transactionHash, CancellationToken cancellationToken);
}

/// <summary>What became of a transaction, as one node tells it now.</summary>
public abstract record WriteFate
{
    private WriteFate()
    {
    }

    /// <summary>The node does not know it: never arrived, dropped, or its block left the chain.</summary>
    public sealed record Missing : WriteFate;

    /// <summary>The node has it and it is in no block.</summary>
    public sealed record Waiting : WriteFate;

    /// <summary>In a block, and its call ran to its end.</summary>
    /// <param name="Receipt">The receipt; its logs tell what the call did.</param>
    public sealed record Executed(TransactionReceipt Receipt) : WriteFate;

    /// <summary>In a block, and without effect.</summary>
    /// <param name="Receipt">The receipt, whose own status may say success.</param>
    /// <param name="Code">Why, as a stable word: <c>reverted</c>, or the relay's refusal such as <c>lacnet.bad_nonce</c>.</param>
    /// <param name="Reason">Why, in a sentence; null when nobody says.</param>
    /// <param name="NonceUsed">Whether the account's nonce was used up all the same.</param>
    public sealed record Failed(TransactionReceipt Receipt, string Code, string? Reason, bool NonceUsed) : WriteFate;
}

/// <summary>A node asks a higher fee than the settings allow.</summary>
public sealed class FeeTooHighException(string message) : Exception(message);

/// <summary>The network asks no fee, or the caps leave no room: the same bytes have to be sent again.</summary>
public sealed class CannotOutbidException(string message) : Exception(message);

/// <summary>A call does not fit what the network grants the account or its node.</summary>
public sealed class QuotaExceededException(string message) : Exception(message);
