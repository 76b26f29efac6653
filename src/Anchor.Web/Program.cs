using Anchor.Issuance;
using Anchor.Web;
using Anchor.Web.Achievements;
using Anchor.Web.Anchoring;
using Anchor.Web.Batches;
using Anchor.Web.Credentials;
using Anchor.Web.Errors;
using Anchor.Web.Health;
using Anchor.Web.Issuers;
using Anchor.Web.Pages;
using Anchor.Web.StatusLists;
using Anchor.Web.Tokens;
using Anchor.Web.VcApi;
using Anchor.Web.VcApi.Conformance;
using Anchor.Web.Verification;

var builder = WebApplication.CreateBuilder(args);
HostSettings settings;
try
{
    settings = HostSettings.Read(builder.Configuration);
}
catch (InvalidOperationException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.MaxRequestBodySize = HostSettings.DefaultBodyLimit;
    kestrel.UseConformance(settings);
});
// A line per step of every request would cost more than the request, and repeat paths with ids.
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.Services.AddSingleton(settings);
builder.Services.AddIssuance(settings.Issuance);
builder.Services.AddVerification();
builder.Services.AddVcApi();
builder.Services.AddProblems();
builder.Services.AddHealth();
builder.Services.AddApiDocument();
builder.Services.AddRazorPages();
builder.Services.AddRateLimits();
builder.Services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));

var app = builder.Build();
await IssuanceServices.EnsureSchemaAsync(settings.Issuance, CancellationToken.None);
await app.EnsureConformanceAsync(CancellationToken.None);

app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseSecurityHeaders();
app.UsePageFiles();
app.UseRateLimiter();
app.UseKeptPages();
app.MapApiDocument();
app.MapHealth();
app.MapRazorPages();
app.MapPageDownloads();
app.MapStatusLists();
app.MapDidDocuments();
app.MapProfiles();
app.MapVcApi();
app.MapClaims();
app.MapTokens();

var api = app.MapGroup("/api/v1");
api.MapIssuers();
api.MapAchievements();
api.MapBatches();
api.MapAnchoring();
api.MapNetworks();
api.MapCredentials();
api.MapStatusChanges();
api.MapMinting();
api.MapVerification();

return await app.ServeAsync();

/// <summary>The host; named so that tests can start it.</summary>
public partial class Program;
