using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace Anchor.Web.Tests.Hosting;

/// <summary>The real host on a real Kestrel, with settings of its own; its log is kept.</summary>
internal sealed class HostFactory : WebApplicationFactory<Program>
{
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly KeptLog _log;

    public HostFactory(IReadOnlyDictionary<string, string> settings, KeptLog log)
    {
        (_settings, _log) = (settings, log);
        UseKestrel(0);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        foreach (var (name, value) in _settings) builder.UseSetting(name, value);
        builder.ConfigureLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Debug).AddProvider(_log));
    }
}
