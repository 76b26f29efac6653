using System.Text.Json;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Presentations;

/// <summary>Verifies presentations and every credential in them; says what was found about each proof.</summary>
/// <remarks>
/// Refused before any proof is looked at: <c>presentation.malformed</c>, <c>presentation.too_many_credentials</c>,
/// <c>presentation.envelope_malformed</c>, <c>jwt.malformed</c>. In findings: the codes of <see cref="DataIntegrityProofs"/>,
/// <see cref="VcJwt"/> and <see cref="VerificationMethods"/>, <c>presentation.holder_mismatch</c>, <c>proof.key_not_of_issuer</c>.
/// Whether a credential is well formed, current and not revoked is not asked here.
/// </remarks>
public static class PresentationVerifier
{
    /// <summary>The most credentials that one presentation may hold.</summary>
    public const int MaxCredentials = 256;

    /// <summary>The purpose of a presentation's proofs.</summary>
    public const string Purpose = "authentication";

    /// <summary>Verifies a presentation, embedded proofs or enveloped.</summary>
    /// <param name="presentation">Read within bounds.</param>
    /// <param name="domains">The domains that it must be made for; null asks nothing.</param>
    /// <param name="challenge">The challenge that it must answer; null asks nothing.</param>
    /// <param name="now">The time by which proofs are judged; null judges none.</param>
    /// <param name="resolve">Finds keys; <see cref="VerificationMethods.Resolve"/> when null.</param>
    /// <param name="purpose">The purpose that the presentation's own proofs must have.</param>
    public static Result<PresentationReport> Verify(
        JsonElement presentation, IReadOnlyCollection<string>? domains = null, string? challenge = null, DateTimeOffset? now = null,
        Func<string, Result<VerificationMethod>>? resolve = null, string purpose = Purpose)
    {
        var expectations = new ProofExpectations(purpose, domains, challenge, now);
        resolve ??= VerificationMethods.Resolve;
        if (!Envelopes.IsOfType(presentation, Envelopes.PresentationType))
            return Report(presentation, expectations, resolve, () => CredentialProofs.VerifyAll(
                presentation, expectations, resolve, (method, _) => CheckHolder(presentation, method.Controller)));

        if (!Envelopes.Open(presentation, Envelopes.PresentationMediaType, "$").TryGet(out var compact, out var unopened)) return unopened;
        if (!PresentationJwt.Parse(compact).TryGet(out var jwt, out var malformed)) return malformed;
        return Report(jwt.Claims, expectations, resolve, () => [PresentationJwt.VerifyPresentation(jwt, resolve, expectations)]);
    }

    internal static Error? CheckHolder(JsonElement presentation, string controller) =>
        presentation.TryGetProperty("holder", out _) && CredentialProofs.IdOf(presentation, "holder") != controller ? PresentationErrors.HolderMismatch : null;

    private static Result<PresentationReport> Report(
        JsonElement presentation, ProofExpectations expectations, Func<string, Result<VerificationMethod>> resolve,
        Func<IReadOnlyList<ProofFinding>> findProofs)
    {
        if (!Envelopes.IsOfType(presentation, "VerifiablePresentation")) return PresentationErrors.Malformed("The type must hold VerifiablePresentation.");
        if (!CredentialsOf(presentation).TryGet(out var credentials, out var error)) return error;
        var findings = new CredentialFinding[credentials.Count];
        for (var i = 0; i < findings.Length; i++)
            findings[i] = Find(credentials[i], $"$.verifiableCredential[{i}]", expectations.Now, resolve);
        return new PresentationReport(CredentialProofs.IdOf(presentation, "holder"), findProofs(), findings);
    }

    private static Result<IReadOnlyList<JsonElement>> CredentialsOf(JsonElement presentation)
    {
        if (!presentation.TryGetProperty("verifiableCredential", out var value)) return Result.Ok<IReadOnlyList<JsonElement>>([]);
        IReadOnlyList<JsonElement> credentials = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        if (credentials.Count > MaxCredentials) return PresentationErrors.TooManyCredentials;
        return credentials.All(credential => credential.ValueKind == JsonValueKind.Object)
            ? Result.Ok(credentials)
            : PresentationErrors.Malformed("Every credential must be an object.", "$.verifiableCredential");
    }

    private static CredentialFinding Find(JsonElement credential, string path, DateTimeOffset? now, Func<string, Result<VerificationMethod>> resolve)
    {
        if (!Envelopes.IsOfType(credential, Envelopes.CredentialType))
            return new CredentialFinding(path, credential, CredentialProofs.Verify(credential, new ProofExpectations(Now: now), resolve));
        if (!Envelopes.Open(credential, Envelopes.CredentialMediaType, path).TryGet(out var compact, out var unopened))
            return new CredentialFinding(path, null, [new ProofFinding(path, null, null, unopened)]);
        return VcJwt.Parse(compact).TryGet(out var jwt, out var malformed)
            ? new CredentialFinding(path, jwt.Claims, [PresentationJwt.VerifyCredential(jwt, resolve, now)])
            : new CredentialFinding(path, null, [new ProofFinding(path, null, null, malformed)]);
    }
}
