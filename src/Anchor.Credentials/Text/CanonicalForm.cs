using System.Text;

namespace Anchor.Credentials.Text;

/// <summary>Unicode normalisation forms C and D, the same on every machine.</summary>
/// <remarks>
/// <see cref="string.Normalize()"/> returns its input unchanged where the process runs without ICU (invariant globalization,
/// browsers), without saying so; names are hashed, so that is not acceptable. Rule: Unicode Standard Annex 15. Vectors:
/// tests/vectors/nfc.json, made by ICU.
/// </remarks>
public static class CanonicalForm
{
    /// <summary>Normalisation form C: é is one character.</summary>
    /// <remarks>A lone surrogate becomes U+FFFD.</remarks>
    public static string Compose(string text) => IsSurelyComposed(text) ? text : ToText(CanonicalComposer.Compose(Decomposed(text)));

    /// <summary>Normalisation form D: é is e and an accent.</summary>
    /// <remarks>A lone surrogate becomes U+FFFD.</remarks>
    public static string Decompose(string text) => ToText(Decomposed(text));

    /// <summary>Whether the text is in normalisation form C.</summary>
    public static bool IsComposed(string text) => IsSurelyComposed(text) || string.Equals(Compose(text), text, StringComparison.Ordinal);

    // No character below U+0300 combines with another one or decomposes in form C; of those above, the tables say which.
    private static bool IsSurelyComposed(string text)
    {
        var rest = text.AsSpan();
        while (rest.IndexOfAnyExceptInRange('\0', '\u02FF') is >= 0 and var at)
        {
            if (!CanonicalData.Instance.IsInert(rest[at])) return false;
            rest = rest[(at + 1)..];
        }
        return true;
    }

    private static List<int> Decomposed(string text)
    {
        var points = new List<int>(text.Length + 8);
        foreach (var rune in text.EnumerateRunes()) CanonicalData.Instance.Decompose(rune.Value, points);
        CanonicalComposer.Reorder(points);
        return points;
    }

    private static string ToText(List<int> points)
    {
        var text = new StringBuilder(points.Count);
        foreach (var point in points) text.Append(new Rune(point).ToString());
        return text.ToString();
    }
}
