using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.OpenBadges;
using Anchor.Merkle;
using Anchor.Verification.Anchors;
using Anchor.Verification.Findings;
using Anchor.Verification.Identifiers;
using Anchor.Verification.Reading;
using Anchor.Verification.Reports;
using Anchor.Verification.Statuses;
using Anchor.Verification.Tokens;
using Anchor.Verification.Web;

namespace Anchor.Verification;

/// <summary>Verifies credentials without trusting their issuer, its host, or anything that a file says about itself. Thread-safe.</summary>
public sealed class Verifier
{
    private readonly VerifierOptions _options;
    private readonly KeyFinder _keys;
    private readonly StatusCheck _status;
    private readonly KeptAnchors? _anchors;
    private readonly KnownBindings _bindings = new();
    private readonly DocumentCanonicaliser _canonicaliser = new();
    private readonly KnownParts _parts = new();
    private readonly KnownNodes _nodes = new();

    /// <summary>Makes a verifier, to be used for many documents: it learns what they have in common.</summary>
    /// <param name="options">Whom to believe, and how to reach the chains.</param>
    public Verifier(VerifierOptions options)
    {
        _options = options.AnswersKept > TimeSpan.Zero && options.Documents is { } documents
            ? options with { Documents = new KeptDocuments(documents, options.AnswersKept, options.Clock) } : options;
        (_keys, _status) = (new KeyFinder(_options), new StatusCheck(_options));
        _anchors = options.AnswersKept > TimeSpan.Zero ? new KeptAnchors(_options) : null;
    }

    /// <summary>Takes a document apart and reports every finding.</summary>
    /// <param name="document">A bundle (UTF-8 JSON, at most 4 MiB, depth 72), a credential alone (JSON or compact JWT), or a badge picture (PNG or SVG) with either inside.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A report for any input whatever; a chain or a server that cannot be reached is a finding and no exception.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<Report> VerifyAsync(ReadOnlyMemory<byte> document, CancellationToken cancellationToken)
    {
        var evidence = EvidenceReader.Read(document.Span, _canonicaliser, _parts);
        var now = _options.Clock.GetUtcNow();
        var keys = await _keys.FindAsync(NamedKeys.Of(evidence), cancellationToken).ConfigureAwait(false);
        var signature = SignatureCheck.Of(evidence, keys, now);
        var signed = signature.Result == CheckResult.Passed;
        var inclusion = InclusionCheck.Of(evidence, _nodes);
        var binding = BindingCheck.Of(evidence, keys, _bindings);
        var findings = await AnchorSearch.RunAsync(evidence, inclusion.Root, _options, _anchors, cancellationToken).ConfigureAwait(false);
        var anchor = evidence.Credential is null && findings.Count == 0
            ? new AnchorChoice(NotReached.Of(CheckNames.Anchored), NotReached.Of(CheckNames.Binding), null, null)
            : AnchorChoice.Of(findings, binding);

        var checks = new List<Check>
        {
            evidence.ShapeFault ?? Check.Pass(CheckNames.Shape, $"The file is complete and has the form of {FormOf(evidence)}."),
            signature,
            inclusion.Check,
            anchor.Anchored,
            anchor.Binding,
            IssuerCheck.Of(evidence, _options.Trust, signed),
            ValidityCheck.Of(evidence, now),
        };
        checks.AddRange(await _status.OfAsync(evidence, _keys, cancellationToken).ConfigureAwait(false));
        if (RecipientCheck.Of(evidence, _options.Recipient) is { } recipient) checks.Add(recipient);
        checks.AddRange(EndorsementChecks.Of(evidence, keys, now));
        // After the anchors: a node that has to answer for both owes the verdict its answer first.
        var tokens = await BundledTokens.FindAsync(evidence, inclusion.Root, binding, _options, cancellationToken).ConfigureAwait(false);
        checks.AddRange(tokens.Select(token => token.Check));
        if (anchor.Note is { } note) checks.Add(note);

        var recognised = signed && evidence.IssuerDid is { } did ? _options.Trust.FindIssuer(did)?.Name : null;
        var facts = evidence.Credential is { } credential ? CredentialText.Facts(credential, recognised) : null;
        var verdict = VerdictOf(checks);
        return new Report(verdict, Summary.Of(verdict, facts, anchor.Facts, checks), facts, anchor.Facts, checks)
        {
            Tokens = [.. tokens.Select(token => token.Facts).OfType<TokenFacts>()],
        };
    }

    private static string FormOf(Evidence evidence) => evidence.Credential is { } credential && OpenBadgeValidator.IsBadge(credential)
        ? "an Open Badges 3.0 credential" : "a W3C verifiable credential, though it is no Open Badge";

    internal static Verdict VerdictOf(IEnumerable<Check> checks)
    {
        var required = checks.Where(check => check.Required).ToArray();
        return Array.Exists(required, check => check.Result == CheckResult.Failed) ? Verdict.Invalid
            : Array.TrueForAll(required, check => check.Result == CheckResult.Passed) ? Verdict.Valid
            : Verdict.Indeterminate;
    }
}
