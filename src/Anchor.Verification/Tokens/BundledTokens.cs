using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Tokens;
using Anchor.Merkle;
using Anchor.Verification.Anchors;
using Anchor.Verification.Reading;

namespace Anchor.Verification.Tokens;

/// <summary>The tokens that a bundle names, and whether they stand for its credential.</summary>
/// <remarks>
/// Notes: a credential is as good without its token. The number is computed from the collection's account and the credential's
/// leaf, so that a bundle cannot point at another's token; the account must be one that the issuer's binding names.
/// </remarks>
internal static class BundledTokens
{
    private const string Name = CheckNames.Token;
    private const string What = "token of this credential";

    // Whoever waits for a verdict does not wait much longer for a note.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<TokenFinding>> FindAsync(
        Evidence evidence, Hash32? root, BindingCheck binding, VerifierOptions options, CancellationToken cancellationToken)
    {
        if (evidence.Tokens.Count == 0) return [];
        using var deadline = new CancellationTokenSource(options.ChainTimeout < Patience ? options.ChainTimeout : Patience, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var findings = await Task.WhenAll(evidence.Tokens
            .Select(claim => (claim.ChainId, Contract: Address.Parse(claim.Contract.ToLowerInvariant()))).Distinct()
            .Select(claim => evidence.Leaf is { } leaf && root is not null
                ? TokenSearch.FindAsync(options, claim.ChainId, claim.Contract, terms => Choose(terms, claim.ChainId, leaf, binding), What, either.Token, cancellationToken)
                : Task.FromResult(new TokenFinding(Check.Unknown(Name, "token.leaf_unknown", "Without the credential's place in a batch there is no token to look for.")))))
            .ConfigureAwait(false);
        return [.. findings.Select(finding => AsNote(Compared(finding, evidence.Leaf, root, evidence.Proof?.Index)))];
    }

    private static (BigInteger Id, Check? Refusal) Choose(CollectionTerms terms, ulong chainId, Hash32 leaf, BindingCheck binding) =>
        binding.Names(chainId, terms.Issuer) ? (TokenMessages.TokenId(terms.Issuer, leaf), null)
        : binding.IsKnown ? (0, Check.Fail(
            Name, "token.foreign_issuer", $"The collection that the file names is one of {terms.Issuer}, which is no account of this issuer, so its tokens do not belong to this credential."))
        : (0, Check.Unknown(Name, "token.issuer_unknown", "Which accounts are the issuer's is not known, so it is not known either whether the collection that the file names is the issuer's."));

    /// <summary>The number says account and leaf; batch and place must be the same too.</summary>
    private static TokenFinding Compared(TokenFinding finding, Hash32? leaf, Hash32? root, ulong? index)
    {
        if (finding.Facts is not { } facts) return finding;
        var matches = facts.Root == root && facts.Index == index;
        facts = facts with { Leaf = leaf, Matches = matches };
        if (matches) return finding with { Facts = facts };
        var other = Check.Fail(Name, "token.place_differs", $"The token on {facts.Network} was minted for another batch, or another place, than the file's, so it does not belong to this credential.");
        return finding with { Check = other, Facts = facts with { State = other.Code! } };
    }

    private static TokenFinding AsNote(TokenFinding finding) => finding with
    {
        Check = finding.Check with { Required = false, Result = finding.IsAbsence ? CheckResult.Unknown : finding.Check.Result },
    };
}
