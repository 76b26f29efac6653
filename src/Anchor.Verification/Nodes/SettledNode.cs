using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Merkle;

namespace Anchor.Verification.Nodes;

/// <summary>Several nodes of one network: settles on the first that answers for the right chain, and keeps to it.</summary>
/// <remarks>One document's questions all go to one node, because answers of two nodes at different heights contradict each other.</remarks>
internal sealed class SettledNode(ulong chainId, IReadOnlyList<IEvmClient> nodes) : IEvmClient
{
    private IEvmClient? _settled;

    public Task<ulong> ChainIdAsync(CancellationToken cancellationToken) => AskAsync(n => n.ChainIdAsync(cancellationToken), cancellationToken);

    public Task<Hash32> GenesisHashAsync(CancellationToken cancellationToken) => AskAsync(n => n.GenesisHashAsync(cancellationToken), cancellationToken);

    public Task<ulong> BlockNumberAsync(CancellationToken cancellationToken) => AskAsync(n => n.BlockNumberAsync(cancellationToken), cancellationToken);

    public Task<BlockHeader?> GetBlockAsync(BlockId block, CancellationToken cancellationToken) =>
        AskAsync(n => n.GetBlockAsync(block, cancellationToken), cancellationToken);

    public Task<TransactionReceipt?> GetReceiptAsync(Hash32 transactionHash, CancellationToken cancellationToken) =>
        AskAsync(n => n.GetReceiptAsync(transactionHash, cancellationToken), cancellationToken);

    public Task<ChainTransaction?> GetTransactionByHashAsync(Hash32 transactionHash, CancellationToken cancellationToken) =>
        AskAsync(n => n.GetTransactionByHashAsync(transactionHash, cancellationToken), cancellationToken);

    public Task<ulong> GetTransactionCountAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        AskAsync(n => n.GetTransactionCountAsync(account, block, cancellationToken), cancellationToken);

    public Task<BigInteger> GetBalanceAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        AskAsync(n => n.GetBalanceAsync(account, block, cancellationToken), cancellationToken);

    public Task<byte[]> GetCodeAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        AskAsync(n => n.GetCodeAsync(account, block, cancellationToken), cancellationToken);

    public Task<byte[]> CallAsync(CallRequest call, BlockId block, CancellationToken cancellationToken) =>
        AskAsync(n => n.CallAsync(call, block, cancellationToken), cancellationToken);

    public Task<ulong> EstimateGasAsync(CallRequest call, CancellationToken cancellationToken) =>
        AskAsync(n => n.EstimateGasAsync(call, cancellationToken), cancellationToken);

    public Task<BigInteger> GasPriceAsync(CancellationToken cancellationToken) => AskAsync(n => n.GasPriceAsync(cancellationToken), cancellationToken);

    public Task<FeeSuggestion> SuggestFeesAsync(BlockHeader latest, CancellationToken cancellationToken) =>
        AskAsync(n => n.SuggestFeesAsync(latest, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<EventLog>> GetLogsAsync(
        Address address, IReadOnlyList<Hash32?> topics, ulong fromBlock, ulong toBlock, CancellationToken cancellationToken) =>
        AskAsync(n => n.GetLogsAsync(address, topics, fromBlock, toBlock, cancellationToken), cancellationToken);

    public Task<SendOutcome> SendRawTransactionAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A verifier sends nothing.");

    private async Task<T> AskAsync<T>(Func<IEvmClient, Task<T>> question, CancellationToken cancellationToken)
    {
        _settled ??= await SettleAsync(cancellationToken).ConfigureAwait(false);
        return await question(_settled).ConfigureAwait(false);
    }

    /// <summary>The first node of the right chain; else one of another chain, so that the caller can say so; else the last failure.</summary>
    private async Task<IEvmClient> SettleAsync(CancellationToken cancellationToken)
    {
        IEvmClient? stranger = null;
        RpcException? failure = null;
        foreach (var node in nodes)
        {
            try
            {
                if (await node.ChainIdAsync(cancellationToken).ConfigureAwait(false) == chainId) return node;
                stranger ??= node;
            }
            catch (RpcException unanswered)
            {
                failure = unanswered;
            }
        }
        return stranger ?? throw failure ?? new RpcUnavailableException(RpcFailure.Unreachable, "There is no node to ask.");
    }
}
