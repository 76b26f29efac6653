using System.Text.Json;
using Anchor.Credentials;
using Anchor.Issuance;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.StatusLists;
using Anchor.Verification.Web;
using Anchor.Web.StatusLists;
using MediatR;

namespace Anchor.Web.Verification;

/// <summary>What this host publishes is read where it lies, always in its newest state; everything else is fetched from the public web.</summary>
/// <remarks>A host need not reach itself under its public address, and must not wait for copies of its own lists to run out.</remarks>
internal sealed class HostDocuments(HostSettings settings, IServiceScopeFactory scopes) : IWebDocuments, IDisposable
{
    private readonly PublicWeb _web = new();
    private readonly string? _own = settings.PublicUrl?.ToString().TrimEnd('/');

    public async Task<WebAnswer> GetAsync(Uri url, int maxBytes, CancellationToken cancellationToken)
    {
        if (_own is null || !url.AbsoluteUri.StartsWith(_own + "/", StringComparison.Ordinal)) return await _web.GetAsync(url, maxBytes, cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        var body = await FindAsync(url.AbsoluteUri[_own.Length..], scope.ServiceProvider.GetRequiredService<IMediator>(), cancellationToken);
        return body is null ? WebAnswer.None("this host has nothing there")
            : body.Length > maxBytes ? WebAnswer.None($"it has more than {maxBytes} bytes")
            : WebAnswer.Of(body) with { From = url, AtHand = true };
    }

    public void Dispose() => _web.Dispose();

    private static async Task<byte[]?> FindAsync(string path, IMediator mediator, CancellationToken cancellationToken)
    {
        if (path.Split('/') is ["", "issuers", var tenant, .. var document] && Guid.TryParseExact(tenant, "n", out var id))
            return await OfIssuerAsync(new IssuerId(id), document, mediator, cancellationToken);
        if (!StatusListEndpoints.TryParse(path, out var issuer, out var number, out var purpose, out var index)) return null;
        if (index is not { } place) return (await mediator.Send(new GetStatusList(issuer, number, purpose), cancellationToken)).Match(list => list.Document, _ => null!);
        var statement = await mediator.Send(new GetStatusStatement(issuer, number, purpose, place), cancellationToken);
        return statement.Match(told => JsonSerializer.SerializeToUtf8Bytes(told, JsonSerializerOptions.Web), _ => null!);
    }

    private static async Task<byte[]?> OfIssuerAsync(IssuerId issuer, string[] document, IMediator mediator, CancellationToken cancellationToken)
    {
        IRequest<Result<byte[]>>? request = document switch
        {
            [] => new GetIssuerProfile(issuer),
            ["did.json"] => new GetDidDocument(issuer),
            ["revocations"] => new GetRevocations(issuer),
            _ => null,
        };
        return request is null ? null : (await mediator.Send(request, cancellationToken)).Match(found => found, _ => null!);
    }
}
