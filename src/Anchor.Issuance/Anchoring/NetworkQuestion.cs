using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Credentials;

namespace Anchor.Issuance.Anchoring;

/// <summary>Asks a network while somebody waits for the answer.</summary>
internal static class NetworkQuestion
{
    /// <summary>Asks one node of the right chain.</summary>
    /// <param name="network">The network.</param>
    /// <param name="question">What is asked; all its answers come from one node.</param>
    /// <param name="clock">The clock of time-outs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer, or <c>network.unreachable</c> or <c>network.wrong_chain</c>.</returns>
    public static async Task<Result<T>> AskAsync<T>(
        this KnownNetwork network, Func<KnownNetwork, Task<T>> question, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            var one = network.Pinned(clock);
            await NetworkIdentity.CheckAsync(one.Client, one.Network, cancellationToken);
            return Result.Ok(await question(one));
        }
        catch (RpcException)
        {
            return NetworkErrors.Unreachable(network.Network.Name);
        }
        catch (ChainMismatchException)
        {
            return NetworkErrors.WrongChain(network.Network.Name);
        }
    }
}
