using Anchor.Issuance.Tokens;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Anchor.Web.Pages;

/// <summary>The public page of a token: achievement-level facts only.</summary>
[EnableRateLimiting(RateLimits.Anonymous)]
public sealed class TokenModel(IMediator mediator) : PageModel
{
    /// <summary>What is shown.</summary>
    public TokenFacts? Facts { get; private set; }

    /// <summary>The status for people.</summary>
    public string StatusWords => Facts!.Status switch
    {
        "valid" => "Valid",
        "suspended" => "Suspended for the time being",
        "burned" => "Removed by its holder",
        _ => "Revoked",
    };

    /// <summary>Looks the token up.</summary>
    public async Task<IActionResult> OnGetAsync(long chain, string account, string number, CancellationToken cancellationToken)
    {
        if (!(await mediator.Send(new GetToken((ulong)chain, account, number.StartsWith("0x", StringComparison.Ordinal) ? number[2..] : number), cancellationToken)).TryGet(out var facts, out _))
            return NotFound();
        Facts = facts;
        return Page();
    }
}
