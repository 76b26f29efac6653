using System.Globalization;

namespace Anchor.Benchmarks.Harness;

/// <summary>Ours beside theirs, for people to read.</summary>
internal sealed class Table
{
    private static readonly string[] Head = ["measure", "Anchor", "unit", "peer", "peer's rate", "ratio", "Anchor CPU s", "peer CPU s", "note"];

    private readonly List<string[]> _rows = [];

    public void Add(Measure measure, Run run, PeerFigures peer)
    {
        var (ours, theirs) = (run.Size / run.Median.Seconds, peer.N / peer.Seconds);
        _rows.Add([
            measure.Name, Rate(ours), measure.Unit, peer.Name, Rate(theirs), string.Create(CultureInfo.InvariantCulture, $"{ours / theirs:N1}"),
            CpuOf(run.Median.CpuSeconds, run.Size), CpuOf(peer.CpuSeconds, peer.N), peer.Note,
        ]);
    }

    /// <summary>One line for each peer below a line of headings; nothing when there were no peers.</summary>
    public override string ToString()
    {
        if (_rows.Count == 0) return "";
        string[][] lines = [Head, .. _rows];
        int[] widths = [.. Head.Select((_, column) => lines.Max(line => line[column].Length))];
        return string.Join('\n', lines.Select(line => string.Join("  ", line.Select((cell, column) => IsNumber(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd()));
    }

    private static bool IsNumber(int column) => column is 1 or (>= 4 and <= 7);

    private static string Rate(double rate) => rate.ToString("N0", CultureInfo.InvariantCulture);

    private static string CpuOf(double seconds, int count) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.000} for {count:N0}");
}
