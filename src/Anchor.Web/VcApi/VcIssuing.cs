using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.OpenBadges;
using Anchor.Issuance.Securing;
using Anchor.Web.Access;
using Anchor.Web.Errors;
using MediatR;

namespace Anchor.Web.VcApi;

/// <summary>What is said when a credential is issued.</summary>
/// <param name="Credential">Any VCDM 2.0 credential; id and issuer are filled in where they are left out.</param>
/// <param name="Options">cryptosuite, type, proofPurpose, created, expires, domain, challenge, previousProof; credentialStatus asks for places in status lists.</param>
internal sealed record CredentialToIssue(object Credential, object? Options);

/// <summary>An issued credential.</summary>
internal sealed record IssuedVerifiableCredential(JsonElement VerifiableCredential);

/// <summary>What is said when a presentation is signed.</summary>
/// <param name="Presentation">Any VCDM 2.0 presentation without a proof.</param>
/// <param name="Options">cryptosuite, type, proofPurpose, created, expires, domain, challenge.</param>
internal sealed record PresentationToProve(object Presentation, object? Options);

/// <summary>A signed presentation.</summary>
internal sealed record ProvenPresentation(JsonElement VerifiablePresentation);

/// <summary>Issues credentials and signs presentations.</summary>
internal static class VcIssuing
{
    private const string Assertion = "assertionMethod";
    private const string Authentication = "authentication";

    public static async Task<IResult> IssueAsync(string? suite, HttpContext http, IMediator mediator, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!http.IdempotencyKey().TryGet(out var key, out var unfit)) return unfit.ToResponse();
        var (body, refusal) = await VcBody.ReadAsync(http.Request, "credential", VcBody.MaxCredential, cancellationToken);
        if (body is null) return refusal!;
        var tenant = http.VcTenant();
        if (body.Options.Purpose is { } purpose && purpose != Assertion) return PurposeUnfit(Assertion).ToResponse();
        // Passing over them would disclose what the caller meant to be hidden.
        if (body.Options.HasPointers && !tenant.Tests) return PointersUnsupported().ToResponse();
        if (!SuiteChoice.Of(suite, body.Options, body.Document).TryGet(out var chosen, out var unknown)) return unknown.ToResponse();
        var proof = body.Options.ToProof(Assertion, clock.GetUtcNow());
        var issued = tenant.Tests && body.Options.Status is not true
            ? await mediator.Send(new SecureDocument(tenant.Actor.Issuer, body.Document, chosen, proof, true), cancellationToken)
            : await mediator.Send(new IssueDocument(tenant.Actor, body.Document, chosen, proof, body.Options.Status, tenant.Tests, key.OrNone()), cancellationToken);
        return issued.ToResponse(secured => Results.Created((string?)null, new IssuedVerifiableCredential(secured.Document)));
    }

    public static async Task<IResult> ProveAsync(string? suite, HttpContext http, IMediator mediator, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (body, refusal) = await VcBody.ReadAsync(http.Request, "presentation", VcBody.MaxPresentation, cancellationToken);
        if (body is null) return refusal!;
        var tenant = http.VcTenant();
        if (body.Options.Purpose is { } purpose and not (Authentication or Assertion)) return PurposeUnfit(Authentication).ToResponse();
        if (!IsPresentation(body.Document)) return Error.Invalid("vc.type", "type must include VerifiablePresentation.", "$.presentation.type").ToResponse();
        if (!SuiteChoice.Of(suite, body.Options, body.Document).TryGet(out var chosen, out var unknown)) return unknown.ToResponse();
        var proof = body.Options.ToProof(Authentication, clock.GetUtcNow());
        var proven = await mediator.Send(new SecureDocument(tenant.Actor.Issuer, body.Document, chosen, proof, tenant.Tests), cancellationToken);
        return proven.ToResponse(secured => Results.Created((string?)null, new ProvenPresentation(secured.Document)));
    }

    private static bool IsPresentation(JsonElement document) => StatusTypes.Is(document, "VerifiablePresentation");

    private static Error PurposeUnfit(string purpose) => Error.Invalid("options.purpose_unfit", $"The purpose of this proof is {purpose}.", "$.options.proofPurpose");

    private static Error PointersUnsupported() =>
        Error.Invalid("options.pointers_unsupported", "No suite here discloses parts of a credential only.", "$.options.mandatoryPointers");
}
