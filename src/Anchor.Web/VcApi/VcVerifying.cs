using Anchor.Web.Errors;
using Anchor.Web.Verification;

namespace Anchor.Web.VcApi;

/// <summary>What is said when a credential is verified.</summary>
/// <param name="VerifiableCredential">With proofs inside, or an EnvelopedVerifiableCredential.</param>
/// <param name="Options">checks (shape, proof, validity, status; all when left out), expectedProofPurpose, domain, challenge.</param>
internal sealed record CredentialToVerify(object VerifiableCredential, object? Options);

/// <summary>What is said when a presentation is verified.</summary>
/// <param name="VerifiablePresentation">With proofs inside, or an EnvelopedVerifiablePresentation.</param>
/// <param name="Options">checks, expectedProofPurpose, domain, challenge.</param>
internal sealed record PresentationToVerify(object VerifiablePresentation, object? Options);

/// <summary>Verifies by what a document says itself: anchors are the question of <c>/api/v1/verify</c>.</summary>
internal static class VcVerifying
{
    public static async Task<IResult> CredentialAsync(HttpContext http, VerifierSource verifiers, CancellationToken cancellationToken)
    {
        var (body, refusal) = await VcBody.ReadAsync(http.Request, "verifiableCredential", VcBody.MaxCredential, cancellationToken);
        if (body is null) return refusal!;
        if (!body.Options.ToQuestion(http.VcTenant().Tests).TryGet(out var question, out var unknown)) return unknown.ToResponse();
        return (await verifiers.CurrentForDocuments.VerifyCredentialAsync(body.Document, question, cancellationToken)).ToAnswer();
    }

    public static async Task<IResult> PresentationAsync(HttpContext http, VerifierSource verifiers, CancellationToken cancellationToken)
    {
        var (body, refusal) = await VcBody.ReadAsync(http.Request, "verifiablePresentation", VcBody.MaxPresentation, cancellationToken);
        if (body is null) return refusal!;
        if (!body.Options.ToQuestion(http.VcTenant().Tests).TryGet(out var question, out var unknown)) return unknown.ToResponse();
        return (await verifiers.CurrentForDocuments.VerifyPresentationAsync(body.Document, question, cancellationToken)).ToAnswer();
    }
}
