using System.Globalization;
using Anchor.Issuance.Credentials;
using Anchor.Verification;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Anchor.Web.Verification;
using Microsoft.AspNetCore.RateLimiting;

namespace Anchor.Web.Pages;

/// <summary>The public page of one credential: whoever has the link sees the report in words.</summary>
[EnableRateLimiting(RateLimits.Anonymous)]
public sealed class CredentialModel(IMediator mediator, PageReports reports) : PageModel
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

    /// <summary>The civil day of a date-time as it was written, so that it does not slip with the reader's time zone.</summary>
    public static string? Day(string? dateTime) =>
        dateTime?.Split('T') is [var day, _] && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)
            : dateTime;

    /// <summary>Shows what the verifier found, at most <see cref="PageReports.Lifetime"/> ago, and never from before a decision of the issuer.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await BundleAsync(mediator, id, cancellationToken) is not { } issued) return NotFound();
        Id = id;
        var found = await reports.GetAsync(issued, issued.Bundle.ToUtf8(), cancellationToken);
        Report = found.Report;
        if (KeptPages.IsHeld(HttpContext, found)) return StatusCode(StatusCodes.Status304NotModified);
        HttpContext.Features.Set(new ShownCredential(issued.Mark!, found));
        return Page();
    }

    internal static async Task<IssuedBundle?> BundleAsync(IMediator mediator, Guid id, CancellationToken cancellationToken)
    {
        var tenant = await mediator.Send(new FindTenant(id), cancellationToken);
        if (!tenant.TryGet(out var issuer, out _)) return null;
        return (await mediator.Send(new GetBundle(issuer, id), cancellationToken)).TryGet(out var issued, out _) ? issued : null;
    }
}
