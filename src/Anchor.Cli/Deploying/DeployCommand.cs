using System.CommandLine;
using Anchor.Chain.Networks;
using Anchor.Chain.WritePaths.Lacnet;
using Anchor.Credentials;

namespace Anchor.Cli.Deploying;

/// <summary><c>anchor deploy --network NAME</c>: a network gets its AnchorRegistry, and the files that speak of it learn where it is.</summary>
internal static class DeployCommand
{
    private const string NetworksVariable = "ANCHOR_NETWORKS_FILE";
    private const string TrustVariable = "ANCHOR_TRUST_FILE";

    public static Command Create(Surroundings surroundings)
    {
        var name = new Option<string>("--network") { Description = "The name of the network in the networks file.", HelpName = "NAME", Required = true };
        var networks = new Option<string>("--networks") { Description = $"The host's networks file; else {NetworksVariable}. The record of the network gets registry, registryCodeHash and genesisHash.", HelpName = "FILE" };
        var trust = new Option<string>("--trust") { Description = $"A trust file that gets the registry, made when it is missing; else {TrustVariable}, else none.", HelpName = "FILE" };
        var key = new Option<string>("--key") { Description = "The key of the account that pays: a file of 'anchor keys new --type secp256k1' or a keystore (version 3); its passphrase in ANCHOR_PASSPHRASE, or else asked for.", HelpName = "FILE" };
        var command = new Command("deploy", "Deploys AnchorRegistry on a network, once. Run again, it ends what was begun, or finds what is there.") { name, networks, trust, key };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var done = await RunAsync(
                parsed.GetValue(name)!, parsed.GetValue(networks) ?? surroundings.Variable(NetworksVariable),
                parsed.GetValue(trust) ?? surroundings.Variable(TrustVariable), parsed.GetValue(key), surroundings, cancellationToken).ConfigureAwait(false);
            return done is { } refusal ? await surroundings.RefuseAsync(ExitCode(refusal), refusal.Code, refusal.Message).ConfigureAwait(false) : ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<Error?> RunAsync(string name, string? networksFile, string? trustFile, string? keyFile, Surroundings surroundings, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(networksFile)) return Error.Invalid("networks.missing", $"Name the networks file with --networks or {NetworksVariable}.");
        TrustRecords? trust = null;
        if (!string.IsNullOrEmpty(trustFile) && !TrustRecords.Read(trustFile).TryGet(out trust, out var malformed)) return malformed;
        if (!NetworkRecords.Read(networksFile).TryGet(out var records, out var error) || !records.Find(name).TryGet(out var network, out error)
            || !Connect(network, surroundings).TryGet(out var nodes, out error)
            || !PendingDeployments.Open(networksFile).TryGet(out var opened, out error)) return error;
        using var pending = opened;
        var deployed = await new DeployRun(surroundings, nodes, pending, keyFile).DeployAsync(cancellationToken).ConfigureAwait(false);
        if (!deployed.TryGet(out var registry, out error)) return error;
        // What was signed is forgotten last: until then a run that breaks off is taken up again.
        var unwritten = records.Complete(name, registry.Address, registry.CodeHash, registry.Genesis)
            ?? trust?.Add(network, registry.Address, registry.CodeHash, registry.Genesis)
            ?? pending.Forget(network.ChainId);
        if (unwritten is not null) return unwritten;
        await SayAsync(network, registry, trust is not null, surroundings).ConfigureAwait(false);
        return null;
    }

    private static Result<NetworkNodes> Connect(Network network, Surroundings surroundings)
    {
        try
        {
            return NetworkAccess.Connect(network, surroundings.Http, surroundings.Variable, surroundings.Clock);
        }
        catch (ArgumentException lacking)
        {
            return Error.Invalid("networks.malformed", lacking.Message.Split(" (Parameter")[0]);
        }
    }

    private static async Task SayAsync(Network network, DeployedRegistry registry, bool isTrusted, Surroundings surroundings)
    {
        await surroundings.Error.WriteLineAsync(Plain.Line($"AnchorRegistry {(registry.IsNew ? "is deployed" : "was deployed before")} on {network.Name} (chain id {network.ChainId}).")).ConfigureAwait(false);
        if (isTrusted && !network.RpcUrls.All(TrustRecords.IsPublic))
            await surroundings.Error.WriteLineAsync("RPC addresses that may hold a secret were left out of the trust file.").ConfigureAwait(false);
        await surroundings.Output.WriteLineAsync(registry.Address.ToString()).ConfigureAwait(false);
    }

    private static int ExitCode(Error refusal) => refusal.Kind switch
    {
        ErrorKind.Unavailable => ExitCodes.Unknown,
        ErrorKind.Invalid => ExitCodes.Usage,
        _ => ExitCodes.Invalid,
    };
}
