using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.WritePaths;
using Anchor.Credentials;

namespace Anchor.Cli.Deploying;

/// <summary>The one place where a deployment learns how to write to a network.</summary>
internal static class WritePathOf
{
    /// <summary>The write path that a record names. Code: <c>networks.malformed</c>.</summary>
    public static Result<IWritePath> Network(Network network, IEvmClient client, TimeProvider clock)
    {
        try
        {
            return Result.Ok(WritePathChoice.For(network, client, new DirectWritePathOptions(), clock));
        }
        catch (ArgumentException lacking)
        {
            return Error.Invalid("networks.malformed", $"Nothing can be deployed on {network.Name}: {lacking.Message.Split(" (Parameter")[0]}");
        }
    }
}
