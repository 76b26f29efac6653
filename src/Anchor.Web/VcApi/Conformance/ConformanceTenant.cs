using Anchor.Issuance;
using Anchor.Issuance.Issuers;
using MediatR;

namespace Anchor.Web.VcApi.Conformance;

/// <summary>The tenant for conformance suites. There is none unless the host was started with the flag.</summary>
internal sealed class ConformanceTenant
{
    /// <summary>Its name in paths.</summary>
    public const string Word = "conformance";

    // A control character, which no idempotency key that comes by HTTP may hold: nobody else can register this tenant.
    private const string RegistrationKey = "\u0001" + Word;

    /// <summary>Its id; null where there is no such tenant.</summary>
    public IssuerId? Id { get; private set; }

    /// <summary>Registers it; the next start finds it again, with its keys.</summary>
    public async Task RegisterAsync(IMediator mediator, CancellationToken cancellationToken)
    {
        var registered = await mediator.Send(new RegisterIssuer("Conformance", null, "UTC", false, RegistrationKey), cancellationToken);
        Id = registered.Value.Id;
    }
}

internal static class ConformanceStart
{
    /// <summary>Registers the tenant when the host was started with the flag.</summary>
    public static async Task EnsureConformanceAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        if (!app.Services.GetRequiredService<HostSettings>().Conformance) return;
        await using var scope = app.Services.CreateAsyncScope();
        await app.Services.GetRequiredService<ConformanceTenant>().RegisterAsync(scope.ServiceProvider.GetRequiredService<IMediator>(), cancellationToken);
    }
}
