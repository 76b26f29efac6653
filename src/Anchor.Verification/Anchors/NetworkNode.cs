using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Credentials.Trust;

namespace Anchor.Verification.Anchors;

/// <summary>A node of a trusted network, asked only after it has shown that it is one.</summary>
/// <remarks>What is wrong with the node (silent, of another chain, other code at the registry's address) is Unknown, never Failed.</remarks>
internal sealed class NetworkNode(TrustedNetwork network, IEvmClient client)
{
    private const string Name = CheckNames.Anchored;

    public TrustedNetwork Network => network;

    public IEvmClient Client => client;

    public Address RegistryAddress { get; } = Address.Parse(network.Registry.ToLowerInvariant());

    public RegistryContract Registry => new(client, RegistryAddress);

    /// <summary>Asks a question.</summary>
    /// <param name="question">What is asked of the right node.</param>
    /// <param name="unanswered">Makes a finding of the reason why there is no answer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AnchorFinding> AskAsync(
        Func<CancellationToken, Task<AnchorFinding>> question, Func<Check, AnchorFinding> unanswered, CancellationToken cancellationToken)
    {
        try
        {
            return await IdentityFaultAsync(cancellationToken).ConfigureAwait(false) is { } fault
                ? unanswered(fault)
                : await question(cancellationToken).ConfigureAwait(false);
        }
        catch (RpcErrorException)
        {
            return unanswered(Unknown("anchor.node_unusable", $"The node of {network.Name} refused a question, so the anchor could not be checked."));
        }
        catch (RpcUnavailableException failure) when (failure.Failure is RpcFailure.Malformed or RpcFailure.Oversized)
        {
            return unanswered(Unknown("anchor.node_unusable", $"The node of {network.Name} gave an answer that cannot be used, so the anchor could not be checked."));
        }
        catch (RpcException)
        {
            return unanswered(Unknown("anchor.node_unreachable", $"{network.Name} could not be reached, so the anchor could not be checked. Try again later."));
        }
    }

    private async Task<Check?> IdentityFaultAsync(CancellationToken cancellationToken)
    {
        if (await client.ChainIdAsync(cancellationToken).ConfigureAwait(false) != network.ChainId
            || await client.GenesisHashAsync(cancellationToken).ConfigureAwait(false) != network.GenesisHash)
            return Unknown("anchor.wrong_chain", $"The node that was asked belongs to another chain than {network.Name}, so the anchor could not be checked.");
        var code = await Registry.CodeHashAsync(cancellationToken).ConfigureAwait(false);
        if (code is null) return Unknown("anchor.registry_absent", $"The node of {network.Name} shows no contract at the registry's address.");
        return network.RegistryCodeHash is { } pinned && code != pinned
            ? Unknown("anchor.registry_code_differs", $"The contract at the registry's address on {network.Name} is not the one that the trust file describes.")
            : null;
    }

    private static Check Unknown(string code, string words) => Check.Unknown(Name, code, words);
}
