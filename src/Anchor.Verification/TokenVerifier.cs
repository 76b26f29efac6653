using Anchor.Chain.Encoding;
using Anchor.Credentials.Bindings;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Identifiers;
using Anchor.Verification.Anchors;
using Anchor.Verification.Reports;
using Anchor.Verification.Tokens;

namespace Anchor.Verification;

/// <summary>Verifies tokens without the credentials that they stand for, by the networks of a trust file. Thread-safe.</summary>
/// <param name="options">Whom to believe, and how to reach the chains.</param>
public sealed class TokenVerifier(VerifierOptions options)
{
    /// <summary>Finds out what a token stands for.</summary>
    /// <param name="name">The token.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A report for any name whatever; a chain that cannot be reached is a finding and no exception.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<TokenReport> VerifyAsync(TokenName name, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.ChainTimeout, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var finding = await TokenSearch.FindAsync(options, name.ChainId, name.Contract, _ => (name.Id, null), "such token", either.Token, cancellationToken).ConfigureAwait(false);
        if (finding is not { Facts: { } facts, Node: { } node }) return Of([finding.Check], null, null);

        var anchor = await AnchorOfAsync(facts, node, either.Token, cancellationToken).ConfigureAwait(false);
        var (leaf, known) = await new MintingSearch(facts, node).FindAsync(either.Token, cancellationToken).ConfigureAwait(false);
        return Of([finding.Check, leaf, anchor.Chain, IssuerOf(facts)], known with { AnchoredAt = known.AnchoredAt ?? anchor.Facts?.AnchoredAt }, anchor.Facts);
    }

    private static async Task<AnchorFinding> AnchorOfAsync(TokenFacts facts, NetworkNode node, CancellationToken deadline, CancellationToken cancellationToken)
    {
        // Nobody claims a transaction or a block here: the registry's own event is looked for.
        var claim = new AnchorClaim(facts.ChainId, facts.Registry.ToString(), facts.Issuer.ToString(), default, 0, default, 0);
        try
        {
            return await new AnchorQuestion(claim, facts.Root, facts.Index, new NetworkNode(node.Network, node.Client)).AskAsync(deadline).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new AnchorFinding(facts.ChainId, facts.Issuer, Check.Unknown(
                CheckNames.Anchored, "anchor.node_unreachable", $"{node.Network.Name} did not answer in time, so the anchor could not be checked. Try again later."));
        }
    }

    /// <summary>A token knows an account and no name; the trust file knows an account only where that is the issuer's identifier itself.</summary>
    private Check IssuerOf(TokenFacts facts)
    {
        var recognised = options.Trust.Issuers.FirstOrDefault(issuer => IsAccount(issuer.Did, facts.ChainId, facts.Issuer));
        return recognised is not null
            ? Check.Pass(CheckNames.Issuer, $"The account {facts.Issuer} is {recognised.Name}: the trust file recognises it by this account.") with { Required = false }
            : Check.Note(
                CheckNames.Issuer, "issuer.account_only",
                $"The credential is one of the account {facts.Issuer}. Whose account that is, the token does not say: the issuer's signed statement of its accounts, which the credential's bundle holds, is needed to name the issuer.");
    }

    private static bool IsAccount(string did, ulong chainId, Address account) =>
        Did.Parse(did).TryGet(out var parsed, out _) && DidPkh.Parse(parsed).TryGet(out var known, out _)
        && Caip10.TryParse(known.ToString(), out var chain, out var address) && chain == chainId
        && string.Equals(address, account.ToString(), StringComparison.OrdinalIgnoreCase);

    private static TokenReport Of(IReadOnlyList<Check> checks, TokenFacts? facts, AnchorFacts? anchor)
    {
        var verdict = Verifier.VerdictOf(checks);
        return new TokenReport(verdict, Summary.OfToken(verdict, facts, checks), facts, anchor, checks);
    }
}
