using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Anchor.Web.Pages;

/// <summary>The page on which a learner asks for the token. It looks nothing up: the link's secret is in the fragment, which only the page's scripts see.</summary>
[EnableRateLimiting(RateLimits.Anonymous)]
public sealed class ClaimModel : PageModel
{
    /// <summary>The claim's id, which alone opens nothing.</summary>
    public Guid Id { get; private set; }

    /// <summary>Shows the same page for every id.</summary>
    public void OnGet(Guid id) => Id = id;
}
