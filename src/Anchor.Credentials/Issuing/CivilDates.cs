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
        var local = date.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        // Where midnight happens twice, the day starts with the first one, the one further east of UTC.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }

    /// <summary>The last second of a day, because "valid until the 31st" includes the 31st.</summary>
    public static DateTimeOffset EndOfDay(DateOnly date, TimeZoneInfo zone)
    {
        var last = StartOfDay(date.AddDays(1), zone).AddSeconds(-1);
        return TimeZoneInfo.ConvertTime(last, zone);
    }
}
