using Anchor.Credentials;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Json;
using Anchor.Credentials.StatusLists;
using Anchor.EventStore;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Credentials;
using Anchor.Issuance.Issuers;
using MediatR;
using Npgsql;

namespace Anchor.Issuance.StatusLists;

/// <summary>Revokes, suspends or reinstates credentials. Repeating it changes nothing more.</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="Change">What is done.</param>
/// <param name="Targets">Which credentials.</param>
/// <param name="Reason">One of <see cref="StatusReasons"/>.</param>
/// <param name="Effective">From when on: a civil day in the issuer's time zone or a date and time with a zone; now when null.</param>
/// <param name="Preview">Whether nothing is written and only the outcome is told.</param>
public sealed record ChangeStatus(Actor Actor, StatusChange Change, StatusTargets Targets, string Reason, string? Effective, bool Preview)
    : IRequest<Result<StatusOutcome>>;

/// <summary>Which credentials are meant.</summary>
/// <param name="Ids">Their ids, at most 10,000; or none.</param>
/// <param name="BatchId">Or those of a batch.</param>
/// <param name="From">From which index of the batch on.</param>
/// <param name="Limit">How many of the batch at once, at most 10,000.</param>
public sealed record StatusTargets(IReadOnlyList<Guid> Ids, Guid? BatchId, long From, int Limit)
{
    /// <summary>The most credentials of one request.</summary>
    public const int MaxCount = 10_000;

    /// <summary>Named credentials.</summary>
    public static StatusTargets Of(params IReadOnlyList<Guid> ids) => new(ids, null, 0, 0);
}

/// <summary>What came of it.</summary>
/// <param name="Changed">How many changed, or would.</param>
/// <param name="Unchanged">How many stood like that already.</param>
/// <param name="Refused">Those that could not be changed.</param>
/// <param name="EffectiveAt">From when on.</param>
/// <param name="Lists">The published lists that show it.</param>
/// <param name="Next">The index of the batch from which to go on; null at its end.</param>
public sealed record StatusOutcome(
    int Changed, int Unchanged, IReadOnlyList<StatusRefusal> Refused, DateTimeOffset EffectiveAt, IReadOnlyList<string> Lists, long? Next);

/// <summary>A credential that could not be changed, and why.</summary>
public sealed record StatusRefusal(Guid Id, string Code, string Message);

internal sealed class ChangeStatusHandler(
    EventStore.EventStore store, NpgsqlDataSource dataSource, StatusPublisher publisher, StatusAddresses addresses, TimeProvider clock)
    : IRequestHandler<ChangeStatus, Result<StatusOutcome>>
{
    private const int ChunkSize = 5_000;

    public async Task<Result<StatusOutcome>> Handle(ChangeStatus request, CancellationToken cancellationToken)
    {
        var issuer = await store.FoldAsync(request.Actor.Issuer, request.Actor.Issuer.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        if (!issuer.Exists) return IssuerErrors.NotFound();
        if (!StatusReasons.IsOne(request.Reason)) return StatusErrors.ReasonUnknown();
        var now = clock.GetUtcNow();
        if (!EffectiveAt(request.Effective, issuer, now).TryGet(out var effectiveAt, out var malformed)) return malformed;
        if (!(await IdsAsync(request, cancellationToken)).TryGet(out var targets, out var refusal)) return refusal;

        var decision = new StatusDecision(request.Change, request.Reason, effectiveAt, request.Actor.Id, now);
        var tally = new Tally();
        foreach (var chunk in targets.Ids.Chunk(ChunkSize)) await ChangeAsync(request, decision, chunk, tally, cancellationToken);

        var purpose = PurposeOf(request.Change);
        if (!request.Preview)
            foreach (var number in tally.Lists) await publisher.PublishAsync(issuer.Id, number, purpose, cancellationToken);
        var lists = addresses.Of(issuer.Id) is null ? [] : tally.Lists.Select(number => addresses.Of(issuer.Id, number, purpose)).ToArray();
        return new StatusOutcome(tally.Changed, tally.Unchanged, tally.Refused, effectiveAt, lists, targets.Next);
    }

    private static string PurposeOf(StatusChange change) => change == StatusChange.Revoke ? StatusPurpose.Revocation : StatusPurpose.Suspension;

    /// <summary>Decides for up to 5,000 credentials in one transaction. Streams are locked in one order, so that two requests never wait for each other.</summary>
    private async Task ChangeAsync(ChangeStatus request, StatusDecision decision, Guid[] ids, Tally tally, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(request.Actor, cancellationToken);
        var standings = await StandingsAsync(transaction.Connection, request.Actor.Issuer, ids, cancellationToken);
        var events = new List<(CredentialStanding Standing, object Event)>();
        foreach (var id in ids)
        {
            if (!standings.TryGetValue(id, out var standing)) tally.Refuse(id, CredentialErrors.NotFound());
            else if (!standing.Decide(decision).TryGet(out var happened, out var refusal)) tally.Refuse(id, refusal);
            else if (happened is null) tally.Unchanged++;
            else events.Add((standing, happened));
        }
        tally.Changed += events.Count;
        var lists = events.Where(each => each.Standing.Place is not null).Select(each => each.Standing.Place!.Value.List).Distinct().ToArray();
        tally.Lists.UnionWith(lists);
        if (request.Preview || events.Count == 0) return;

        foreach (var group in events.GroupBy(each => each.Standing.Version))
        {
            var appended = await transaction.AppendToManyAsync(group.Key, [.. group.Select(each => (each.Standing.Id, each.Event))], cancellationToken);
            if (appended == AppendResult.Conflict) throw new InvalidOperationException("Locked streams changed their versions.");
        }
        await StatusPublisher.MarkAsync(transaction.Connection, request.Actor.Issuer, lists, PurposeOf(request.Change), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<Dictionary<Guid, CredentialStanding>> StandingsAsync(
        NpgsqlConnection connection, IssuerId issuer, Guid[] ids, CancellationToken cancellationToken)
    {
        await using (var turn = new NpgsqlCommand(
            "SELECT 1 FROM anchor.mt_streams WHERE tenant_id = $1 AND id = ANY($2) AND type = 'credential' ORDER BY id FOR UPDATE", connection))
        {
            turn.Parameters.Add(new() { Value = issuer.Tenant });
            turn.Parameters.Add(new() { Value = ids });
            await turn.ExecuteNonQueryAsync(cancellationToken);
        }
        await using var command = new NpgsqlCommand(
            """
            SELECT d.id, s.version, d.status_list, d.status_index, b.format IS NOT DISTINCT FROM 'blockcerts', v.revoked_from, v.suspended_from, v.suspended_until
            FROM anchor.anchor_documents d JOIN anchor.mt_streams s ON s.tenant_id = d.tenant_id AND s.id = d.id
            LEFT JOIN anchor.anchor_view_batches b ON b.tenant_id = d.tenant_id AND b.id = d.batch_id
            LEFT JOIN anchor.anchor_view_standings v ON v.tenant_id = d.tenant_id AND v.credential_id = d.id
            WHERE d.tenant_id = $1 AND d.id = ANY($2)
            """, connection);
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = ids });
        var found = new Dictionary<Guid, CredentialStanding>(ids.Length);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            found[reader.GetGuid(0)] = new CredentialStanding(
                reader.GetGuid(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : new StatusPlace(reader.GetInt32(2), reader.GetInt32(3)), reader.GetBoolean(4), Moment(5), Moment(6), Moment(7));
        return found;

        DateTimeOffset? Moment(int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
    }

    private async Task<Result<(Guid[] Ids, long? Next)>> IdsAsync(ChangeStatus request, CancellationToken cancellationToken)
    {
        var targets = request.Targets;
        if (targets.BatchId is not { } batchId)
            return targets.Ids.Count == 0 ? StatusErrors.None()
                : targets.Ids.Count > StatusTargets.MaxCount ? StatusErrors.TooMany(StatusTargets.MaxCount)
                : (targets.Ids.Distinct().ToArray(), (long?)null);
        if (targets.From < 0 || targets.Limit is < 1 or > StatusTargets.MaxCount) return StatusErrors.RangeInvalid(StatusTargets.MaxCount);
        var batch = await store.FoldAsync(request.Actor.Issuer, batchId, BatchState.None, BatchState.Evolve, cancellationToken);
        if (batch.Status == BatchStatus.None) return BatchErrors.NotFound();
        if (batch.Leaves.Size == 0) return StatusErrors.NotSigned();
        await using var command = dataSource.CreateCommand(
            "SELECT id FROM anchor.anchor_documents WHERE tenant_id = $1 AND batch_id = $2 AND leaf_index >= $3 ORDER BY leaf_index LIMIT $4");
        command.Parameters.Add(new() { Value = request.Actor.Issuer.Tenant });
        command.Parameters.Add(new() { Value = batchId });
        command.Parameters.Add(new() { Value = targets.From });
        command.Parameters.Add(new() { Value = targets.Limit });
        var ids = new List<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) ids.Add(reader.GetGuid(0));
        return (ids.ToArray(), targets.From + ids.Count < (long)batch.Leaves.Size ? targets.From + ids.Count : null);
    }

    private static Result<DateTimeOffset> EffectiveAt(string? text, IssuerState issuer, DateTimeOffset now)
    {
        DateTimeOffset moment;
        if (text is null) return now;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day))
        {
            // Days at the very ends of the calendar have no instants in every zone.
            if (day.Year is < 2000 or > 9000) return StatusErrors.EffectiveTooFar();
            if (!CivilDates.FindZone(issuer.TimeZone).TryGet(out var zone, out var unknown)) return unknown;
            moment = CivilDates.StartOfDay(day, zone);
        }
        else if (!XsdDateTime.TryParse(text, out moment)) return StatusErrors.EffectiveMalformed();
        return moment.Year < 2000 || moment > now.AddYears(10) ? StatusErrors.EffectiveTooFar() : moment.ToUniversalTime();
    }

    private sealed class Tally
    {
        public int Changed { get; set; }

        public int Unchanged { get; set; }

        public List<StatusRefusal> Refused { get; } = [];

        public SortedSet<int> Lists { get; } = [];

        public void Refuse(Guid id, Error error) => Refused.Add(new StatusRefusal(id, error.Code, error.Message));
    }
}
