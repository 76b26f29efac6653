using Anchor.Merkle;

namespace Anchor.Chain.Rpc;

/// <summary>Keeps to the node of a pool that answered first, so that answers fit together.</summary>
internal sealed class PinnedClient(NodePool pool, PooledNode? node = null) : RoutedClient
{
    private PooledNode? _node = node;

    public override Task<ulong> ChainIdAsync(CancellationToken cancellationToken) =>
        _node is null ? pool.ChainIdAsync(cancellationToken) : base.ChainIdAsync(cancellationToken);

    public override Task<Hash32> GenesisHashAsync(CancellationToken cancellationToken) =>
        _node is null ? pool.GenesisHashAsync(cancellationToken) : base.GenesisHashAsync(cancellationToken);

    public override async Task<SendOutcome> SendRawTransactionAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        if (_node is null)
        {
            try
            {
                await BlockNumberAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (RpcException failure)
            {
                return new SendOutcome.Unknown(failure.Message);
            }
        }
        return await _node!.SendAsync(raw, cancellationToken).ConfigureAwait(false);
    }

    protected override async Task<T> AskAsync<T>(Func<IEvmClient, Task<T>> question, CancellationToken cancellationToken)
    {
        if (_node is { } settled) return await settled.AskAsync(question, cancellationToken).ConfigureAwait(false);
        (var answer, _node) = await pool.AskAnyAsync(question, cancellationToken).ConfigureAwait(false);
        return answer;
    }
}
