using System.Globalization;
using Anchor.Credentials.OpenBadges;

namespace Anchor.Credentials.Csv;

/// <summary>Which results a row may state.</summary>
/// <param name="Min">The lowest number, or null.</param>
/// <param name="Max">The highest number, or null.</param>
/// <param name="Allowed">The only values, or null.</param>
public sealed record ResultRule(decimal? Min, decimal? Max, IReadOnlyList<string>? Allowed = null)
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>The rule that an achievement's result description states.</summary>
    public static ResultRule From(ResultDescription description) =>
        new(Number(description.ValueMin), Number(description.ValueMax), description.AllowedValue);

    /// <summary>The value as it is recorded: where numbers are asked for, a decimal comma becomes a point.</summary>
    /// <returns>Null when the rule does not allow it.</returns>
    public string? Accept(string value)
    {
        if (Allowed is not null) return Allowed.FirstOrDefault(a => string.Equals(a, value, StringComparison.OrdinalIgnoreCase));
        if (Min is null && Max is null) return value;
        var text = value.Replace(',', '.');
        return Number(text) is { } number && !(number < Min) && !(number > Max) ? text : null;
    }

    private static decimal? Number(string? text) =>
        decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>A further result of an achievement.</summary>
/// <param name="Name">What its column is called.</param>
/// <param name="Id">The id of its result description.</param>
/// <param name="Rule">What it may be.</param>
public sealed record NamedResult(string Name, string Id, ResultRule Rule)
{
    /// <summary>All results of an achievement but the first, which has column names of its own.</summary>
    public static IReadOnlyList<NamedResult> From(Achievement achievement) =>
        [.. (achievement.ResultDescription ?? []).Skip(1).Select(description => new NamedResult(description.Name, description.Id, ResultRule.From(description)))];
}
