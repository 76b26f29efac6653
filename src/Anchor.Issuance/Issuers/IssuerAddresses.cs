using Anchor.Credentials;
using Anchor.Credentials.Identifiers;
using Npgsql;

namespace Anchor.Issuance.Issuers;

/// <summary>Where an issuer's documents stand, and which did:web follows from that.</summary>
internal sealed class IssuerAddresses(IssuanceSettings settings, NpgsqlDataSource dataSource)
{
    private const string Issuers = "issuers";

    /// <summary>The address of the issuer's profile; null where the host has no public address.</summary>
    public string? ProfileOf(IssuerId issuer) => settings.PublicUrl is { } url ? $"{url.ToString().TrimEnd('/')}/{Issuers}/{issuer.Tenant}" : null;

    /// <summary>The address of the list of what the issuer revoked, to which its profile leads.</summary>
    public string? RevocationsOf(IssuerId issuer) => ProfileOf(issuer) is { } profile ? profile + "/revocations" : null;

    /// <summary>The DID that was asked for: empty for a did:key, which follows from the key.</summary>
    public async Task<Result<string>> DidOfAsync(IssuerId issuer, string? method, string? domain, CancellationToken cancellationToken)
    {
        if (method is null or "key") return domain is null ? "" : IssuerErrors.DomainWithoutWeb();
        if (method != DidWeb.Method) return IssuerErrors.DidMethodUnknown();
        if (!(domain is null ? OfHost(issuer) : OfDomain(domain)).TryGet(out var did, out var error)) return error;
        return domain is not null && await IsTakenAsync(issuer, did, cancellationToken) ? IssuerErrors.DomainTaken() : did;
    }

    private Result<string> OfHost(IssuerId issuer)
    {
        if (settings.PublicUrl is not { } url || url.Scheme != Uri.UriSchemeHttps) return IssuerErrors.WebNeedsHttps();
        string[] path = [.. url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries), Issuers, issuer.Tenant];
        return DidWeb.Of(url.Host, url.IsDefaultPort ? null : url.Port, path).TryGet(out var did, out _) ? did.Text : IssuerErrors.WebNeedsHttps();
    }

    private static Result<string> OfDomain(string domain)
    {
        var parts = domain.Split(':');
        int? port = parts.Length == 2 && int.TryParse(parts[1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
        return parts.Length == (port is null ? 1 : 2) && DidWeb.Of(parts[0], port).TryGet(out var did, out _) ? did.Text : IssuerErrors.DomainInvalid();
    }

    private async Task<bool> IsTakenAsync(IssuerId issuer, string did, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT 1 FROM anchor.anchor_view_issuers WHERE did = $1 AND tenant_id <> $2");
        command.Parameters.Add(new() { Value = did });
        command.Parameters.Add(new() { Value = issuer.Tenant });
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }
}
