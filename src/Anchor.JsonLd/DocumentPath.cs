using System.Globalization;
using System.Text;

namespace Anchor.JsonLd;

/// <summary>Where in the document the work is, as a JSON path that is only written out for an error.</summary>
internal sealed class DocumentPath
{
    private (string? Member, int Index)[] _steps = new (string?, int)[32];

    public int Depth { get; private set; }

    public void Push(string member) => Push((member, 0));

    public void Push(int index) => Push((null, index));

    public void Pop() => Depth--;

    /// <summary>Goes back to a depth after an exception was caught.</summary>
    public void Restore(int depth) => Depth = depth;

    public override string ToString()
    {
        var text = new StringBuilder("$");
        foreach (var (member, index) in _steps.AsSpan(0, Depth))
            if (member is null) text.Append('[').Append(index.ToString(CultureInfo.InvariantCulture)).Append(']');
            else if (IsName(member)) text.Append('.').Append(member);
            else AppendQuoted(text, member);
        return text.ToString();
    }

    private void Push((string?, int) step)
    {
        if (Depth == _steps.Length) Array.Resize(ref _steps, 2 * Depth);
        _steps[Depth++] = step;
    }

    private static bool IsName(string member)
    {
        if (member.Length == 0 || char.IsAsciiDigit(member[0])) return false;
        foreach (var c in member)
            if (!char.IsAsciiLetterOrDigit(c) && c != '_') return false;
        return true;
    }

    private static void AppendQuoted(StringBuilder text, string member)
    {
        text.Append("['");
        foreach (var c in member)
            if (c is '\'' or '\\') text.Append('\\').Append(c);
            else if (char.IsControl(c)) text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else text.Append(c);
        text.Append("']");
    }
}
