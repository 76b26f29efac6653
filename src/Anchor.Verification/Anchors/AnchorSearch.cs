using Anchor.Credentials.Bundles;
using Anchor.Credentials.MerkleProofs;
using Anchor.Credentials.Trust;
using Anchor.Merkle;
using Anchor.Verification.Reading;

namespace Anchor.Verification.Anchors;

/// <summary>Asks about every anchor that a document claims, in its bundle or in its Merkle proof, all at once and within one time limit.</summary>
internal sealed class AnchorSearch
{
    private const string Name = CheckNames.Anchored;

    // A label can mean several networks of a trust file.
    private const int MaxNetworks = 8;

    private readonly Evidence _evidence;
    private readonly Hash32? _root;
    private readonly VerifierOptions _options;
    private readonly KeptAnchors? _kept;

    private AnchorSearch(Evidence evidence, Hash32? root, VerifierOptions options, KeptAnchors? kept) =>
        (_evidence, _root, _options, _kept) = (evidence, root, options, kept);

    public static async Task<IReadOnlyList<AnchorFinding>> RunAsync(
        Evidence evidence, Hash32? root, VerifierOptions options, KeptAnchors? kept, CancellationToken cancellationToken)
    {
        if (evidence.Anchors.Count == 0 && evidence.MerkleProof is null) return [];
        var search = new AnchorSearch(evidence, root, options, kept);
        // Two claims about one registry and account are one question.
        var claims = evidence.Anchors.Count < 2 ? evidence.Anchors : evidence.Anchors.DistinctBy(claim => (claim.ChainId, claim.Registry.ToUpperInvariant(), claim.IssuerAccount.ToUpperInvariant()));
        var labels = evidence.MerkleProof?.Anchors.DistinctBy(anchor => (anchor.Label, anchor.TransactionId.ToUpperInvariant())) ?? [];
        using var deadline = new Deadline(options, cancellationToken);
        return await Task.WhenAll([
            .. claims.Select(claim => search.AskAsync(claim, deadline, cancellationToken)),
            .. labels.Select(anchor => search.AskAsync(anchor, deadline, cancellationToken)),
        ]).ConfigureAwait(false);
    }

    private async Task<AnchorFinding> AskAsync(AnchorClaim claim, Deadline deadline, CancellationToken cancellationToken)
    {
        if (_options.Trust.FindNetwork(claim.ChainId, claim.Registry) is not { } network)
            return Finding(Unknown(LabelQuestion.RegistryUnknown, $"The registry that the file names on chain {claim.ChainId} is not in the trust file, so its word counts for nothing here."));
        return await AskAsync(network, (node, root, index) => _kept is null
            ? new AnchorQuestion(claim, root, index, node).AskAsync(deadline.Token)
            : _kept.AskAsync(claim, root, index, node, deadline.Token), Finding, cancellationToken).ConfigureAwait(false);

        AnchorFinding Finding(Check check) => new(claim.ChainId, AnchorQuestion.AccountOf(claim), check, Claim: claim);
    }

    private async Task<AnchorFinding> AskAsync(ChainAnchor anchor, Deadline deadline, CancellationToken cancellationToken)
    {
        var label = anchor.Label;
        if (label.IsMock)
            return Nowhere(Check.Fail(Name, "anchor.mock_chain", "The Merkle proof was made for trials: it names no chain at all, so the batch is anchored nowhere."));
        if (label != ChainLabel.EthereumMainnet && label != ChainLabel.EthereumSepolia)
            return Nowhere(Unknown("anchor.chain_unknown", $"The Merkle proof names the chain {label}, which is not asked here, so the anchor is not confirmed."));
        if (anchor.Transaction is not { } transaction)
            return Nowhere(Check.Fail(Name, "anchor.transaction_malformed", "What the Merkle proof names as its transaction cannot be one."));
        var networks = _options.Trust.Networks.Where(network => ChainLabel.Of(network.ChainId, network.Production) == label).Take(MaxNetworks).ToArray();
        if (networks.Length == 0)
            return Nowhere(Unknown(LabelQuestion.RegistryUnknown, $"The trust file names no network that {label} can mean, so the anchor is not confirmed."));

        var findings = await Task.WhenAll(networks.Select(network => AskAsync(
            network, (node, root, index) => new LabelQuestion(transaction, root, index, node).AskAsync(deadline.Token),
            check => new AnchorFinding(network.ChainId, null, check), cancellationToken))).ConfigureAwait(false);
        return findings.MinBy(Doubt)!;
    }

    private async Task<AnchorFinding> AskAsync(
        TrustedNetwork network, Func<NetworkNode, Hash32, ulong, Task<AnchorFinding>> question, Func<Check, AnchorFinding> finding, CancellationToken cancellationToken)
    {
        if (_root is not { } root) return finding(Unknown("anchor.root_unknown", "Without the credential's place in a batch there is no root to look for on the chain."));
        if (_options.Chain(network) is not { } client) return finding(Unknown("anchor.offline", $"{network.Name} was not asked, so the anchor is not confirmed."));
        try
        {
            return await question(new NetworkNode(network, client), root, _evidence.Proof!.Index).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return finding(Late(network));
        }
    }

    /// <summary>A transaction belongs to one chain, so the network that knows it decides; and there the registry to which it went.</summary>
    private static int Doubt(AnchorFinding finding) => (finding.Chain.Result, finding.Chain.Code) switch
    {
        (CheckResult.Passed, _) => 0,
        (CheckResult.Failed, _) => 1,
        (_, LabelQuestion.RegistryUnknown) => 3,
        (_, LabelQuestion.TransactionUnknown) => 5,
        _ => finding.Account is null ? 4 : 2,
    };

    /// <summary>The finding about a claim when the time is up.</summary>
    public static AnchorFinding NotInTime(AnchorClaim claim, TrustedNetwork network) => new(claim.ChainId, AnchorQuestion.AccountOf(claim), Late(network), Claim: claim);

    private static Check Late(TrustedNetwork network) =>
        Unknown("anchor.node_unreachable", $"{network.Name} did not answer in time, so the anchor could not be checked. Try again later.");

    private static AnchorFinding Nowhere(Check check) => new(0, null, check);

    private static Check Unknown(string code, string words) => Check.Unknown(Name, code, words);

    /// <summary>The end of the time for all questions, from the first that is asked; where nobody is asked no clock is set.</summary>
    private sealed class Deadline(VerifierOptions options, CancellationToken cancellationToken) : IDisposable
    {
        private readonly Lock _setting = new();
        private CancellationTokenSource? _timer, _either;

        public CancellationToken Token
        {
            get
            {
                lock (_setting)
                {
                    _timer ??= new CancellationTokenSource(options.ChainTimeout, options.Clock);
                    return (_either ??= CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _timer.Token)).Token;
                }
            }
        }

        public void Dispose()
        {
            _either?.Dispose();
            _timer?.Dispose();
        }
    }
}
