using System.CommandLine;
using Anchor.Chain.Networks;
using Anchor.Chain.WritePaths.Lacnet;
using Anchor.Credentials;

namespace Anchor.Cli.Deploying;

/// <summary><c>anchor deploy --network NAME</c>: a network gets its AnchorRegistry and its CredentialTokenFactory, and the files that speak of it learn where they are.</summary>
internal static class DeployCommand
{
    private const string NetworksVariable = "ANCHOR_NETWORKS_FILE";
    private const string TrustVariable = "ANCHOR_TRUST_FILE";

    public static Command Create(Surroundings surroundings)
    {
        var name = new Option<string>("--network") { Description = "The name of the network in the networks file.", HelpName = "NAME", Required = true };
        var networks = new Option<string>("--networks") { Description = $"The host's networks file; else {NetworksVariable}. The record of the network gets registry, registryCodeHash, genesisHash and tokenFactory.", HelpName = "FILE" };
        var trust = new Option<string>("--trust") { Description = $"A trust file that gets the registry and the factory, made when it is missing; else {TrustVariable}, else none.", HelpName = "FILE" };
        var key = new Option<string>("--key") { Description = "The key of the account that pays: a file of 'anchor keys new --type secp256k1' or a keystore (version 3); its passphrase in ANCHOR_PASSPHRASE, or else asked for.", HelpName = "FILE" };
        var noTokens = new Option<bool>("--no-tokens") { Description = "Leave out CredentialTokenFactory: nobody can mint there, and everything else works." };
        var command = new Command("deploy", "Deploys AnchorRegistry and CredentialTokenFactory on a network, once, and prints their addresses in this order. Run again, it ends what was begun, or finds what is there.") { name, networks, trust, key, noTokens };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var done = await RunAsync(
                parsed.GetValue(name)!, parsed.GetValue(networks) ?? surroundings.Variable(NetworksVariable),
                parsed.GetValue(trust) ?? surroundings.Variable(TrustVariable), parsed.GetValue(key), !parsed.GetValue(noTokens), surroundings, cancellationToken).ConfigureAwait(false);
            return done is { } refusal ? await surroundings.RefuseAsync(ExitCode(refusal), refusal.Code, refusal.Message).ConfigureAwait(false) : ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<Error?> RunAsync(
        string name, string? networksFile, string? trustFile, string? keyFile, bool withTokens, Surroundings surroundings, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(networksFile)) return Error.Invalid("networks.missing", $"Name the networks file with --networks or {NetworksVariable}.");
        TrustRecords? trust = null;
        if (!string.IsNullOrEmpty(trustFile) && !TrustRecords.Read(trustFile).TryGet(out trust, out var malformed)) return malformed;
        if (!NetworkRecords.Read(networksFile).TryGet(out var records, out var error) || !records.Find(name).TryGet(out var network, out error)
            || !Connect(network, surroundings).TryGet(out var nodes, out error)
            || !PendingDeployments.Open(networksFile).TryGet(out var opened, out error)) return error;
        using var pending = opened;
        using var payer = new PayingAccount(keyFile, surroundings);
        var registry = new DeployRun(ContractArtifact.Registry, network.RegistryAddress, network.RegistryCodeHash, surroundings, nodes, pending, payer);
        var factory = new DeployRun(ContractArtifact.TokenFactory, network.TokenFactoryAddress, null, surroundings, nodes, pending, payer);
        if (!(await EndAsync(registry, deployed => trust?.Add(network, deployed)).ConfigureAwait(false)).TryGet(out var registered, out error)) return error;
        if (trust is not null && !network.RpcUrls.All(TrustRecords.IsPublic))
            await surroundings.Error.WriteLineAsync("RPC addresses that may hold a secret were left out of the trust file.").ConfigureAwait(false);
        return withTokens ? WithoutTokens((await EndAsync(factory, deployed => trust?.AddFactory(network, registered.Address, deployed)).ConfigureAwait(false)).Error) : null;

        // What was signed is forgotten last: until then a run that breaks off is taken up again.
        async Task<Result<DeployedContract>> EndAsync(DeployRun run, Func<DeployedContract, Error?> trusting)
        {
            var done = await run.DeployAsync(cancellationToken).ConfigureAwait(false);
            if (!done.TryGet(out var deployed, out var refusal)) return refusal;
            if ((records.Complete(name, deployed) ?? trusting(deployed) ?? pending.Forget(network.ChainId, deployed.Contract)) is { } unwritten) return unwritten;
            await surroundings.Error.WriteLineAsync(Plain.Line($"{deployed.Contract.Name} {(deployed.IsNew ? "is deployed" : "was deployed before")} on {network.Name} (chain id {network.ChainId}).")).ConfigureAwait(false);
            await surroundings.Output.WriteLineAsync(deployed.Address.ToString()).ConfigureAwait(false);
            return deployed;
        }

        Error? WithoutTokens(Error? refusal) => refusal is null ? null : refusal with
        {
            Message = $"{refusal.Message} The registry is deployed and recorded, and credentials can be anchored; only tokens cannot be minted. "
                + "Run the same command again when that is put right, or leave the factory of tokens out with --no-tokens.",
        };
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

    private static int ExitCode(Error refusal) => refusal.Kind switch
    {
        ErrorKind.Unavailable => ExitCodes.Unknown,
        ErrorKind.Invalid => ExitCodes.Usage,
        _ => ExitCodes.Invalid,
    };
}
