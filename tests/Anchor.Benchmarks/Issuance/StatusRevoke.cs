using Anchor.Benchmarks.Harness;
using Anchor.Credentials.StatusLists;
using Anchor.Events;
using Anchor.Issuance;
using Anchor.Issuance.StatusLists;
using Microsoft.Extensions.DependencyInjection;
using NpgsqlTypes;

namespace Anchor.Benchmarks.Issuance;

/// <summary>Revoking credentials by list, out of a million of one issuer, until every published list shows it.</summary>
internal static class StatusRevoke
{
    private const int Issued = 1_000_000;
    private const int SmokeIssued = 2_000;

    public static Measure Measure { get; } = new("status.revoke", "credentials/s", 10_000, 20, 1, TakeAsync);

    private static async Task TakeAsync(Run run)
    {
        await using var host = await IssuingHost.StartAsync();
        var population = run.Size > SmokeIssued / 2 ? Issued : SmokeIssued;
        var credentials = await IssueAsync(host, population);
        var dice = new Random(1);
        dice.Shuffle(credentials);
        var next = 0;
        await run.RepeatAsync(count =>
        {
            var chosen = credentials.AsSpan(next, count).ToArray();
            next += count;
            return Task.FromResult(chosen);
        }, async chosen =>
        {
            foreach (var piece in chosen.Chunk(StatusTargets.MaxCount))
                await host.SendAsync(new ChangeStatus(host.Actor, StatusChange.Revoke, StatusTargets.Of([.. piece.Select(each => each.Id)]), "issued-in-error", null, false));
            foreach (var list in chosen.GroupBy(each => each.Place.List)) await AssertShownAsync(host, list.Key, list.Select(each => each.Place.Index));
        }, 1_000);
        foreach (var number in credentials.Select(each => each.Place.List).Distinct().Order())
        {
            var list = await host.SendAsync(new GetStatusList(host.Actor.Issuer, number, StatusPurpose.Revocation));
            Run.Say($"  list {number}: {(await BitsAsync(host, number)).Count} of {credentials.Count(each => each.Place.List == number)} revoked, {list.Document.Length} bytes served");
        }
    }

    private static async Task AssertShownAsync(IssuingHost host, int number, IEnumerable<int> places)
    {
        var bits = await BitsAsync(host, number);
        if (places.Any(place => !bits[place])) throw new InvalidOperationException($"List {number} does not show what was revoked.");
    }

    private static async Task<StatusBitstring> BitsAsync(IssuingHost host, int number)
    {
        var list = await host.SendAsync(new GetStatusList(host.Actor.Issuer, number, StatusPurpose.Revocation));
        return StatusBitstring.Decode(StatusListCredential.Read(System.Text.Json.JsonElement.Parse(list.Document)).Value.EncodedList).Value;
    }

    /// <summary>The rows of issued credentials, with real places and no documents: revoking reads none.</summary>
    private static async Task<(Guid Id, StatusPlace Place)[]> IssueAsync(IssuingHost host, int count)
    {
        var issuer = host.Actor.Issuer;
        var (batch, now) = (Guid.CreateVersion7(), DateTime.UtcNow);
        var places = await host.Services.GetRequiredService<StatusPlaces>().TakeAsync(issuer, count, CancellationToken.None);
        var credentials = places.Select(place => (Id: Guid.CreateVersion7(), Place: place)).ToArray();
        var store = host.Services.GetRequiredService<EventStore.EventStore>();
        for (var first = 0; first < count; first += 50_000)
        {
            await using var transaction = await store.BeginAsync(host.Actor, CancellationToken.None);
            var chunk = credentials.AsMemory(first, Math.Min(50_000, count - first));
            await using (var writer = await transaction.Connection.BeginBinaryImportAsync(
                "COPY anchor.anchor_documents (tenant_id, id, batch_id, leaf_index, leaf, subject, issued, sealed, status_list, status_index) FROM STDIN (FORMAT binary)"))
            {
                for (var i = 0; i < chunk.Length; i++) Write(writer, issuer, batch, first + i, chunk.Span[i], now);
                await writer.CompleteAsync();
            }
            await transaction.StartStreamsAsync("credential", [.. chunk.ToArray().Select((each, i) => (each.Id, (object)new CredentialIssuedV2(
                each.Id, batch, null, new string('a', 64), first + i, each.Place.List, each.Place.Index, now)))], CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }
        return credentials;
    }

    private static void Write(Npgsql.NpgsqlBinaryImporter writer, IssuerId issuer, Guid batch, long index, (Guid Id, StatusPlace Place) credential, DateTime now)
    {
        writer.StartRow();
        writer.Write(issuer.Tenant, NpgsqlDbType.Varchar);
        writer.Write(credential.Id, NpgsqlDbType.Uuid);
        writer.Write(batch, NpgsqlDbType.Uuid);
        writer.Write(index, NpgsqlDbType.Bigint);
        writer.Write(new byte[32], NpgsqlDbType.Bytea);
        writer.Write(new byte[32], NpgsqlDbType.Bytea);
        writer.Write(now, NpgsqlDbType.TimestampTz);
        writer.Write(new byte[64], NpgsqlDbType.Bytea);
        writer.Write(credential.Place.List, NpgsqlDbType.Integer);
        writer.Write(credential.Place.Index, NpgsqlDbType.Integer);
    }
}
