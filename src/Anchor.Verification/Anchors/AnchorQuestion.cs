using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Trust;
using Anchor.Merkle;
using Anchor.Verification.Nodes;

namespace Anchor.Verification.Anchors;

/// <summary>Asks one chain about one anchor. Of the claim only chain id, registry and account are used; all else is the chain's to say.</summary>
/// <remarks>
/// What is wrong with the node (silent, of another chain, behind, contradicting itself, other code at the registry's address)
/// is Unknown; Failed is only what the right registry on the right chain says.
/// </remarks>
internal sealed class AnchorQuestion(AnchorClaim claim, Hash32 root, ulong index, NetworkNode node)
{
    private const string Name = CheckNames.Anchored;

    // The last second of the year 9999: what a calendar can show.
    private const ulong LastMoment = 253_402_300_799;

    private readonly Address _account = AccountOf(claim);
    private readonly TrustedNetwork _network = node.Network;
    private readonly RegistryContract _registry = node.Registry;

    public static Address AccountOf(AnchorClaim claim) => Address.Parse(claim.IssuerAccount.ToLowerInvariant());

    public Task<AnchorFinding> AskAsync(CancellationToken cancellationToken) => node.AskAsync(RecordAsync, Finding, cancellationToken);

    /// <summary>Asks all that holds for every credential of the batch, and not whether this one is revoked.</summary>
    /// <returns>The finding, and whether it stands for a credential that is revoked too, because an earlier question ended it.</returns>
    public async Task<(AnchorFinding Finding, bool IsForAll)> AskBatchAsync(CancellationToken cancellationToken)
    {
        var isForAll = true;
        var finding = await node.AskAsync(token => RecordAsync(isOnlyBatch: true, () => isForAll = false, token), Finding, cancellationToken).ConfigureAwait(false);
        return (finding, isForAll);
    }

    /// <summary>Whether the registry has revoked the credential at an index by itself, out of the 256 bits around it.</summary>
    public AnchorFinding OfWord(BigInteger word, AnchorFinding batch) => (word >> (int)(index % KeptAnchors.WordBits)).IsEven ? batch : RevokedAlone();

    /// <summary>Asks a node that has shown before that it is the network's.</summary>
    /// <exception cref="RpcException">It gave no answer.</exception>
    public Task<AnchorFinding> RecordAsync(CancellationToken cancellationToken) => RecordAsync(isOnlyBatch: false, static () => { }, cancellationToken);

    private async Task<AnchorFinding> RecordAsync(bool isOnlyBatch, Action pastRecord, CancellationToken cancellationToken)
    {
        // The head first: a node that has not come as far as the claimed block cannot deny it.
        var head = await node.Client.BlockNumberAsync(cancellationToken).ConfigureAwait(false);
        if (await _registry.RecordAsync(_account, root, cancellationToken).ConfigureAwait(false) is not { } record)
            return head < claim.BlockNumber
                ? Unknown("anchor.node_behind", $"The node of {_network.Name} has not yet come to the block that the file names.")
                : Failed("anchor.not_anchored", $"The registry on {_network.Name} has no record of this batch by this account: the proof belongs to something else, or was never anchored.");
        if (record.RootRevokedAt != 0) return Revoked("anchor.root_revoked", $"The issuer revoked the whole batch on {_network.Name}.");
        pastRecord();
        if (!isOnlyBatch && await _registry.IsRevokedAsync(_account, root, index, cancellationToken).ConfigureAwait(false)) return RevokedAlone();
        return await EventAsync(record, cancellationToken).ConfigureAwait(false);
    }

    private async Task<AnchorFinding> EventAsync(RegistryRecord record, CancellationToken cancellationToken)
    {
        if (await FindEventAsync(record, cancellationToken).ConfigureAwait(false) is not { } anchored)
            return Unknown("anchor.event_missing", $"{_network.Name} has a record of the batch, but the node does not show the event that made it.");
        var standing = await ChainPosition.StandingAsync(node.Client, _network.Finality.ToPolicy(), anchored.BlockNumber, anchored.BlockHash, cancellationToken).ConfigureAwait(false);
        var block = await node.Client.GetBlockAsync(BlockId.At(anchored.BlockNumber), cancellationToken).ConfigureAwait(false);
        if (standing is BlockStanding.Missing or BlockStanding.Reorged || block?.Hash != anchored.BlockHash)
            return Unknown("anchor.not_final", $"The block with the anchor is not on the chain of {_network.Name} at this moment.");
        if (block.Timestamp != anchored.AnchoredAt || record.AnchoredAt > LastMoment)
            return Unknown("anchor.node_inconsistent", $"The node of {_network.Name} contradicts itself about the time of the anchor.");

        var facts = Facts(anchored, standing == BlockStanding.Final);
        return standing == BlockStanding.Final
            ? Finding(Check.Pass(Name, $"The batch was anchored on {Described()} at {Moment(facts.AnchoredAt)}, in block {anchored.BlockNumber}.")) with { Facts = facts }
            : Unknown("anchor.not_final", $"The batch is on {_network.Name}, but its block can still be undone. Try again later.") with { Facts = facts };
    }

    /// <summary>The registry's own event in a successful receipt: the claimed transaction's, or that of whichever transaction carried it.</summary>
    private async Task<AnchoredEvent?> FindEventAsync(RegistryRecord record, CancellationToken cancellationToken) =>
        await EventInAsync(claim.TransactionHash, record, cancellationToken).ConfigureAwait(false)
        ?? (await _registry.FindAnchoredAsync(_account, root, cancellationToken).ConfigureAwait(false) is { } logged
            ? await EventInAsync(logged.TransactionHash, record, cancellationToken).ConfigureAwait(false)
            : null);

    private async Task<AnchoredEvent?> EventInAsync(Hash32 transaction, RegistryRecord record, CancellationToken cancellationToken)
    {
        var receipt = await node.Client.GetReceiptAsync(transaction, cancellationToken).ConfigureAwait(false);
        return receipt is not null && AnchoredEvent.TryRead(receipt, _registry.Address, _account, root, out var anchored)
            && anchored.BlockNumber == record.BlockNumber && anchored.AnchoredAt == record.AnchoredAt ? anchored : null;
    }

    private AnchorFacts Facts(AnchoredEvent anchored, bool final) => new(
        Printable.Line(_network.Name), _network.ChainId, _network.Production, _registry.Address, _account, root, anchored.TransactionHash,
        anchored.BlockNumber, anchored.BlockHash, DateTimeOffset.FromUnixTimeSeconds((long)anchored.AnchoredAt), final);

    private string Described() => _network.Production ? _network.Name : $"{_network.Name} (a test network)";

    private static string Moment(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture);

    private AnchorFinding RevokedAlone() => Revoked("credential.revoked_on_chain", $"The issuer revoked this credential on {_network.Name}.");

    private AnchorFinding Unknown(string code, string words) => Finding(Check.Unknown(Name, code, words));

    private AnchorFinding Failed(string code, string words) => Finding(Check.Fail(Name, code, words));

    private AnchorFinding Revoked(string code, string words) => Failed(code, words) with { Revoked = true };

    private AnchorFinding Finding(Check check) => new(claim.ChainId, _account, check, Claim: claim);
}
