using System.Collections.Concurrent;
using System.Text.Json;
using Anchor.Credentials.Json;

namespace Anchor.Credentials.Issuing;

/// <summary>A batch has few distinct dates, and time zone arithmetic is slow: each date is worked out once.</summary>
internal sealed class DateCache(TimeZoneInfo zone, Func<DateOnly, TimeZoneInfo, DateTimeOffset> instantOf)
{
    private const int MaxEntries = 4096;
    private readonly ConcurrentDictionary<DateOnly, Moment> _moments = new();

    public Moment Of(DateOnly date)
    {
        if (_moments.TryGetValue(date, out var known)) return known;
        var instant = instantOf(date, zone);
        var moment = new Moment(JsonEncodedText.Encode(XsdDateTime.Format(instant), JsonText.Encoder), instant.ToUnixTimeSeconds());
        if (_moments.Count < MaxEntries) _moments.TryAdd(date, moment);
        return moment;
    }

    internal readonly record struct Moment(JsonEncodedText Text, long UnixSeconds);
}
