using System.Globalization;

namespace Anchor.Verification.Anchors;

/// <summary>The one anchor that a report speaks of: its chain and its binding are judged together, never mixed with another's.</summary>
/// <remarks>
/// A revocation by an account of the issuer decides, wherever it stands. Else one anchor that passes on both sides suffices, the
/// oldest first. Else an open question comes before a failure, because that anchor could still be good. Else the failure.
/// </remarks>
internal sealed record AnchorChoice(Check Anchored, Check Binding, AnchorFacts? Facts, Check? Note)
{
    public static AnchorChoice Of(IReadOnlyList<AnchorFinding> findings, BindingCheck binding)
    {
        if (findings.Count == 0)
            return new(
                Check.Unknown(CheckNames.Anchored, "anchor.missing", "The file names no anchor, so no chain can say since when the credential exists."),
                binding.WithoutAnchor(), null, null);
        var (finding, bound) = findings is [var only] ? (only, binding.For(only)) : findings.Select(finding => (finding, binding.For(finding)))
            .OrderBy(pair => Rank(pair.finding, pair.Item2, binding))
            .ThenBy(pair => pair.finding.Facts?.AnchoredAt ?? DateTimeOffset.MaxValue).First();
        return new(finding.Chain, bound, finding.Facts, NoteOn(finding) ?? NoteBeside(finding, findings));
    }

    private static int Rank(AnchorFinding finding, Check bound, BindingCheck binding) => (finding.Chain.Result, bound.Result) switch
    {
        _ when finding.Revoked && binding.Names(finding) => 0,
        (CheckResult.Passed, CheckResult.Passed) => 1,
        (CheckResult.Failed, _) or (_, CheckResult.Failed) => 4,
        (CheckResult.Passed, _) => 2,
        _ => 3,
    };

    private static Check? NoteOn(AnchorFinding finding)
    {
        if (finding is not { Facts: { } facts, Claim: { } claim }) return null;
        if (claim.TransactionHash == facts.TransactionHash && claim.BlockNumber == facts.BlockNumber && claim.BlockHash == facts.BlockHash
            && claim.Timestamp == (ulong)facts.AnchoredAt.ToUnixTimeSeconds()) return null;
        return Check.Note(CheckNames.Claims, "anchor.claim_differs", string.Create(
            CultureInfo.InvariantCulture,
            $"The file claims another transaction, block or time for its anchor than {facts.Network} does; only what the chain says is shown."));
    }

    // The document travels without its bundle too, and there the Merkle proof is all that a reader has.
    private static Check? NoteBeside(AnchorFinding chosen, IReadOnlyList<AnchorFinding> findings) =>
        chosen is { Claim: not null, Chain.Result: CheckResult.Passed } && findings.Any(other => other is { Claim: null, Chain.Result: CheckResult.Failed })
            ? Check.Note(CheckNames.Claims, "anchor.label_wrong", "The Merkle proof inside the credential names a transaction that did not anchor it; another anchor did.")
            : null;
}
