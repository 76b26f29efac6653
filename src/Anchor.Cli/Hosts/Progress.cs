using System.Globalization;

namespace Anchor.Cli.Hosts;

/// <summary>Shows how far something is: a moving bar on a terminal, else a line whenever the step changes. Goes to the error stream, so that output stays clean.</summary>
internal sealed class Progress(Surroundings surroundings)
{
    private const int Width = 30;
    private readonly Lock _lock = new();
    private string? _step;
    private string? _drawn;

    /// <summary>A step with an amount; a total of zero is one without. What is told besides stands behind the bar.</summary>
    public void Show(string step, long done, long total, string? besides = null)
    {
        lock (_lock)
        {
            if (surroundings.ErrorIsTerminal) Draw(Bar(step, done, total, besides));
            else if (step != _step) surroundings.Error.WriteLine(step);
            _step = step;
        }
    }

    /// <summary>Ends the bar's line.</summary>
    public void Done()
    {
        lock (_lock)
        {
            if (_drawn is not null) surroundings.Error.WriteLine();
            _drawn = null;
        }
    }

    private void Draw(string line)
    {
        if (line == _drawn) return;
        surroundings.Error.Write('\r' + line.PadRight(_drawn?.Length ?? 0));
        _drawn = line;
    }

    private static string Bar(string step, long done, long total, string? besides)
    {
        if (total <= 0) return step;
        var part = (int)(Math.Min(done, total) * Width / total);
        return string.Create(CultureInfo.InvariantCulture, $"{step,-22} [{new string('#', part)}{new string('.', Width - part)}] {besides ?? $"{done}/{total}"}");
    }
}
