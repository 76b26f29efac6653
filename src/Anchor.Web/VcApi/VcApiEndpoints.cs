using Anchor.Credentials.Issuing;
using Anchor.Credentials.Keys;
using Anchor.Issuance.Access;
using Anchor.Issuance.Securing;
using Anchor.Web.Access;
using Anchor.Web.Errors;
using Anchor.Web.VcApi.Conformance;
using Anchor.Web.Verification;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace Anchor.Web.VcApi;

/// <summary>An issuer as the VC API sees it.</summary>
/// <param name="Issuers">Under which DID it signs in each suite, and where.</param>
internal sealed record VcIssuers(IReadOnlyList<VcIssuer> Issuers);

/// <summary>A suite of an issuer.</summary>
/// <param name="Suite">Its name in paths and options.</param>
/// <param name="Cryptosuite">The cryptosuite of its proofs; absent for a JWT.</param>
/// <param name="KeyType">Ed25519, P-256 or P-384.</param>
/// <param name="Id">The issuer's id.</param>
/// <param name="Url">The base address of the suite's own endpoints.</param>
internal sealed record VcIssuer(string Suite, string? Cryptosuite, string KeyType, string Id, string Url);

/// <summary>The VC API: <c>/vc/TENANT</c>, and <c>/vc/TENANT/SUITE</c> for one suite alone.</summary>
internal static class VcApiEndpoints
{
    private const string Json = "application/json";

    public static IServiceCollection AddVcApi(this IServiceCollection services) => services.AddSingleton<ConformanceTenant>();

    public static void MapVcApi(this WebApplication app)
    {
        app.MapGet("/vc/{tenant}", ListAsync).WithTags("VC API").RequireTenant(Scopes.Read)
            .WithSummary("Under which DID an issuer signs in each suite").Produces<VcIssuers>();
        Map(app.MapGroup("/vc/{tenant}").WithTags("VC API"), "in the suite that options.cryptosuite names");
        Map(app.MapGroup("/vc/{tenant}/{suite}").WithTags("VC API").DescribeSuite(), "in the suite of the path");
    }

    // The handlers read the suite from the route themselves, so that one serves both addresses.
    private static RouteGroupBuilder DescribeSuite(this RouteGroupBuilder group) => group.AddOpenApiOperationTransformer((operation, _, _) =>
    {
        (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = "suite", In = ParameterLocation.Path, Required = true, Description = string.Join(", ", SecuringSuite.All), Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
        return Task.CompletedTask;
    });

    private static void Map(RouteGroupBuilder group, string how)
    {
        group.MapPost("/credentials/issue", (string tenant, HttpContext http, IMediator mediator, TimeProvider clock, CancellationToken cancellationToken) =>
                VcIssuing.IssueAsync(SuiteOf(http), http, mediator, clock, cancellationToken))
            .RequireTenant(Scopes.Issue).Accepts<CredentialToIssue>(Json).Produces<IssuedVerifiableCredential>(201).ProducesProblem(400).ProducesProblem(409)
            .WithMetadata(new RequestSizeLimitAttribute(VcBody.MaxCredential + 1))
            .WithSummary($"Issue a credential {how}; it is recorded, gathered and anchored like any other");
        group.MapPost("/credentials/verify", (string tenant, HttpContext http, VerifierSource verifiers, CancellationToken cancellationToken) =>
                VcVerifying.CredentialAsync(http, verifiers, cancellationToken))
            .AllowAnyTenant().RequireRateLimiting(RateLimits.Anonymous).Accepts<CredentialToVerify>(Json).Produces<VerificationAnswer>().ProducesProblem(400)
            .WithMetadata(new RequestSizeLimitAttribute(VcBody.MaxCredential + 1))
            .WithSummary("Verify the shape, proofs, period and status of any credential; 400 when it does not hold");
        group.MapPost("/presentations/verify", (string tenant, HttpContext http, VerifierSource verifiers, CancellationToken cancellationToken) =>
                VcVerifying.PresentationAsync(http, verifiers, cancellationToken))
            .AllowAnyTenant().RequireRateLimiting(RateLimits.Anonymous).Accepts<PresentationToVerify>(Json).Produces<VerificationAnswer>().ProducesProblem(400)
            .WithMetadata(new RequestSizeLimitAttribute(VcBody.MaxPresentation + 1))
            .WithSummary("Verify a presentation and the credentials in it; 400 when anything does not hold");
        group.MapPost("/presentations/prove", (string tenant, HttpContext http, IMediator mediator, TimeProvider clock, CancellationToken cancellationToken) =>
                VcIssuing.ProveAsync(SuiteOf(http), http, mediator, clock, cancellationToken))
            .RequireTenant(Scopes.Issue).Accepts<PresentationToProve>(Json).Produces<ProvenPresentation>(201).ProducesProblem(400)
            .WithMetadata(new RequestSizeLimitAttribute(VcBody.MaxPresentation + 1))
            .WithSummary($"Sign a presentation {how}; nothing is recorded");
        group.MapPost("/credentials/status", (string tenant, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                VcStatus.SetAsync(http, mediator, cancellationToken))
            .RequireTenant(Scopes.Revoke).Accepts<StatusToSet>(Json).Produces(200).ProducesProblem(400).ProducesProblem(409)
            .WithSummary("Revoke, suspend or reinstate a credential");
    }

    private static async Task<IResult> ListAsync(string tenant, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new ListSigners(http.VcTenant().Actor.Issuer), cancellationToken)).ToResponse(signers =>
            Results.Ok(new VcIssuers([.. signers.Select(signer => new VcIssuer(
                signer.Suite.Name, signer.Suite.Cryptosuite?.Name, NameOf(signer.Suite.KeyType), signer.Did, http.Url($"/vc/{tenant}/{signer.Suite.Name}")))])));

    private static string NameOf(KeyType type) => type switch
    {
        KeyType.P256 => "P-256",
        KeyType.P384 => "P-384",
        _ => type.ToString(),
    };

    private static string? SuiteOf(HttpContext http) => http.GetRouteValue("suite") as string;
}
