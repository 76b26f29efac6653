namespace Anchor.Credentials.Issuing;

/// <summary>Civil dates of a place, as instants.</summary>
/// <remarks>A diploma is dated with a day, not an instant: the day counts where the issuer is, so it never slips for a reader elsewhere.</remarks>
public static class CivilDates
{
    /// <summary>Finds an IANA time zone, <c>America/Guatemala</c>.</summary>
    /// <returns><c>timezone.unknown</c> when the name is not known, <c>timezone.data_missing</c> when this machine has no time zone data.</returns>
    public static Result<TimeZoneInfo> FindZone(string ianaName)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(ianaName, out var zone) && (zone.HasIanaId || ianaName == "UTC")) return zone;
        return TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Madrid", out _)
            ? Error.Invalid("timezone.unknown", "The time zone is not an IANA name such as America/Guatemala.")
            : new Error("timezone.data_missing", "This machine has no time zone data; install the package tzdata.", ErrorKind.Unavailable);
    }

    /// <summary>The first second of a day: 00:00, or the first that exists where clocks jump at midnight.</summary>
    public static DateTimeOffset StartOfDay(DateOnly date, TimeZoneInfo zone)
    {
        // Asked from UTC, because a zone's answer about local times that clocks skip cannot be relied on. The two offsets
        // around the day give two candidates; the earlier one that is on this day is its first moment.
        var midnight = date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        var (before, after) = (zone.GetUtcOffset(midnight.AddDays(-1)), zone.GetUtcOffset(midnight.AddDays(1)));
        var earlier = At(before > after ? before : after);
        return DateOnly.FromDateTime(earlier.DateTime) == date ? earlier : At(before > after ? after : before);

        DateTimeOffset At(TimeSpan offset) => TimeZoneInfo.ConvertTime(new DateTimeOffset(midnight - offset, TimeSpan.Zero), zone);
    }

    /// <summary>The last second of a day, because "valid until the 31st" includes the 31st.</summary>
    public static DateTimeOffset EndOfDay(DateOnly date, TimeZoneInfo zone)
    {
        var last = StartOfDay(date.AddDays(1), zone).AddSeconds(-1);
        return TimeZoneInfo.ConvertTime(last, zone);
    }
}
