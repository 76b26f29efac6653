using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Trust;
using Anchor.Merkle;

namespace Anchor.Verification.Anchors;

/// <summary>Asks one chain about one anchor. Of the claim only chain id, registry and account are used; all else is the chain's to say.</summary>
/// <remarks>
/// What is wrong with the node (silent, of another chain, behind, contradicting itself, other code at the registry's address)
/// is Unknown; Failed is only what the right registry on the right chain says.
/// </remarks>
internal sealed class AnchorQuestion(AnchorClaim claim, Hash32 root, ulong index, TrustedNetwork network, IEvmClient node)
{
    private const string Name = CheckNames.Anchored;

    // The last second of the year 9999: what a calendar can show.
    private const ulong LastMoment = 253_402_300_799;

    private readonly Address _account = AccountOf(claim);
    private readonly Address _registryAddress = Address.Parse(network.Registry.ToLowerInvariant());

    public static Address AccountOf(AnchorClaim claim) => Address.Parse(claim.IssuerAccount.ToLowerInvariant());

    public async Task<AnchorFinding> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await IdentityFaultAsync(cancellationToken).ConfigureAwait(false) ?? await RecordAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RpcErrorException)
        {
            return Unknown("anchor.node_unusable", $"The node of {network.Name} refused a question, so the anchor could not be checked.");
        }
        catch (RpcUnavailableException failure) when (failure.Failure is RpcFailure.Malformed or RpcFailure.Oversized)
        {
            return Unknown("anchor.node_unusable", $"The node of {network.Name} gave an answer that cannot be used, so the anchor could not be checked.");
        }
        catch (RpcException)
        {
            return Unknown("anchor.node_unreachable", $"{network.Name} could not be reached, so the anchor could not be checked. Try again later.");
        }
    }

    private async Task<AnchorFinding?> IdentityFaultAsync(CancellationToken cancellationToken)
    {
        if (await node.ChainIdAsync(cancellationToken).ConfigureAwait(false) != network.ChainId
            || await node.GenesisHashAsync(cancellationToken).ConfigureAwait(false) != network.GenesisHash)
            return Unknown("anchor.wrong_chain", $"The node that was asked belongs to another chain than {network.Name}, so the anchor could not be checked.");
        var code = await new RegistryContract(node, _registryAddress).CodeHashAsync(cancellationToken).ConfigureAwait(false);
        if (code is null) return Unknown("anchor.registry_absent", $"The node of {network.Name} shows no contract at the registry's address.");
        return network.RegistryCodeHash is { } pinned && code != pinned
            ? Unknown("anchor.registry_code_differs", $"The contract at the registry's address on {network.Name} is not the one that the trust file describes.")
            : null;
    }

    private async Task<AnchorFinding> RecordAsync(CancellationToken cancellationToken)
    {
        var registry = new RegistryContract(node, _registryAddress);
        // The head first: a node that has not come as far as the claimed block cannot deny it.
        var head = await node.BlockNumberAsync(cancellationToken).ConfigureAwait(false);
        if (await registry.RecordAsync(_account, root, cancellationToken).ConfigureAwait(false) is not { } record)
            return head < claim.BlockNumber
                ? Unknown("anchor.node_behind", $"The node of {network.Name} has not yet come to the block that the file names.")
                : Failed("anchor.not_anchored", $"The registry on {network.Name} has no record of this batch by this account: the proof belongs to something else, or was never anchored.");
        if (record.RootRevokedAt != 0) return Revoked("anchor.root_revoked", $"The issuer revoked the whole batch on {network.Name}.");
        if (await registry.IsRevokedAsync(_account, root, index, cancellationToken).ConfigureAwait(false))
            return Revoked("credential.revoked_on_chain", $"The issuer revoked this credential on {network.Name}.");
        return await EventAsync(registry, record, cancellationToken).ConfigureAwait(false);
    }

    private async Task<AnchorFinding> EventAsync(RegistryContract registry, RegistryRecord record, CancellationToken cancellationToken)
    {
        if (await FindEventAsync(registry, record, cancellationToken).ConfigureAwait(false) is not { } anchored)
            return Unknown("anchor.event_missing", $"{network.Name} has a record of the batch, but the node does not show the event that made it.");
        var standing = await ChainPosition.StandingAsync(node, Policy(), anchored.BlockNumber, anchored.BlockHash, cancellationToken).ConfigureAwait(false);
        var block = await node.GetBlockAsync(BlockId.At(anchored.BlockNumber), cancellationToken).ConfigureAwait(false);
        if (standing is BlockStanding.Missing or BlockStanding.Reorged || block?.Hash != anchored.BlockHash)
            return Unknown("anchor.not_final", $"The block with the anchor is not on the chain of {network.Name} at this moment.");
        if (block.Timestamp != anchored.AnchoredAt || record.AnchoredAt > LastMoment)
            return Unknown("anchor.node_inconsistent", $"The node of {network.Name} contradicts itself about the time of the anchor.");

        var facts = Facts(anchored, standing == BlockStanding.Final);
        return standing == BlockStanding.Final
            ? Finding(Check.Pass(Name, $"The batch was anchored on {Described()} at {Moment(facts.AnchoredAt)}, in block {anchored.BlockNumber}.")) with { Facts = facts }
            : Unknown("anchor.not_final", $"The batch is on {network.Name}, but its block can still be undone. Try again later.") with { Facts = facts };
    }

    /// <summary>The registry's own event in a successful receipt: the claimed transaction's, or that of whichever transaction carried it.</summary>
    private async Task<AnchoredEvent?> FindEventAsync(RegistryContract registry, RegistryRecord record, CancellationToken cancellationToken) =>
        await EventInAsync(claim.TransactionHash, record, cancellationToken).ConfigureAwait(false)
        ?? (await registry.FindAnchoredAsync(_account, root, cancellationToken).ConfigureAwait(false) is { } logged
            ? await EventInAsync(logged.TransactionHash, record, cancellationToken).ConfigureAwait(false)
            : null);

    private async Task<AnchoredEvent?> EventInAsync(Hash32 transaction, RegistryRecord record, CancellationToken cancellationToken)
    {
        var receipt = await node.GetReceiptAsync(transaction, cancellationToken).ConfigureAwait(false);
        return receipt is not null && AnchoredEvent.TryRead(receipt, _registryAddress, _account, root, out var anchored)
            && anchored.BlockNumber == record.BlockNumber && anchored.AnchoredAt == record.AnchoredAt ? anchored : null;
    }

    private FinalityPolicy Policy() => network.Finality.Kind switch
    {
        FinalityKind.Depth => FinalityPolicy.Depth((ulong)network.Finality.Depth),
        FinalityKind.Tag => FinalityPolicy.Tagged("finalized"),
        _ => FinalityPolicy.Instant,
    };

    private AnchorFacts Facts(AnchoredEvent anchored, bool final) => new(
        Printable.Line(network.Name), network.ChainId, network.Production, _registryAddress, _account, root, anchored.TransactionHash,
        anchored.BlockNumber, anchored.BlockHash, DateTimeOffset.FromUnixTimeSeconds((long)anchored.AnchoredAt), final);

    private string Described() => network.Production ? network.Name : $"{network.Name} (a test network)";

    private static string Moment(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture);

    private AnchorFinding Unknown(string code, string words) => Finding(Check.Unknown(Name, code, words));

    private AnchorFinding Failed(string code, string words) => Finding(Check.Fail(Name, code, words));

    private AnchorFinding Revoked(string code, string words) => Failed(code, words) with { Revoked = true };

    private AnchorFinding Finding(Check check) => new(claim, _account, check);
}
