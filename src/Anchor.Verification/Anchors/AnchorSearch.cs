using Anchor.Credentials.Bundles;
using Anchor.Merkle;
using Anchor.Verification.Reading;

namespace Anchor.Verification.Anchors;

/// <summary>Asks about every anchor that a document claims, all at once and within one time limit.</summary>
internal static class AnchorSearch
{
    private const string Name = CheckNames.Anchored;

    public static async Task<IReadOnlyList<AnchorFinding>> RunAsync(
        Evidence evidence, Hash32? root, VerifierOptions options, CancellationToken cancellationToken)
    {
        // Two claims about one registry and account are one question.
        var claims = evidence.Anchors.DistinctBy(claim => (claim.ChainId, claim.Registry.ToUpperInvariant(), claim.IssuerAccount.ToUpperInvariant())).ToArray();
        using var deadline = new CancellationTokenSource(options.ChainTimeout, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        return await Task.WhenAll(claims.Select(claim => AskAsync(claim, evidence, root, options, either.Token, cancellationToken))).ConfigureAwait(false);
    }

    private static async Task<AnchorFinding> AskAsync(
        AnchorClaim claim, Evidence evidence, Hash32? root, VerifierOptions options, CancellationToken deadline, CancellationToken cancellationToken)
    {
        if (options.Trust.FindNetwork(claim.ChainId, claim.Registry) is not { } network)
            return Unknown("anchor.registry_unknown", $"The registry that the file names on chain {claim.ChainId} is not in the trust file, so its word counts for nothing here.");
        if (root is not { } known)
            return Unknown("anchor.root_unknown", "Without the credential's place in a batch there is no root to look for on the chain.");
        if (options.Chain(network) is not { } node)
            return Unknown("anchor.offline", $"{network.Name} was not asked, so the anchor is not confirmed.");
        try
        {
            return await new AnchorQuestion(claim, known, evidence.Proof!.Index, network, node).AskAsync(deadline).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unknown("anchor.node_unreachable", $"{network.Name} did not answer in time, so the anchor could not be checked. Try again later.");
        }

        AnchorFinding Unknown(string code, string words) => new(claim, AnchorQuestion.AccountOf(claim), Check.Unknown(Name, code, words));
    }
}
