using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Anchor.Benchmarks.Harness;

/// <summary>What the command line asks for.</summary>
internal sealed record Choice(IReadOnlyList<Measure> Measures, int? Size, bool IsSmoke, bool WithPeers)
{
    public static string Usage(IEnumerable<Measure> measures) =>
        "Usage: ./scripts/bench [NAME...] [--n N] [--peers] [--smoke]\n\n"
        + "  NAME     one of the measures below; all of them when none is named\n"
        + "  --n N    another size, 1 or more\n"
        + "  --peers  what npm's libraries take for the same, in the same run, and the ratio\n"
        + "  --smoke  once, with tiny sizes: shows that the measures work, says nothing about speed\n\n"
        + string.Join('\n', measures.Select(measure => $"  {measure.Name,-22} n = {measure.Size:N0}, {measure.Unit}"));

    public static bool TryRead(
        string[] arguments, IReadOnlyList<Measure> known, [NotNullWhen(true)] out Choice? choice, [NotNullWhen(false)] out string? mistake)
    {
        (choice, mistake) = (null, null);
        var (named, size, smoke, peers) = (new List<Measure>(), (int?)null, false, false);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--smoke") smoke = true;
            else if (arguments[i] == "--peers") peers = true;
            else if (arguments[i] == "--n")
            {
                if (!int.TryParse(arguments.ElementAtOrDefault(++i), NumberStyles.None, CultureInfo.InvariantCulture, out var n) || n < 1) mistake = "--n must be a whole number from 1.";
                size = n;
            }
            else if (known.FirstOrDefault(measure => measure.Name == arguments[i]) is { } measure) named.Add(measure);
            else mistake = $"There is no measure '{arguments[i]}'.";
            if (mistake is not null) return false;
        }
        choice = new Choice(named.Count == 0 ? known : named, size, smoke, peers);
        return true;
    }
}
