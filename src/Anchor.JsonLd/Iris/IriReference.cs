using System.Text;

namespace Anchor.JsonLd.Iris;

/// <summary>A reference in its five parts, and its resolution against a base (RFC 3986 §5.2, on characters as RFC 3987 has them).</summary>
internal readonly ref struct IriReference
{
    private IriReference(ReadOnlySpan<char> text)
    {
        var scheme = Iri.SchemeLength(text);
        if (scheme > 0)
        {
            Scheme = text[..scheme];
            text = text[(scheme + 1)..];
        }
        var fragment = text.IndexOf('#');
        if (fragment >= 0)
        {
            Fragment = text[(fragment + 1)..];
            HasFragment = true;
            text = text[..fragment];
        }
        var query = text.IndexOf('?');
        if (query >= 0)
        {
            Query = text[(query + 1)..];
            HasQuery = true;
            text = text[..query];
        }
        if (text.StartsWith("//"))
        {
            text = text[2..];
            var end = text.IndexOf('/');
            Authority = end < 0 ? text : text[..end];
            HasAuthority = true;
            text = end < 0 ? default : text[end..];
        }
        Path = text;
    }

    private ReadOnlySpan<char> Scheme { get; }
    private ReadOnlySpan<char> Authority { get; }
    private ReadOnlySpan<char> Path { get; }
    private ReadOnlySpan<char> Query { get; }
    private ReadOnlySpan<char> Fragment { get; }
    private bool HasAuthority { get; }
    private bool HasQuery { get; }
    private bool HasFragment { get; }

    /// <summary>The IRI that a reference means; the reference itself when there is no base or it needs none.</summary>
    public static string Resolve(string? baseIri, string reference)
    {
        if (baseIri is null || Iri.IsAbsolute(reference)) return reference;
        var from = new IriReference(baseIri);
        var to = new IriReference(reference);
        var result = new StringBuilder(baseIri.Length + reference.Length);
        if (!from.Scheme.IsEmpty) result.Append(from.Scheme).Append(':');

        var authority = to.HasAuthority ? to : from;
        if (authority.HasAuthority) result.Append("//").Append(authority.Authority);
        if (to.HasAuthority) AppendWithoutDots(result, to.Path);
        else if (to.Path.IsEmpty) result.Append(from.Path);
        else if (to.Path[0] == '/') AppendWithoutDots(result, to.Path);
        else AppendWithoutDots(result, Merge(from, to.Path));

        var query = to.HasAuthority || !to.Path.IsEmpty || to.HasQuery ? to : from;
        if (query.HasQuery) result.Append('?').Append(query.Query);
        if (to.HasFragment) result.Append('#').Append(to.Fragment);
        return result.ToString();
    }

    private static string Merge(IriReference from, ReadOnlySpan<char> path) =>
        from.HasAuthority && from.Path.IsEmpty ? $"/{path}" : string.Concat(from.Path[..(from.Path.LastIndexOf('/') + 1)], path);

    private static void AppendWithoutDots(StringBuilder result, ReadOnlySpan<char> path)
    {
        var start = result.Length;
        var absolute = path is ['/', ..];
        while (!path.IsEmpty)
        {
            var rest = path[0] == '/' ? path[1..] : path;
            var end = rest.IndexOf('/');
            var segment = end < 0 ? rest : rest[..end];
            var slash = path[0] == '/';
            path = end < 0 ? default : rest[end..];
            if (segment is ".")
            {
                if (path.IsEmpty && (absolute || result.Length > start)) EndWithSlash(result, start);
            }
            else if (segment is "..")
            {
                var cut = result.Length;
                while (cut > start && result[cut - 1] != '/') cut--;
                result.Length = Math.Max(start, cut - 1);
                if (path.IsEmpty && (absolute || result.Length > start)) result.Append('/');
            }
            else
            {
                if (slash && (absolute || result.Length > start)) result.Append('/');
                result.Append(segment);
            }
        }
    }

    private static void EndWithSlash(StringBuilder result, int start)
    {
        if (result.Length == start || result[^1] != '/') result.Append('/');
    }
}
