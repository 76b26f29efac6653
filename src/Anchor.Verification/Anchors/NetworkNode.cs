using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Credentials.Trust;

namespace Anchor.Verification.Anchors;

/// <summary>A node of a trusted network, asked only after it has shown that it is one.</summary>
/// <remarks>What is wrong with the node (silent, of another chain, other code at the registry's address) is Unknown, never Failed.</remarks>
/// <param name="network">The network.</param>
/// <param name="client">The node.</param>
/// <param name="name">The check to which a fault of the node belongs.</param>
/// <param name="subject">What could not be checked then; codes begin with it.</param>
internal sealed class NetworkNode(TrustedNetwork network, IEvmClient client, string name = CheckNames.Anchored, string subject = "anchor")
{
    public TrustedNetwork Network => network;

    public IEvmClient Client => client;

    public Address RegistryAddress { get; } = Address.Parse(network.Registry.ToLowerInvariant());

    public RegistryContract Registry => new(client, RegistryAddress);

    /// <summary>Asks a question.</summary>
    /// <param name="question">What is asked of the right node.</param>
    /// <param name="unanswered">Makes a finding of the reason why there is no answer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> question, Func<Check, T> unanswered, CancellationToken cancellationToken)
    {
        try
        {
            return await IdentityFaultAsync(cancellationToken).ConfigureAwait(false) is { } fault
                ? unanswered(fault)
                : await question(cancellationToken).ConfigureAwait(false);
        }
        catch (RpcErrorException)
        {
            return unanswered(Unknown("node_unusable", $"The node of {network.Name} refused a question, so the {subject} could not be checked."));
        }
        catch (RpcUnavailableException failure) when (failure.Failure is RpcFailure.Malformed or RpcFailure.Oversized)
        {
            return unanswered(Unknown("node_unusable", $"The node of {network.Name} gave an answer that cannot be used, so the {subject} could not be checked."));
        }
        catch (RpcException)
        {
            return unanswered(Unknown("node_unreachable", $"{network.Name} could not be reached, so the {subject} could not be checked. Try again later."));
        }
    }

    private async Task<Check?> IdentityFaultAsync(CancellationToken cancellationToken)
    {
        if (await client.ChainIdAsync(cancellationToken).ConfigureAwait(false) != network.ChainId
            || await client.GenesisHashAsync(cancellationToken).ConfigureAwait(false) != network.GenesisHash)
            return Unknown("wrong_chain", $"The node that was asked belongs to another chain than {network.Name}, so the {subject} could not be checked.");
        var code = await Registry.CodeHashAsync(cancellationToken).ConfigureAwait(false);
        if (code is null) return Unknown("registry_absent", $"The node of {network.Name} shows no contract at the registry's address.");
        return network.RegistryCodeHash is { } pinned && code != pinned
            ? Unknown("registry_code_differs", $"The contract at the registry's address on {network.Name} is not the one that the trust file describes.")
            : null;
    }

    private Check Unknown(string code, string words) => Check.Unknown(name, $"{subject}.{code}", words);
}
