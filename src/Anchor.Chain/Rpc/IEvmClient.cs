using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Chain.Rpc;

/// <summary>What Anchor asks of an EVM node.</summary>
/// <remarks>Every method throws <see cref="RpcErrorException"/> when the node answers with an error and
/// <see cref="RpcUnavailableException"/> when there is no usable answer, except <see cref="SendRawTransactionAsync"/>.</remarks>
public interface IEvmClient
{
    /// <summary>The chain that the node says it is on.</summary>
    Task<ulong> ChainIdAsync(CancellationToken cancellationToken);

    /// <summary>The hash of block 0.</summary>
    Task<Hash32> GenesisHashAsync(CancellationToken cancellationToken);

    /// <summary>The height of the newest block.</summary>
    Task<ulong> BlockNumberAsync(CancellationToken cancellationToken);

    /// <summary>A block's header; null when the node has no such block.</summary>
    Task<BlockHeader?> GetBlockAsync(BlockId block, CancellationToken cancellationToken);

    /// <summary>A transaction's receipt; null while it is in no block that the node holds canonical.</summary>
    Task<TransactionReceipt?> GetReceiptAsync(Hash32 transactionHash, CancellationToken cancellationToken);

    /// <summary>A transaction, waiting or in a block; null when the node does not know it.</summary>
    Task<ChainTransaction?> GetTransactionByHashAsync(Hash32 transactionHash, CancellationToken cancellationToken);

    /// <summary>How many transactions an account has sent: the next nonce, with <see cref="BlockId.Pending"/> counting those that wait.</summary>
    Task<ulong> GetTransactionCountAsync(Address account, BlockId block, CancellationToken cancellationToken);

    /// <summary>An account's balance in wei.</summary>
    Task<BigInteger> GetBalanceAsync(Address account, BlockId block, CancellationToken cancellationToken);

    /// <summary>The code at an address; empty when there is none.</summary>
    Task<byte[]> GetCodeAsync(Address account, BlockId block, CancellationToken cancellationToken);

    /// <summary>Runs a call without a transaction and returns what it returned.</summary>
    /// <exception cref="RpcErrorException">Also when the call reverts; see <see cref="RpcErrorException.RevertData"/>.</exception>
    Task<byte[]> CallAsync(CallRequest call, BlockId block, CancellationToken cancellationToken);

    /// <summary>The gas that a call would use.</summary>
    /// <exception cref="RpcErrorException">Also when the call would revert.</exception>
    Task<ulong> EstimateGasAsync(CallRequest call, CancellationToken cancellationToken);

    /// <summary>The node's price in wei per gas for a transaction without a type.</summary>
    Task<BigInteger> GasPriceAsync(CancellationToken cancellationToken);

    /// <summary>A fee offer that outlives several full blocks after the given header.</summary>
    /// <exception cref="ArgumentException">The header has no base fee.</exception>
    Task<FeeSuggestion> SuggestFeesAsync(BlockHeader latest, CancellationToken cancellationToken);

    /// <summary>Logs of one contract in a range of blocks, both ends included.</summary>
    /// <param name="address">The contract.</param>
    /// <param name="topics">Wanted topics by position; null for any.</param>
    /// <param name="fromBlock">First block.</param>
    /// <param name="toBlock">Last block; nodes bound the range.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<EventLog>> GetLogsAsync(Address address, IReadOnlyList<Hash32?> topics, ulong fromBlock, ulong toBlock, CancellationToken cancellationToken);

    /// <summary>Sends a signed transaction, once. Repeating is the caller's decision, with the same bytes.</summary>
    Task<SendOutcome> SendRawTransactionAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken);
}
