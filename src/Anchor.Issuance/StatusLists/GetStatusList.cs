using Anchor.Credentials;
using MediatR;
using Npgsql;

namespace Anchor.Issuance.StatusLists;

/// <summary>Asks for a published status list, as anybody may.</summary>
public sealed record GetStatusList(IssuerId Issuer, int Number, string Purpose) : IRequest<Result<PublishedList>>;

/// <summary>A signed list.</summary>
/// <param name="Document">The list credential's UTF-8 JSON.</param>
/// <param name="ETag">SHA-256 of the document, hexadecimal.</param>
/// <param name="PublishedAt">When it was signed.</param>
public sealed record PublishedList(byte[] Document, string ETag, DateTimeOffset PublishedAt);

/// <summary>Asks since when and why the credential at a place does not count, as anybody may who knows the place.</summary>
public sealed record GetStatusStatement(IssuerId Issuer, int Number, string Purpose, int Index) : IRequest<Result<StatusStatement>>;

/// <summary>What an issuer says beside a set bit.</summary>
/// <param name="Since">From when on the credential does not count.</param>
/// <param name="Reason">Why, in words for people.</param>
/// <param name="Code">Why, as one of the published words.</param>
public sealed record StatusStatement(DateTimeOffset Since, string Reason, string Code);

internal sealed class GetStatusListHandler(NpgsqlDataSource dataSource, StatusPublisher publisher, StatusAddresses addresses, TimeProvider clock)
    : IRequestHandler<GetStatusList, Result<PublishedList>>, IRequestHandler<GetStatusStatement, Result<StatusStatement>>
{
    public async Task<Result<PublishedList>> Handle(GetStatusList request, CancellationToken cancellationToken)
    {
        // Without a public address nothing is signed anew here, and an old list could hide what was decided since.
        if (addresses.Of(request.Issuer) is null) return StatusErrors.ListNotFound();
        // Whoever asks never sees a list from before a change that was recorded.
        for (var attempt = 0; ; attempt++)
        {
            var (list, due) = await FindAsync(request, cancellationToken);
            if (due is null) return StatusErrors.ListNotFound();
            if (list is not null && (due > clock.GetUtcNow() || attempt == 3)) return list;
            await publisher.PublishAsync(request.Issuer, request.Number, request.Purpose, cancellationToken);
        }
    }

    public async Task<Result<StatusStatement>> Handle(GetStatusStatement request, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT CASE $4 WHEN 'revocation' THEN revoked_from ELSE suspended_from END, CASE $4 WHEN 'revocation' THEN revoked_reason ELSE suspended_reason END
            FROM anchor.anchor_view_standings WHERE tenant_id = $1 AND status_list = $2 AND status_index = $3
                AND CASE $4 WHEN 'revocation' THEN revoked_from <= $5 ELSE suspended_from <= $5 AND (suspended_until IS NULL OR suspended_until > $5) END
            """);
        command.Parameters.Add(new() { Value = request.Issuer.Tenant });
        command.Parameters.Add(new() { Value = request.Number });
        command.Parameters.Add(new() { Value = request.Index });
        command.Parameters.Add(new() { Value = request.Purpose });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new StatusStatement(reader.GetFieldValue<DateTimeOffset>(0), StatusReasons.WordsOf(reader.GetString(1)), reader.GetString(1))
            : StatusErrors.NothingStated();
    }

    private async Task<(PublishedList? List, DateTimeOffset? Due)> FindAsync(GetStatusList request, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT document, etag, published, greatest(due, 'epoch') FROM anchor.anchor_status_publications WHERE tenant_id = $1 AND number = $2 AND purpose = $3");
        command.Parameters.Add(new() { Value = request.Issuer.Tenant });
        command.Parameters.Add(new() { Value = request.Number });
        command.Parameters.Add(new() { Value = request.Purpose });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return (null, null);
        var list = reader.IsDBNull(0) ? null : new PublishedList(reader.GetFieldValue<byte[]>(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2));
        return (list, reader.GetFieldValue<DateTimeOffset>(3));
    }
}
