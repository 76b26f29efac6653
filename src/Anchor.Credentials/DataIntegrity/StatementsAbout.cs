using System.Buffers;
using System.Text;

namespace Anchor.Credentials.DataIntegrity;

/// <summary>What canonical N-Quads say about one IRI: how many different things under each predicate, in whatever graph.</summary>
/// <remarks>
/// RDFC-1.0 section 5: one spelling for each term, one line for each statement, lines in the order of their bytes. Therefore the
/// lines about a subject, those of one predicate, and those of one object in several graphs, each stand together.
/// </remarks>
internal sealed class StatementsAbout
{
    // What an IRI is written with as it is; others become escapes or may be blank nodes, which only the quads themselves tell apart.
    private static readonly SearchValues<char> PlainIri = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%");

    private readonly List<(string Predicate, int Objects)> _counts = [];

    /// <summary>Whether there is any statement.</summary>
    public bool Any => _counts.Count > 0;

    /// <summary>How many different objects a predicate has.</summary>
    public int CountOf(string predicate)
    {
        foreach (var (each, objects) in _counts)
            if (each == predicate) return objects;
        return 0;
    }

    /// <summary>Reads the lines about an IRI.</summary>
    /// <param name="subject">The IRI.</param>
    /// <param name="canonical">Canonical N-Quads.</param>
    /// <returns>Null when it is not certain how the IRI would be written.</returns>
    public static StatementsAbout? Of(string subject, ReadOnlySpan<byte> canonical)
    {
        if (subject.Length == 0 || subject[0] == '_' || subject.AsSpan().ContainsAnyExcept(PlainIri)) return null;
        var (found, beginning) = (new StatementsAbout(), Encoding.ASCII.GetBytes($"<{subject}> <"));
        ReadOnlySpan<byte> lastPredicate = default, lastObject = default;
        while (!canonical.IsEmpty)
        {
            var end = canonical.IndexOf((byte)'\n');
            var line = end < 0 ? canonical : canonical[..end];
            canonical = end < 0 ? default : canonical[(end + 1)..];
            if (!line.StartsWith(beginning)) continue;
            line = line[beginning.Length..];
            var predicate = line[..line.IndexOf((byte)'>')];
            var named = ObjectOf(line[(predicate.Length + 2)..]);
            if (!predicate.SequenceEqual(lastPredicate)) found._counts.Add((Encoding.UTF8.GetString(predicate), 1));
            else if (!named.SequenceEqual(lastObject)) found._counts[^1] = found._counts[^1] with { Objects = found._counts[^1].Objects + 1 };
            lastPredicate = predicate;
            lastObject = named;
        }
        return found;
    }

    // A space ends every term but the text of a literal, which ends at the first quote that no backslash precedes.
    private static ReadOnlySpan<byte> ObjectOf(ReadOnlySpan<byte> rest)
    {
        var from = 0;
        if (rest[0] == '"')
            for (from = 1; rest[from] != '"'; from++)
                if (rest[from] == '\\') from++;
        return rest[..(from + rest[from..].IndexOf((byte)' '))];
    }
}
