using System.Text.Json;
using Anchor.Cli.Hosts;
using Anchor.Credentials;

namespace Anchor.Cli.Statuses;

/// <summary>One change of many credentials, sent in pieces. What was interrupted is run again; what is done already stays as it is.</summary>
internal sealed class StatusRun(
    string verb, string reason, string? effective, bool preview, bool json, HostClient host, Surroundings surroundings)
{
    private const int PieceSize = 10_000;
    private const int ShownRefusals = 100;

    private readonly Progress _progress = new(surroundings);
    private readonly SortedSet<string> _lists = new(StringComparer.Ordinal);
    private readonly List<(string Id, string Code, string Message)> _refused = [];
    private long _changed;
    private long _unchanged;

    public async Task<int> OfAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        for (var done = 0; done < ids.Count; done += PieceSize)
        {
            _progress.Show(verb, done, ids.Count);
            var piece = ids.Skip(done).Take(PieceSize);
            var answer = await host.PostAsync($"api/v1/credentials/{verb}", Body(writer =>
            {
                writer.WriteStartArray("ids");
                foreach (var id in piece) writer.WriteStringValue(id);
                writer.WriteEndArray();
            }), cancellationToken).ConfigureAwait(false);
            if (!answer.TryGet(out var outcome, out var error)) return await StoppedAsync(error).ConfigureAwait(false);
            Count(outcome);
        }
        return await EndAsync().ConfigureAwait(false);
    }

    public async Task<int> OfBatchAsync(Guid batch, CancellationToken cancellationToken)
    {
        var asked = await host.GetBatchAsync(batch.ToString(), cancellationToken).ConfigureAwait(false);
        if (!asked.TryGet(out var view, out var unknown)) return await StoppedAsync(unknown).ConfigureAwait(false);
        for (long? from = 0; from is { } next;)
        {
            _progress.Show(verb, next, view.Number("size"));
            var answer = await host.PostAsync($"api/v1/batches/{batch}/{verb}", Body(writer =>
            {
                writer.WriteNumber("from", next);
                writer.WriteNumber("limit", PieceSize);
            }), cancellationToken).ConfigureAwait(false);
            if (!answer.TryGet(out var outcome, out var error)) return await StoppedAsync(error).ConfigureAwait(false);
            Count(outcome);
            from = outcome.Number("next") is > 0 and var following && following > next ? following : null;
        }
        return await EndAsync().ConfigureAwait(false);
    }

    private byte[] Body(Action<Utf8JsonWriter> targets)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        targets(writer);
        writer.WriteString("reason", reason);
        if (effective is not null) writer.WriteString("effective", effective);
        writer.WriteBoolean("preview", preview);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private void Count(JsonElement outcome)
    {
        _changed += outcome.Number("changed");
        _unchanged += outcome.Number("unchanged");
        foreach (var list in outcome.Items("lists").Where(list => list.ValueKind == JsonValueKind.String)) _lists.Add(list.GetString()!);
        foreach (var refusal in outcome.Items("refused")) _refused.Add((refusal.Text("id") ?? "", refusal.Text("code") ?? "", refusal.Text("message") ?? ""));
    }

    private async Task<int> StoppedAsync(Error error)
    {
        _progress.Done();
        var already = _changed + _unchanged > 0 ? $" {_changed} were changed before; run it again to go on." : "";
        return await surroundings.RefuseAsync(
            error.Kind == ErrorKind.Unavailable ? ExitCodes.Unknown : ExitCodes.Invalid, error.Code, error.Message + already).ConfigureAwait(false);
    }

    private async Task<int> EndAsync()
    {
        _progress.Done();
        if (json) await WriteJsonAsync().ConfigureAwait(false);
        else
        {
            await surroundings.Output.WriteLineAsync($"{_changed} {(preview ? "would change" : "changed")}, {_unchanged} stood like that already, {_refused.Count} refused").ConfigureAwait(false);
            foreach (var (id, code, message) in _refused.Take(ShownRefusals)) await surroundings.Output.WriteLineAsync(Plain.Line($"{id}: {message} ({code})")).ConfigureAwait(false);
            if (_refused.Count > ShownRefusals) await surroundings.Output.WriteLineAsync($"and {_refused.Count - ShownRefusals} more; --json names all").ConfigureAwait(false);
            foreach (var list in _lists) await surroundings.Output.WriteLineAsync(Plain.Line($"list {list}")).ConfigureAwait(false);
        }
        return _refused.Count > 0 ? ExitCodes.Invalid : ExitCodes.Ok;
    }

    private async Task WriteJsonAsync()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteNumber("changed", _changed);
        writer.WriteNumber("unchanged", _unchanged);
        writer.WriteStartArray("refused");
        foreach (var (id, code, message) in _refused)
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WriteString("code", code);
            writer.WriteString("message", message);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("lists");
        foreach (var list in _lists) writer.WriteStringValue(list);
        writer.WriteEndArray();
        writer.WriteEndObject();
        await writer.FlushAsync().ConfigureAwait(false);
        await surroundings.Output.WriteLineAsync(System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan)).ConfigureAwait(false);
    }
}
