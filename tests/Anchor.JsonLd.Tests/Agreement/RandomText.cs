using System.Text;

namespace Anchor.JsonLd.Tests.Agreement;

/// <summary>Text of every script, and of every kind that a writer of N-Quads must escape.</summary>
internal static class RandomText
{
    private static readonly string[] Pieces =
    [
        "Análisis de datos", "データ分析", "تحليل البيانات", "Дані", "👩🏽‍🎓", "e\u0301", "\u00e9", "\u202eabc\u202c", "\"quoted\"", "back\\slash", "line\nbreak",
        "tab\t", "\r", "\u0000", "\u001f", "\u007f", "\u0085", "\u2028", "\U0010ffff", " ", "<>{}|^`", "@id", "_:b0", "http://x.example/?a=b#c",
    ];

    public static string Next(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(1, 5); i > 0; i--)
            if (random.Next(4) > 0) text.Append(Pieces[random.Next(Pieces.Length)]);
            else text.Append(AnyRune(random));
        return text.ToString();
    }

    // rdf-canonize orders by UTF-16 units where RDFC-1.0 asks for code points; the two differ between U+E000 and U+FFFF.
    private static string AnyRune(Random random)
    {
        while (true)
            if (Rune.TryCreate(random.Next(0x110000), out var rune) && rune.Value is < 0xE000 or > 0xFFFF) return rune.ToString();
    }
}
