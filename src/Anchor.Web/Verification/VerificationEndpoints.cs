using Anchor.Credentials.Bundles;
using Anchor.Verification.Web;
using Anchor.Web.Errors;
using Anchor.Web.Pages;
using Microsoft.AspNetCore.Mvc;

namespace Anchor.Web.Verification;

internal static class VerificationEndpoints
{
    private const int MaxDocument = CredentialFile.MaxBytes;

    public static IServiceCollection AddVerification(this IServiceCollection services) => 
        services.AddSingleton<IWebDocuments, HostDocuments>().AddSingleton<VerifierSource>().AddSingleton<PageReports>().AddSingleton<KeptPages>();

    public static void MapVerification(this RouteGroupBuilder api) =>
        api.MapPost("/verify", VerifyAsync).WithTags("Verification").RequireRateLimiting(RateLimits.Anonymous).WithMetadata(new RequestSizeLimitAttribute(MaxDocument + 1))
            .WithSummary("Verify a bundle, a credential (JSON or compact JWT) or a badge picture (PNG or SVG); the answer is a report, whatever the verdict")
            .DescribeBody("application/vnd.anchor.bundle+json", "application/json", "application/vc+ld+json", "application/vc", "application/jwt", "text/plain", "image/png", "image/svg+xml").Produces<object>();

    private static async Task<IResult> VerifyAsync(HttpRequest request, VerifierSource verifiers, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxDocument) return TooLarge();
        var document = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            document.Write(buffer, 0, read);
            if (document.Length > MaxDocument) return TooLarge();
        }
        var report = await verifiers.Current.VerifyAsync(document.GetBuffer().AsMemory(0, (int)document.Length), cancellationToken);
        return Results.Bytes(report.ToJson(), "application/json");
    }

    private static IResult TooLarge() =>
        Problems.TooLarge($"A document of more than {MaxDocument} bytes is not read.");
}
