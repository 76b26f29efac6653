namespace Anchor.JsonLd.Contexts;

/// <summary>
/// Terms and their definitions, in layers: a context that adds a few terms to many costs those few. Immutable.
/// </summary>
/// <remarks>A layer is merged into the one below as soon as it is half as large, so a lookup meets few of them.</remarks>
internal sealed class TermTable
{
    private readonly Dictionary<string, TermDefinition?> _own;
    private readonly Dictionary<string, TermDefinition?>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly TermTable? _below;
    private Utf8Terms? _utf8;

    private TermTable(Dictionary<string, TermDefinition?> own, TermTable? below)
    {
        (_own, _below) = (own, below);
        _bySpan = own.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public static TermTable Empty { get; } = new(new(StringComparer.Ordinal), null);

    /// <summary>The entries of all layers.</summary>
    public int Count => _own.Count + (_below?.Count ?? 0);

    /// <summary>The same terms by their UTF-8; to be asked for where the table is shared by many documents.</summary>
    public Utf8Terms Utf8 => _utf8 ??= new Utf8Terms(this);

    /// <summary>The definitions of the topmost layer.</summary>
    public IReadOnlyDictionary<string, TermDefinition?> Definitions => _own;

    /// <summary>The definition; null when the term has none.</summary>
    public TermDefinition? Find(string term)
    {
        for (var table = this; table is not null; table = table._below)
            if (table._own.TryGetValue(term, out var definition)) return definition;
        return null;
    }

    /// <inheritdoc cref="Find(string)"/>
    public TermDefinition? Find(ReadOnlySpan<char> term)
    {
        for (var table = this; table is not null; table = table._below)
            if (table._bySpan.TryGetValue(term, out var definition)) return definition;
        return null;
    }

    /// <summary>The table with these definitions on top; one that is null hides the term.</summary>
    /// <param name="added">Belongs to the new table from now on.</param>
    public TermTable With(Dictionary<string, TermDefinition?> added)
    {
        if (added.Count == 0) return this;
        var below = this;
        while (below is not null && added.Count * 2 >= below._own.Count)
        {
            if (below._own.Count > 0)
            {
                var merged = new Dictionary<string, TermDefinition?>(below._own, StringComparer.Ordinal);
                foreach (var (term, definition) in added) merged[term] = definition;
                added = merged;
            }
            below = below._below;
        }
        return new TermTable(added, below);
    }

    /// <summary>The same table in one layer, for contexts that are looked into again and again.</summary>
    public TermTable Flatten()
    {
        if (_below is null) return this;
        var layers = new Stack<TermTable>();
        for (var table = this; table is not null; table = table._below) layers.Push(table);
        var all = new Dictionary<string, TermDefinition?>(StringComparer.Ordinal);
        foreach (var layer in layers)
            foreach (var (term, definition) in layer._own)
                if (definition is null) all.Remove(term);
                else all[term] = definition;
        return new TermTable(all, null);
    }
}
