using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Chain.Rpc;

/// <summary>A client that has each question answered by one of several nodes.</summary>
public abstract class RoutedClient : IEvmClient
{
    /// <summary>Finds a node and asks it.</summary>
    /// <param name="question">What is asked of the node found.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RpcException">No node gave an answer.</exception>
    protected abstract Task<T> AskAsync<T>(Func<IEvmClient, Task<T>> question, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract Task<SendOutcome> SendRawTransactionAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ulong> ChainIdAsync(CancellationToken cancellationToken) => AskAsync(n => n.ChainIdAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public virtual Task<Hash32> GenesisHashAsync(CancellationToken cancellationToken) => AskAsync(n => n.GenesisHashAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<ulong> BlockNumberAsync(CancellationToken cancellationToken) => AskAsync(n => n.BlockNumberAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<BlockHeader?> GetBlockAsync(BlockId block, CancellationToken cancellationToken) =>
        AskAsync(n => n.GetBlockAsync(block, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<TransactionReceipt?> GetReceiptAsync(Hash32 transactionHash, CancellationToken cancellationToken) =>
        AskAsync(n => n.GetReceiptAsync(transactionHash, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<ChainTransaction?> GetTransactionByHashAsync(Hash32 transactionHash, CancellationToken cancellationToken) =>
        AskAsync(n => n.GetTransactionByHashAsync(transactionHash, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<ulong> GetTransactionCountAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        AskAsync(n => n.GetTransactionCountAsync(account, block, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<BigInteger> GetBalanceAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        AskAsync(n => n.GetBalanceAsync(account, block, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> GetCodeAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        AskAsync(n => n.GetCodeAsync(account, block, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> CallAsync(CallRequest call, BlockId block, CancellationToken cancellationToken) =>
        AskAsync(n => n.CallAsync(call, block, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<ulong> EstimateGasAsync(CallRequest call, CancellationToken cancellationToken) =>
        AskAsync(n => n.EstimateGasAsync(call, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<BigInteger> GasPriceAsync(CancellationToken cancellationToken) => AskAsync(n => n.GasPriceAsync(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<FeeSuggestion> SuggestFeesAsync(BlockHeader latest, CancellationToken cancellationToken) =>
        AskAsync(n => n.SuggestFeesAsync(latest, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<EventLog>> GetLogsAsync(
        Address address, IReadOnlyList<Hash32?> topics, ulong fromBlock, ulong toBlock, CancellationToken cancellationToken) =>
        AskAsync(n => n.GetLogsAsync(address, topics, fromBlock, toBlock, cancellationToken), cancellationToken);
}
