using System.Collections;
using System.Collections.Frozen;
using System.Globalization;

namespace Anchor.Credentials.Text;

/// <summary>The tables of canonical-forms.txt, loaded when the first name beyond Latin needs them.</summary>
internal sealed class CanonicalData
{
    private static readonly Lazy<CanonicalData> Loaded = new(() => new CanonicalData());

    private readonly FrozenDictionary<int, int[]> _decompositions;
    private readonly FrozenDictionary<(int, int), int> _composites;
    private readonly FrozenDictionary<int, byte> _classes;
    private readonly BitArray _touchy = new(char.MaxValue + 1);

    private CanonicalData()
    {
        var decompositions = new Dictionary<int, int[]>();
        var composites = new Dictionary<(int, int), int>();
        var classes = new Dictionary<int, byte>();
        using var stream = typeof(CanonicalData).Assembly.GetManifestResourceStream("canonical-forms.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line[0] == '#') continue;
            var sides = line[1..].Split('=');
            if (line[0] == 'C')
            {
                var range = sides[0].Split('-');
                for (var point = Hex(range[0]); point <= Hex(range[1]); point++)
                    classes[point] = byte.Parse(sides[1], CultureInfo.InvariantCulture);
                continue;
            }
            var parts = sides[1].TrimEnd('!').Split(' ').Select(Hex).ToArray();
            decompositions[Hex(sides[0])] = parts;
            if (parts is [var first, var second] && !sides[1].EndsWith('!')) composites[(first, second)] = Hex(sides[0]);
        }
        MarkTouchy(decompositions.Keys.Except(composites.Values));
        MarkTouchy(composites.Keys.Select(pair => pair.Item2));
        MarkTouchy(classes.Keys);
        MarkTouchy(CanonicalComposer.ComposingJamo);
        MarkTouchy(Enumerable.Range(0xD800, 0x800));
        (_decompositions, _composites, _classes) = (decompositions.ToFrozenDictionary(), composites.ToFrozenDictionary(), classes.ToFrozenDictionary());
    }

    /// <summary>Whether a text of such characters alone is in form C: each stays itself in it, and none combines with one before it.</summary>
    /// <remarks>A half of a surrogate pair never is.</remarks>
    public bool IsInert(char character) => !_touchy[character];

    public static CanonicalData Instance => Loaded.Value;

    public int ClassOf(int point) => _classes.TryGetValue(point, out var value) ? value : 0;

    public int? CompositeOf(int first, int second) => _composites.TryGetValue((first, second), out var point) ? point : null;

    public void Decompose(int point, List<int> into)
    {
        if (CanonicalComposer.TryDecomposeHangul(point, into)) return;
        if (!_decompositions.TryGetValue(point, out var parts))
        {
            into.Add(point);
            return;
        }
        // Parts may decompose further; the standard's tables end after a few steps.
        foreach (var part in parts) Decompose(part, into);
    }

    private void MarkTouchy(IEnumerable<int> points)
    {
        foreach (var point in points)
            if (point < _touchy.Length) _touchy[point] = true;
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
