namespace Anchor.Web.Pages;

/// <summary>The styles and scripts of the pages.</summary>
internal static class PageFiles
{
    /// <summary>Serves them; a browser asks whether they changed each time, so that scripts of two versions of the host never meet in one page.</summary>
    public static void UsePageFiles(this WebApplication app) => app.UseStaticFiles(new StaticFileOptions
    {
        OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
    });
}
