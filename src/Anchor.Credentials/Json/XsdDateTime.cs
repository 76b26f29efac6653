using System.Globalization;

namespace Anchor.Credentials.Json;

/// <summary>Date-times as credentials write them: <c>2026-05-01T00:00:00-06:00</c>, always with a zone.</summary>
public static class XsdDateTime
{
    /// <summary>Reads <c>yyyy-MM-ddTHH:mm:ss[.f…](Z|±hh:mm)</c>; fractions beyond 100 ns are cut off.</summary>
    /// <returns>False for anything else, a missing zone and dates that do not exist included.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset value)
    {
        value = default;
        if (text.Length is < 20 or > 64) return false;
        var zoneLength = text[^1] == 'Z' ? 1 : 6;
        if (text.Length < 19 + zoneLength) return false;
        var fraction = text[19..^zoneLength];
        if (fraction.Length > 0 && (fraction[0] != '.' || fraction.Length < 2)) return false;
        if (fraction.Length > 0 && fraction[1..].IndexOfAnyExceptInRange('0', '9') >= 0) return false;
        if (!TryLocal(text, out var local) || !TryZone(text[^zoneLength..], out var offset)) return false;

        long ticks = 0;
        for (var i = 1; i <= 7; i++) ticks = ticks * 10 + (i < fraction.Length ? fraction[i] - '0' : 0);
        var utcTicks = local.Ticks + ticks - offset.Ticks;
        if (utcTicks < 0 || utcTicks > DateTime.MaxValue.Ticks) return false;
        value = new DateTimeOffset(local.AddTicks(ticks), offset);
        return true;
    }

    /// <summary>Writes whole seconds with the value's own offset; offset zero is <c>Z</c>.</summary>
    public static string Format(DateTimeOffset value) => value.Offset == TimeSpan.Zero
        ? value.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : value.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static bool TryLocal(ReadOnlySpan<char> text, out DateTime local)
    {
        local = default;
        if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') return false;
        var (year, month, day) = (Number(text[..4]), Number(text[5..7]), Number(text[8..10]));
        var (hour, minute, second) = (Number(text[11..13]), Number(text[14..16]), Number(text[17..19]));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59) return false;
        local = new DateTime(year, month, day, hour, minute, second);
        return true;
    }

    /// <returns>-1 where anything but a digit is among them.</returns>
    private static int Number(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit)) return -1;
            number = 10 * number + (digit - '0');
        }
        return number;
    }

    private static bool TryZone(ReadOnlySpan<char> zone, out TimeSpan offset)
    {
        offset = default;
        if (zone is "Z") return true;
        if (zone.Length != 6 || zone[0] is not ('+' or '-') || zone[3] != ':') return false;
        if (!byte.TryParse(zone[1..3], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)) return false;
        if (!byte.TryParse(zone[4..], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)) return false;
        if (minutes > 59 || hours * 60 + minutes > 14 * 60) return false;
        offset = new TimeSpan(hours, minutes, 0) * (zone[0] == '-' ? -1 : 1);
        return true;
    }
}
