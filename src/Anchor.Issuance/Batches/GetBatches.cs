using Anchor.Credentials;
using MediatR;
using Npgsql;

namespace Anchor.Issuance.Batches;

/// <summary>Lists an issuer's batches in the order of their ids, newest first.</summary>
public sealed record ListBatches(IssuerId Issuer, PageRequest Page) : IRequest<Page<BatchView>>;

/// <summary>Asks for one batch.</summary>
public sealed record GetBatch(IssuerId Issuer, Guid Id) : IRequest<Result<BatchView>>;

/// <summary>Asks how an import went.</summary>
public sealed record GetImport(IssuerId Issuer, Guid ImportId) : IRequest<Result<ImportReport>>;

/// <summary>Lists the errors of an import after a line.</summary>
public sealed record ListImportErrors(IssuerId Issuer, Guid ImportId, long AfterLine, int Limit) : IRequest<IReadOnlyList<ImportRowError>>;

/// <summary>A batch as others see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="AchievementId">What its learners earned; null where single credentials were gathered.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="Format">How its credentials are secured.</param>
/// <param name="AwardedOn">The civil date of rows that stated none.</param>
/// <param name="Drafts">Rows that wait to be signed.</param>
/// <param name="Approved">Rows that were approved.</param>
/// <param name="Size">Credentials signed.</param>
/// <param name="Root">The anchored root, once it is sealed.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="SealedAt">When it was sealed.</param>
/// <param name="AnchoredAt">When its anchor was seen to be final.</param>
/// <param name="Anchorings">What became of its root on each chain.</param>
public sealed record BatchView(
    Guid Id, Guid? AchievementId, BatchStatus Status, string Format, DateOnly AwardedOn, long Drafts, long Approved, long Size, string? Root,
    DateTimeOffset OpenedAt, DateTimeOffset? SealedAt, DateTimeOffset? AnchoredAt, IReadOnlyList<AnchoringView> Anchorings);

/// <summary>One chain's record of a root, or the way to it.</summary>
public sealed record AnchoringView(
    Guid Id, ulong ChainId, string Registry, string Account, string Status, string? TransactionHash, long? BlockNumber, string? BlockHash,
    long? BlockTimestamp, long? GasUsed);

internal sealed class GetBatchesHandler(NpgsqlDataSource dataSource, ImportLog imports)
    : IRequestHandler<ListBatches, Page<BatchView>>, IRequestHandler<GetBatch, Result<BatchView>>,
      IRequestHandler<GetImport, Result<ImportReport>>, IRequestHandler<ListImportErrors, IReadOnlyList<ImportRowError>>
{
    private const string Select =
        """
        SELECT b.id, achievement_id, status, format, awarded_on, approved, size, root, opened, b.sealed, anchored,
            CASE status WHEN 'open' THEN (SELECT count(*) FROM anchor.anchor_drafts d WHERE d.tenant_id = b.tenant_id AND d.batch_id = b.id)
                WHEN 'approved' THEN approved - size ELSE 0 END
        FROM anchor.anchor_view_batches b WHERE tenant_id = $1
        """;

    public async Task<Page<BatchView>> Handle(ListBatches request, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"{Select} AND id < $2 ORDER BY id DESC LIMIT $3");
        command.Parameters.Add(new() { Value = request.Issuer.Tenant });
        command.Parameters.Add(new() { Value = request.Page.After ?? Guid.AllBitsSet });
        command.Parameters.Add(new() { Value = request.Page.Limit + 1 });
        return request.Page.Cut(await ReadAsync(command, request.Issuer, cancellationToken), view => view.Id);
    }

    public async Task<Result<BatchView>> Handle(GetBatch request, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"{Select} AND id = $2");
        command.Parameters.Add(new() { Value = request.Issuer.Tenant });
        command.Parameters.Add(new() { Value = request.Id });
        return await ReadAsync(command, request.Issuer, cancellationToken) is [var view] ? view : BatchErrors.NotFound();
    }

    public async Task<Result<ImportReport>> Handle(GetImport request, CancellationToken cancellationToken) =>
        await imports.FindAsync(request.Issuer, request.ImportId, cancellationToken) is { } progress
            ? await imports.ReportAsync(request.Issuer, progress, cancellationToken)
            : BatchErrors.ImportNotFound();

    public Task<IReadOnlyList<ImportRowError>> Handle(ListImportErrors request, CancellationToken cancellationToken) =>
        imports.ErrorsAsync(request.Issuer, request.ImportId, request.AfterLine, request.Limit, cancellationToken);

    private async Task<List<BatchView>> ReadAsync(NpgsqlCommand command, IssuerId issuer, CancellationToken cancellationToken)
    {
        var views = new List<BatchView>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            while (await reader.ReadAsync(cancellationToken))
                views.Add(new BatchView(
                    reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), Enum.Parse<BatchStatus>(reader.GetString(2), ignoreCase: true),
                    reader.GetString(3), reader.GetFieldValue<DateOnly>(4), reader.GetInt64(11), reader.GetInt64(5), reader.GetInt64(6),
                    reader.IsDBNull(7) ? null : reader.GetString(7), reader.GetFieldValue<DateTimeOffset>(8),
                    reader.IsDBNull(9) ? null : reader.GetFieldValue<DateTimeOffset>(9), reader.IsDBNull(10) ? null : reader.GetFieldValue<DateTimeOffset>(10), []));
        var anchorings = await AnchoringsAsync(issuer, [.. views.Select(view => view.Id)], cancellationToken);
        return [.. views.Select(view => view with { Anchorings = [.. anchorings[view.Id]] })];
    }

    private async Task<ILookup<Guid, AnchoringView>> AnchoringsAsync(IssuerId issuer, Guid[] batches, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT a.batch_id, a.id, a.chain_id, a.registry, a.account,
                CASE WHEN a.status = 'requested' AND t.id IS NOT NULL THEN CASE t.status WHEN 'signed' THEN 'signed' ELSE 'submitted' END ELSE a.status END,
                coalesce(a.transaction_hash, t.transaction_hash), a.block_number, a.block_hash, a.block_timestamp, a.gas_used
            FROM anchor.anchor_view_anchorings a
            LEFT JOIN anchor.anchor_view_transaction_entries e ON e.tenant_id = a.tenant_id AND e.target_id = a.id AND e.kind = 'anchor' AND e.active
            LEFT JOIN anchor.anchor_view_transactions t ON t.id = e.transaction_id
            WHERE a.tenant_id = $1 AND a.batch_id = ANY($2) ORDER BY a.requested
            """);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = batches });
        var rows = new List<(Guid Batch, AnchoringView View)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add((reader.GetGuid(0), new AnchoringView(
                reader.GetGuid(1), (ulong)reader.GetInt64(2), reader.GetString(3), reader.GetString(4), reader.GetString(5),
                reader.IsDBNull(6) ? null : reader.GetString(6), reader.IsDBNull(7) ? null : reader.GetInt64(7), reader.IsDBNull(8) ? null : reader.GetString(8),
                reader.IsDBNull(9) ? null : reader.GetInt64(9), reader.IsDBNull(10) ? null : reader.GetInt64(10))));
        return rows.ToLookup(row => row.Batch, row => row.View);
    }
}
