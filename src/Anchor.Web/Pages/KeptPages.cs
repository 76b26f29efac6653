using System.Collections.Concurrent;
using Anchor.Issuance.Credentials;
using Anchor.Web.Credentials;
using Anchor.Web.Verification;
using MediatR;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Net.Http.Headers;

namespace Anchor.Web.Pages;

/// <summary>What a credential's page was made from.</summary>
/// <param name="Mark">The bundle's, of the same reading as the report.</param>
/// <param name="Report">What was shown.</param>
internal sealed record ShownCredential(BundleMark Mark, PageReport Report);

/// <summary>
/// Pages of credentials as they were sent, kept as long as their reports serve. Each reader's credential is still looked up: whose
/// learner was erased is answered with 404 and whose issuer decided something is verified anew, as without this.
/// </summary>
/// <remarks>Pages hold names: those that are too old to be shown are forgotten, whether anybody asks or not.</remarks>
internal sealed class KeptPages : IDisposable
{
    private const int MaxKept = 4_096;
    private const int MaxLength = 64 * 1024;

    private readonly PageReports _reports;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<Guid, (ShownCredential Shown, byte[] Html)> _kept = [];
    private readonly ITimer _forgetting;

    public KeptPages(PageReports reports, TimeProvider clock)
    {
        (_reports, _clock) = (reports, clock);
        _forgetting = clock.CreateTimer(_ => Forget(), null, PageReports.Lifetime, PageReports.Lifetime);
    }

    /// <summary>How many pages are kept at the moment.</summary>
    public int Count => _kept.Count;

    /// <summary>Answers with the page that is kept, or leaves the request alone.</summary>
    /// <returns>Whether it is answered.</returns>
    public async Task<bool> AnswerAsync(HttpContext http, Guid id)
    {
        if (!_kept.TryGetValue(id, out var kept) || !_reports.Serves(kept.Shown.Report)) return false;
        var mediator = http.RequestServices.GetRequiredService<IMediator>();
        if (!(await mediator.Send(new FindTenant(id), http.RequestAborted)).TryGet(out var issuer, out _)) return false;
        if (!(await mediator.Send(new GetBundleMark(issuer, id), http.RequestAborted)).TryGet(out var mark, out _) || !mark.IsSameAs(kept.Shown.Mark)) return false;
        if (IsHeld(http, kept.Shown.Report)) http.Response.StatusCode = StatusCodes.Status304NotModified;
        else await SendAsync(http, kept.Html);
        return true;
    }

    /// <summary>Has a page made, sends it and keeps it.</summary>
    public async Task MakeAsync(HttpContext http, Guid id, RequestDelegate next)
    {
        var body = http.Response.Body;
        using var made = new MemoryStream();
        http.Response.Body = made;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = body;
        }
        if (http.Features.Get<ShownCredential>() is { } shown && http.Response.StatusCode == StatusCodes.Status200OK)
        {
            var html = made.ToArray();
            if (_kept.Count >= MaxKept) _kept.Clear();
            if (html.Length <= MaxLength) _kept[id] = (shown, html);
            await SendAsync(http, html);
        }
        else if (made.Length > 0) await body.WriteAsync(made.GetBuffer().AsMemory(0, (int)made.Length), http.RequestAborted);
    }

    /// <summary>Writes the headers of a page, and says whether its reader has it already.</summary>
    public static bool IsHeld(HttpContext http, PageReport report)
    {
        http.Response.Headers.CacheControl = BundleResult.CacheControl;
        // Everything that the page shows comes from the report; another build of the host may show it differently.
        var tag = new EntityTagHeaderValue($"\"{report.Digest}-{typeof(KeptPages).Module.ModuleVersionId:n}\"", isWeak: true);
        http.Response.Headers.ETag = tag.ToString();
        return http.Request.Headers.IfNoneMatch.Count > 0 && http.Request.GetTypedHeaders().IfNoneMatch.Any(held => held.Compare(tag, useStrongComparison: false));
    }

    /// <summary>Ends the forgetting, and forgets everything.</summary>
    public void Dispose()
    {
        _forgetting.Dispose();
        _kept.Clear();
    }

    private static Task SendAsync(HttpContext http, byte[] html)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.ContentLength = html.Length;
        return http.Response.Body.WriteAsync(html, 0, html.Length, http.RequestAborted);
    }

    private void Forget()
    {
        var now = _clock.GetUtcNow();
        foreach (var each in _kept)
            if (now - each.Value.Shown.Report.Origin.Since >= PageReports.Lifetime) _kept.TryRemove(each);
    }
}

internal static class KeptPagesMiddleware
{
    /// <summary>Puts the kept pages before the page of a credential, behind the limits that hold for it.</summary>
    public static void UseKeptPages(this WebApplication app)
    {
        var pages = app.Services.GetRequiredService<KeptPages>();
        app.Use((http, next) => IdOf(http) is { } id ? PageAsync(pages, http, id, next) : next(http));
    }

    private static Guid? IdOf(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) && http.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is { ViewEnginePath: "/Credential" }
        && Guid.TryParse(http.Request.RouteValues["id"] as string, out var id) ? id : null;

    private static async Task PageAsync(KeptPages pages, HttpContext http, Guid id, RequestDelegate next)
    {
        if (!await pages.AnswerAsync(http, id)) await pages.MakeAsync(http, id, next);
    }
}
