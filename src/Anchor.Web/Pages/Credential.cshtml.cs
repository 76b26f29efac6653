using Anchor.Credentials.Bundles;
using Anchor.Issuance.Credentials;
using Anchor.Verification;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Anchor.Web.Pages;

/// <summary>The public page of one credential: whoever has the link sees the report in words.</summary>
[EnableRateLimiting(RateLimits.Anonymous)]
public sealed class CredentialModel(IMediator mediator, Verifier verifier) : PageModel
{
    /// <summary>The credential's id.</summary>
    public Guid Id { get; private set; }

    /// <summary>What the verifier found.</summary>
    public Report? Report { get; private set; }

    /// <summary>The verdict for people.</summary>
    public string VerdictWords => Report!.Verdict switch
    {
        Verdict.Valid => "Valid",
        Verdict.Invalid => "Not valid",
        _ => "Could not be checked completely",
    };

    /// <summary>A check's result for people.</summary>
    public static string Mark(CheckResult result) => result switch
    {
        CheckResult.Passed => "Confirmed",
        CheckResult.Failed => "Wrong",
        _ => "Not checked",
    };

    /// <summary>Verifies the credential anew.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await BundleAsync(mediator, id, cancellationToken) is not { } bundle) return NotFound();
        Id = id;
        Report = await verifier.VerifyAsync(bundle.ToUtf8(), cancellationToken);
        return Page();
    }

    internal static async Task<Bundle?> BundleAsync(IMediator mediator, Guid id, CancellationToken cancellationToken)
    {
        var tenant = await mediator.Send(new FindTenant(id), cancellationToken);
        if (!tenant.TryGet(out var issuer, out _)) return null;
        return (await mediator.Send(new GetBundle(issuer, id), cancellationToken)).TryGet(out var issued, out _) ? issued.Bundle : null;
    }
}
