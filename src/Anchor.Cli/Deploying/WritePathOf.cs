using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.WritePaths;
using Anchor.Credentials;

namespace Anchor.Cli.Deploying;

/// <summary>The one place where a deployment learns how to write to a network.</summary>
internal static class WritePathOf
{
    /// <summary>The write path that a record names. Code: <c>deploy.write_path_unknown</c>.</summary>
    public static Result<IWritePath> Network(Network network, IEvmClient client) => network.WritePath == WritePathKind.Direct
        ? Result.Ok<IWritePath>(new DirectWritePath(client, network, new DirectWritePathOptions()))
        : Error.Invalid("deploy.write_path_unknown", $"Nothing can be deployed on {network.Name} by its write path yet.");
}
