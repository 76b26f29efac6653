using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;
using Anchor.Credentials.Bundles;
using Anchor.Merkle;

namespace Anchor.Verification.Anchors;

/// <summary>Asks one network about the transaction that a Merkle proof names: whether it gave the registry exactly this root, and the registry took it.</summary>
/// <remarks>
/// The sender is the anchor's account. From there on the registry's record, revocation, event and finality are asked like any other anchor's.
/// A transaction that the node does not know decides nothing: it may be another network's, or older than what the node keeps.
/// </remarks>
internal sealed class LabelQuestion(Hash32 transactionHash, Hash32 root, ulong index, NetworkNode node)
{
    public const string TransactionUnknown = "anchor.transaction_unknown";
    public const string RegistryUnknown = "anchor.registry_unknown";
    private const string Name = CheckNames.Anchored;

    public Task<AnchorFinding> AskAsync(CancellationToken cancellationToken) =>
        node.AskAsync(TransactionAsync, check => Finding(null, check), cancellationToken);

    private async Task<AnchorFinding> TransactionAsync(CancellationToken cancellationToken)
    {
        var network = node.Network.Name;
        if (await node.Client.GetTransactionByHashAsync(transactionHash, cancellationToken).ConfigureAwait(false) is not { } transaction)
            return Finding(null, Check.Unknown(Name, TransactionUnknown, $"The node of {network} does not know the transaction that the Merkle proof names."));
        if (await node.Client.GetReceiptAsync(transactionHash, cancellationToken).ConfigureAwait(false) is not { } receipt)
            return Unknown("anchor.not_final", $"The transaction with the batch is in no block of {network} yet. Try again later.");
        if (!receipt.Succeeded)
            return Failed("anchor.reverted", $"The transaction that the Merkle proof names was undone on {network}, so it anchored nothing.");
        if (transaction.Input is not { } input)
            return Unknown("anchor.node_unusable", $"The node of {network} does not show what the transaction says, so the anchor could not be checked.");
        if (!input.Span.SequenceEqual(root.AsSpan()))
            return Failed("anchor.input_differs", $"The transaction that the Merkle proof names says something else on {network} than this batch.");
        if (transaction.To != node.RegistryAddress)
            return Unknown(RegistryUnknown, $"The transaction went to another address on {network} than the registry of the trust file, so nobody vouches for what it did.");
        if (!AnchoredEvent.TryRead(receipt, node.RegistryAddress, transaction.From, root, out var anchored))
            return Failed("anchor.not_anchored", $"The registry on {network} did not take the batch that the transaction gave it.");

        var claim = new AnchorClaim(
            node.Network.ChainId, node.Network.Registry, transaction.From.ToString(), transactionHash, anchored.BlockNumber, anchored.BlockHash, anchored.AnchoredAt);
        var finding = await new AnchorQuestion(claim, root, index, node).RecordAsync(cancellationToken).ConfigureAwait(false);
        return finding.Facts is { } facts && facts.TransactionHash != transactionHash
            ? Unknown("anchor.node_inconsistent", $"The node of {network} contradicts itself about which transaction anchored the batch.")
            : finding with { Claim = null };

        AnchorFinding Unknown(string code, string words) => Finding(transaction.From, Check.Unknown(Name, code, words));

        AnchorFinding Failed(string code, string words) => Finding(transaction.From, Check.Fail(Name, code, words));
    }

    private AnchorFinding Finding(Address? account, Check check) => new(node.Network.ChainId, account, check);
}
