using System.Text;
using System.Text.Json;
using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.Shapes;

/// <summary>
/// Finds out what becomes of some strings of a document by putting marks in their places and reading it the general way:
/// where the marks come out again as whole terms, any other string would too.
/// </summary>
internal static class ShapeCompiler
{
    /// <summary>Makes the shape of a document with slots in it.</summary>
    /// <param name="example">UTF-8 JSON.</param>
    /// <param name="slots">Which of its strings others may have otherwise, in the order of the text.</param>
    /// <param name="options">How documents are read.</param>
    /// <returns>Null when one of the strings decides more than the text of a term, or the document cannot be read.</returns>
    public static Shape? Compile(byte[] example, DocumentString[] slots, JsonLdOptions options)
    {
        if (example.AsSpan().IndexOf(LineCutter.Reserved) >= 0) return null;
        var rules = Array.ConvertAll(slots, slot => new SlotRule(PrefixOf(example.AsSpan(slot.Start, slot.Length))));
        var marks = slots.Select((_, i) => Encoding.ASCII.GetString(rules[i].IriPrefix ?? []) + LineCutter.MarkOf(i)).ToArray();
        try
        {
            var quads = JsonLdProcessor.ToRdf(JsonElement.Parse(Marked(example, slots, marks)), options);
            if (!TryFindUses(quads, marks, rules)) return null;
            var shape = new LineCutter(marks).Cut(quads, example, slots, rules);
            return Settle(shape);
        }
        catch (Exception e) when (e is JsonException or JsonLdException)
        {
            return null;
        }
    }

    // A scheme and its colon, and the slashes if there are any: with the same beginning other IRIs are read alike.
    private static byte[]? PrefixOf(ReadOnlySpan<byte> text)
    {
        var colon = text.IndexOf((byte)':');
        if (colon < 2 || !char.IsAsciiLetter((char)text[0])) return null;
        foreach (var each in text[..colon])
            if (!char.IsAsciiLetterOrDigit((char)each) && each is not ((byte)'+' or (byte)'-' or (byte)'.')) return null;
        return [.. text[..(text[(colon + 1)..].StartsWith("//"u8) ? colon + 3 : colon + 1)]];
    }

    private static byte[] Marked(ReadOnlySpan<byte> example, DocumentString[] slots, string[] marks)
    {
        var marked = new List<byte>(example.Length);
        var from = 0;
        for (var i = 0; i < slots.Length; i++)
        {
            marked.AddRange(example[from..slots[i].Start]);
            marked.AddRange(Encoding.ASCII.GetBytes(marks[i]));
            from = slots[i].Start + slots[i].Length;
        }
        marked.AddRange(example[from..]);
        return [.. marked];
    }

    /// <summary>Looks whether each mark is a whole term somewhere, and no part of any; literals take any text from now on.</summary>
    private static bool TryFindUses(IReadOnlyList<Quad> quads, string[] marks, SlotRule[] rules)
    {
        var (asIri, asLiteral) = (new bool[marks.Length], new bool[marks.Length]);
        foreach (var quad in quads)
        {
            if (!TryFind(quad.Subject) || quad.Predicate.Value.Contains(LineCutter.MarkName, StringComparison.Ordinal) || !TryFind(quad.Object)
                || (quad.Graph is { } graph && !TryFind(graph))) return false;
        }
        for (var i = 0; i < marks.Length; i++)
        {
            if (asIri[i] == asLiteral[i]) return false;
            if (asLiteral[i]) rules[i] = new SlotRule(null);
        }
        return true;

        bool TryFind(RdfTerm term)
        {
            if (term.Datatype?.Contains(LineCutter.MarkName, StringComparison.Ordinal) == true || term.Language?.Contains(LineCutter.MarkName, StringComparison.OrdinalIgnoreCase) == true) return false;
            if (!term.Value.Contains(LineCutter.MarkName, StringComparison.Ordinal)) return true;
            var mark = Array.IndexOf(marks, term.Value);
            if (mark < 0 || term.Kind == RdfTermKind.BlankNode) return false;
            (term.Kind == RdfTermKind.Iri ? asIri : asLiteral)[mark] = true;
            return true;
        }
    }

    /// <summary>Puts lines and mentions into the order that they have in the example, so that later ones come almost sorted, and keeps the hashes that never change.</summary>
    private static Shape? Settle(Shape shape)
    {
        var run = new ShapeRun();
        if (!run.TryFill(shape, shape.Example)) return null;
        var order = run.Order;
        var nodes = new ShapeNode[shape.Nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            var mentions = run.MentionsOf(shape, i);
            var isFixed = !Array.Exists(mentions, line => shape.Lines[line].HasSlots);
            nodes[i] = new ShapeNode(Array.ConvertAll(mentions, line => Array.IndexOf(order, line)), isFixed ? run.HashOf(i).ToArray() : null);
        }
        return ShapeBlocks.Join(shape with { Lines = Array.ConvertAll(order, line => shape.Lines[line]), Nodes = nodes });
    }
}
