using System.Globalization;
using System.Text;
using System.Text.Json;
using Anchor.Cli.Hosts;
using Anchor.Credentials;

namespace Anchor.Cli.Reconciling;

/// <summary>Lets a host compare its database with a registry, a stretch of blocks at a time, to the chain's end.</summary>
internal sealed class HostWalk(ulong chainId, bool json, HostClient host, Surroundings surroundings)
{
    private readonly Progress _progress = new(surroundings);
    private readonly SortedDictionary<string, int> _codes = new(StringComparer.Ordinal);
    private (long First, long Last)? _blocks;
    private long _events;
    private long _roots;
    private int _differences;
    private int _pending;
    private bool _isComplete = true;

    public async Task<int> RunAsync(ulong? from, CancellationToken cancellationToken)
    {
        for (var next = from; ;)
        {
            var answer = await host.PostAsync($"api/v1/networks/{chainId.ToString(CultureInfo.InvariantCulture)}/reconcile", Body(next), cancellationToken).ConfigureAwait(false);
            if (!answer.TryGet(out var stretch, out var error)) return await StoppedAsync(error, next).ConfigureAwait(false);
            await TakeAsync(stretch).ConfigureAwait(false);
            if (stretch.Number("next") is var following && following <= 0) return await EndAsync().ConfigureAwait(false);
            if ((ulong)following <= next) return await StoppedAsync(Malformed(), next).ConfigureAwait(false);
            next = (ulong)following;
            _progress.Show("comparing blocks", _blocks!.Value.Last - _blocks.Value.First + 1, stretch.Number("head") - _blocks.Value.First + 1);
        }
    }

    private static byte[] Body(ulong? from) =>
        Encoding.UTF8.GetBytes(from is { } block ? string.Create(CultureInfo.InvariantCulture, $"{{\"fromBlock\":{block}}}") : "{}");

    private async Task TakeAsync(JsonElement stretch)
    {
        _blocks = (_blocks?.First ?? stretch.Number("fromBlock"), stretch.Number("toBlock"));
        (_events, _roots) = (_events + stretch.Number("events"), _roots + stretch.Number("anchorings"));
        _isComplete &= stretch.IsTrue("isComplete");
        foreach (var difference in stretch.Items("differences"))
        {
            if (difference.IsTrue("isPending")) _pending++;
            else _differences++;
            var code = Plain.Line(difference.Text("code") ?? "");
            _codes[code] = _codes.GetValueOrDefault(code) + 1;
            _progress.Done();
            await surroundings.Output.WriteLineAsync(json ? JsonSerializer.Serialize(difference) : Line(code, difference)).ConfigureAwait(false);
        }
    }

    private static string Line(string code, JsonElement difference)
    {
        var line = new StringBuilder(code);
        foreach (var (word, name) in new[] { ("block", "blockNumber"), ("recorded in", "recordedBlock") })
            if (difference.Number(name) is > 0 and var number) line.Append(CultureInfo.InvariantCulture, $" {word} {number}");
        foreach (var (word, name) in new[] { ("root", "root"), ("batch", "batchId"), ("account", "account"), ("transaction", "transactionHash") })
            if (difference.Text(name) is { } text) line.Append(CultureInfo.InvariantCulture, $" {word} {text}");
        if (difference.Items("indexes").Select(index => index.ToString()).ToArray() is { Length: > 0 } places)
            line.Append(CultureInfo.InvariantCulture, $" places {string.Join(',', places.Take(20))}{(places.Length > 20 ? $" and {places.Length - 20} more" : "")}");
        return Plain.Line(line.Append(CultureInfo.InvariantCulture, $": {difference.Text("message")}").ToString());
    }

    private async Task<int> StoppedAsync(Error error, ulong? at)
    {
        _progress.Done();
        var already = _blocks is null ? "" : string.Create(CultureInfo.InvariantCulture, $" {_differences} differences were found before; go on with --from {at}.");
        return await surroundings.RefuseAsync(ExitCodes.Unknown, error.Code, error.Message + already).ConfigureAwait(false);
    }

    private async Task<int> EndAsync()
    {
        _progress.Done();
        await surroundings.Output.WriteLineAsync(json ? JsonSummary() : Summary()).ConfigureAwait(false);
        return _differences > 0 || !_isComplete ? ExitCodes.Invalid : ExitCodes.Ok;
    }

    private string Summary()
    {
        var codes = _codes.Count == 0 ? "" : $" ({string.Join(", ", _codes.Select(code => string.Create(CultureInfo.InvariantCulture, $"{code.Key} {code.Value}")))})";
        var more = _isComplete ? "" : "; there are more than the host told, run it again when these are settled";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_differences} differences, {_pending} on their way{codes}; {_events} events and {_roots} roots in blocks {_blocks!.Value.First} to {_blocks.Value.Last}{more}");
    }

    private string JsonSummary() => JsonSerializer.Serialize(new
    {
        summary = new
        {
            chainId, fromBlock = _blocks!.Value.First, toBlock = _blocks.Value.Last, events = _events, anchorings = _roots, differences = _differences, pending = _pending, codes = _codes,
            isComplete = _isComplete,
        },
    });

    private static Error Malformed() => new("host.malformed", "The host's answer is not what an Anchor host gives.", ErrorKind.Unavailable);
}
