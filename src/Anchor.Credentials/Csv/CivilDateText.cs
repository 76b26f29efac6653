using System.Globalization;

namespace Anchor.Credentials.Csv;

/// <summary>Dates as spreadsheets in Ibero-America write them.</summary>
/// <remarks>
/// <c>yyyy-MM-dd</c>, or day first with <c>/</c>, <c>-</c> or <c>.</c>: <c>dd/MM/yyyy</c>, <c>d/M/yyyy</c>. The day always comes first
/// in the second form, so 03/04/2026 is the third of April; month first is never guessed, 04/13/2026 is an error. Years 1900 to 2199.
/// </remarks>
internal static class CivilDateText
{
    private const string Iso = "yyyy-MM-dd";
    private static readonly string[] DayFirst =
        ["dd/MM/yyyy", "d/M/yyyy", "dd-MM-yyyy", "d-M-yyyy", "dd.MM.yyyy", "d.M.yyyy"];

    public static bool TryParse(string text, out DateOnly date) =>
        (DateOnly.TryParseExact(text, Iso, CultureInfo.InvariantCulture, DateTimeStyles.None, out date)
            || DateOnly.TryParseExact(text, DayFirst, CultureInfo.InvariantCulture, DateTimeStyles.None, out date))
        && date.Year is >= 1900 and < 2200;
}
