using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;

namespace Anchor.Chain.WritePaths;

/// <summary>A transaction to be made.</summary>
/// <param name="To">The contract; null deploys <paramref name="Data"/>.</param>
/// <param name="Data">Call data or creation code.</param>
/// <param name="Key">The account that pays and signs.</param>
/// <param name="Nonce">The nonce that the caller has leased.</param>
/// <param name="GasLimit">The most gas; null estimates, with a margin.</param>
public sealed record WriteRequest(Address? To, ReadOnlyMemory<byte> Data, EvmAccountKey Key, ulong Nonce, ulong? GasLimit = null);

/// <summary>A way for transactions to reach a network: sign first, record, then send.</summary>
public interface IWritePath
{
    /// <summary>Makes and signs a transaction; sends nothing.</summary>
    /// <exception cref="ChainMismatchException">The node is on another chain: nothing was signed.</exception>
    /// <exception cref="FeeTooHighException">The node asks more than the settings allow: nothing was signed.</exception>
    /// <exception cref="RpcErrorException">The node refused, for instance because the call would revert.</exception>
    /// <exception cref="RpcUnavailableException">The node gave no usable answer.</exception>
    Task<SignedTransaction> PrepareAsync(WriteRequest request, CancellationToken cancellationToken);

    /// <summary>Sends a prepared transaction; sending it again is safe and sends the same bytes.</summary>
    Task<SendOutcome> SendAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken);

    /// <summary>The nonce of the account's next transaction, those that wait in the mempool counted.</summary>
    /// <exception cref="RpcException">The node did not say.</exception>
    Task<ulong> NextNonceAsync(Address account, CancellationToken cancellationToken);
}

/// <summary>A node asks a higher fee than the settings allow.</summary>
public sealed class FeeTooHighException(string message) : Exception(message);
