using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.DataModel;
using Anchor.Credentials.Json;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Presentations;
using Anchor.Verification.Findings;
using Anchor.Verification.Identifiers;
using Anchor.Verification.Reading;
using Anchor.Verification.Statuses;

namespace Anchor.Verification.Documents;

/// <summary>
/// Verifies any verifiable credential or presentation by what it says itself: shape, proofs, period and status. Anchors and
/// recognition are the question of <see cref="Verifier"/>. Thread-safe.
/// </summary>
/// <param name="options">How keys and lists are found; chains are not asked.</param>
public sealed class DocumentVerifier(VerifierOptions options)
{
    /// <summary>The most credentials that are looked at in one presentation.</summary>
    public const int MaxCredentials = 64;

    // Each proof is canonicalised on its own, and anybody may send a document.
    private const int MaxProofs = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly KeyFinder _keys = new(options);
    private readonly StatusCheck _status = new(options);

    /// <summary>Verifies a credential, with proofs inside or as a VC-JWT in an envelope.</summary>
    /// <param name="credential">Read within bounds.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A report for any JSON whatever; what cannot be reached is a finding and no exception.</returns>
    public Task<DocumentReport> VerifyCredentialAsync(JsonElement credential, DocumentQuestion question, CancellationToken cancellationToken) =>
        InTimeAsync(question, (findings, time) => CredentialAsync(credential, question, findings, time), cancellationToken);

    /// <summary>Verifies a presentation, with proofs inside or as a <c>vp+jwt</c> in an envelope, and every credential in it.</summary>
    /// <param name="presentation">Read within bounds.</param>
    /// <param name="question">What is asked; domains and challenge are those of the presentation.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A report for any JSON whatever; what cannot be reached is a finding and no exception.</returns>
    public Task<DocumentReport> VerifyPresentationAsync(JsonElement presentation, DocumentQuestion question, CancellationToken cancellationToken) =>
        InTimeAsync(question, (findings, time) => PresentationAsync(presentation, question, findings, time), cancellationToken);

    private static async Task<DocumentReport> InTimeAsync(
        DocumentQuestion question, Func<DocumentFindings, CancellationToken, Task> verify, CancellationToken cancellationToken)
    {
        var findings = new DocumentFindings(question);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await verify(findings, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            findings.Refuse(DocumentQuestion.StatusCheck, new Error("verification.timed_out", "What the document points to did not answer in time.", ErrorKind.Unavailable), "$");
        }
        return findings.Report();
    }

    private async Task CredentialAsync(JsonElement document, DocumentQuestion question, DocumentFindings findings, CancellationToken cancellationToken)
    {
        if (!Open(document).TryGet(out var opened, out var unopened))
        {
            findings.Refuse(DocumentQuestion.ShapeCheck, unopened, "$");
            return;
        }
        var (credential, jwt) = opened;
        if (!findings.HasShape(DataModelValidator.ValidateCredential(credential), "$")) return;
        var evidence = new Evidence { Credential = credential, Jwt = jwt };
        if (question.Proof)
        {
            var now = options.Clock.GetUtcNow();
            var ring = await _keys.FindAsync(NamedKeys.Of(evidence), cancellationToken).ConfigureAwait(false);
            var resolve = KeyResolver.Over(ring, evidence.IssuerDid);
            if (TooMany(credential)) findings.Refuse(DocumentQuestion.ProofCheck, TooManyProofs, "$");
            else if (jwt is not null) findings.Judge([EnvelopedCredential.Verify(jwt, now, resolve)], "$");
            else findings.Judge(CredentialProofs.Verify(credential, new ProofExpectations(question.Purpose ?? "assertionMethod", question.Domains, question.Challenge, now), resolve), "$");
        }
        await StandingAsync(evidence, "$", question, findings, cancellationToken).ConfigureAwait(false);
    }

    private async Task PresentationAsync(JsonElement document, DocumentQuestion question, DocumentFindings findings, CancellationToken cancellationToken)
    {
        if (!(EnvelopedPresentation.IsOne(document) ? EnvelopedPresentation.Open(document) : document).TryGet(out var presentation, out var unopened))
        {
            findings.Refuse(DocumentQuestion.ShapeCheck, unopened, "$");
            return;
        }
        if (!findings.HasShape(DataModelValidator.ValidatePresentation(presentation), "$")) return;
        var credentials = CredentialsOf(presentation).ToList();
        if (credentials.Count > MaxCredentials || TooMany(presentation) || credentials.Exists(TooMany))
        {
            findings.Refuse(DocumentQuestion.ShapeCheck, TooMuch, "$");
            return;
        }
        if (!OpenAll(credentials, findings, out var evidences)) return;
        if (question.Proof)
        {
            var names = NamedKeys.OfDocument(presentation).Concat(evidences.SelectMany(NamedKeys.Of));
            var ring = await _keys.FindAsync(names, cancellationToken).ConfigureAwait(false);
            var verified = PresentationVerifier.Verify(
                document, question.Domains, question.Challenge, options.Clock.GetUtcNow(), KeyResolver.Over(ring, null), question.Purpose ?? PresentationVerifier.Purpose);
            if (verified.TryGet(out var report, out var refused)) Judge(presentation, report, findings);
            else findings.Refuse(DocumentQuestion.ProofCheck, refused, "$");
        }
        for (var i = 0; i < evidences.Count; i++)
            await StandingAsync(evidences[i], PathOf(i), question, findings, cancellationToken).ConfigureAwait(false);
    }

    private static void Judge(JsonElement presentation, PresentationReport report, DocumentFindings findings)
    {
        findings.Judge(report.Proofs, "$");
        foreach (var credential in report.Credentials) findings.Judge(credential.Proofs, credential.Path);
        // VC data model 2.0, section 4.13.4: who asserts something about himself says that it is he who presents it.
        if (presentation.TryGetProperty("holder", out _)) return;
        var presenters = report.Proofs.Select(proof => proof.Controller).OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (report.Credentials.Any(each => each.Credential is { } credential && CredentialText.IssuerId(credential) is { } issuer && presenters.Contains(issuer)))
            findings.Refuse(DocumentQuestion.ProofCheck, HolderMissing, "$");
    }

    private async Task StandingAsync(Evidence evidence, string path, DocumentQuestion question, DocumentFindings findings, CancellationToken cancellationToken)
    {
        if (question.Validity && Outside(Period.Of(evidence.Credential!.Value), options.Clock.GetUtcNow()) is { } error)
            findings.Refuse(DocumentQuestion.ValidityCheck, error, path);
        if (!question.Status) return;
        foreach (var check in await _status.OfAsync(evidence, _keys, cancellationToken).ConfigureAwait(false)) findings.Judge(check, path);
    }

    private static Error? Outside(Period period, DateTimeOffset now) =>
        period.IsAhead(now) ? Error.Invalid("credential.not_yet_valid", $"The credential is valid only from {XsdDateTime.Format(period.Start!.Value)} on.", "$.validFrom")
        : period.IsOver(now) ? Error.Invalid("credential.expired", $"The credential was valid only until {XsdDateTime.Format(period.End!.Value)}.", "$.validUntil")
        : period.IsReadable ? null : Error.Invalid("credential.validity_unreadable", "The period of validity cannot be read.", "$.validFrom");

    private static bool OpenAll(List<JsonElement> credentials, DocumentFindings findings, out List<Evidence> evidences)
    {
        evidences = [];
        for (var i = 0; i < credentials.Count; i++)
        {
            if (!Open(credentials[i]).TryGet(out var opened, out var unopened)) findings.Refuse(DocumentQuestion.ShapeCheck, unopened, PathOf(i));
            else if (opened.Jwt is null || findings.HasShape(DataModelValidator.ValidateCredential(opened.Credential), PathOf(i)))
                evidences.Add(new Evidence { Credential = opened.Credential, Jwt = opened.Jwt });
        }
        return evidences.Count == credentials.Count;
    }

    private static Result<(JsonElement Credential, ParsedJwt? Jwt)> Open(JsonElement document)
    {
        if (!EnvelopedCredential.IsOne(document)) return (document, null);
        return EnvelopedCredential.Open(document).Map(jwt => (EnvelopedCredential.DocumentOf(jwt.Claims), (ParsedJwt?)jwt));
    }

    private static IEnumerable<JsonElement> CredentialsOf(JsonElement presentation) =>
        !presentation.TryGetProperty("verifiableCredential", out var set) ? [] : set.ValueKind == JsonValueKind.Array ? set.EnumerateArray() : [set];

    private static bool TooMany(JsonElement document) =>
        document.TryGetProperty("proof", out var proofs) && proofs.ValueKind == JsonValueKind.Array && proofs.GetArrayLength() > MaxProofs;

    private static string PathOf(int credential) => $"$.verifiableCredential[{credential}]";

    private static Error TooManyProofs { get; } = Error.Invalid("proof.too_many", $"At most {MaxProofs} proofs of one document are looked at.", "$.proof");

    private static Error TooMuch { get; } =
        Error.Invalid("presentation.too_many_credentials", $"At most {MaxCredentials} credentials are looked at, with at most {MaxProofs} proofs each.", "$.verifiableCredential");

    private static Error HolderMissing { get; } =
        Error.Invalid("presentation.holder_missing", "Whoever presents a credential of his own must be named as the holder.", "$.holder");
}
