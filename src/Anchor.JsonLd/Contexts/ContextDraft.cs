namespace Anchor.JsonLd.Contexts;

/// <summary>An active context while one local context is being added to it.</summary>
internal sealed class ContextDraft(ActiveContext from, bool isOfDocument) : ITermSource
{
    private readonly Dictionary<string, TermDefinition?> _added = new(StringComparer.Ordinal);
    private int _protectedTerms = from.ProtectedTerms;

    public string? Vocab { get; set; } = from.Vocab;

    public string? Base { get; set; } = from.Base;

    public string? Language { get; set; } = from.Language;

    public TextDirection Direction { get; set; } = from.Direction;

    /// <summary>Whether the document's own text takes part, so that the work must be counted and the result not be shared.</summary>
    public bool IsOfDocument { get; } = isOfDocument || from.Cache is null;

    public TermDefinition? Find(string term) => _added.TryGetValue(term, out var definition) ? definition : from.Find(term);

    public TermDefinition? Find(ReadOnlySpan<char> term) =>
        _added.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(term, out var definition) ? definition : from.Find(term);

    /// <summary>Sets or, with null, hides a term.</summary>
    public void Set(string term, TermDefinition? definition)
    {
        if (Find(term) is { IsProtected: true }) _protectedTerms--;
        if (definition is { IsProtected: true }) _protectedTerms++;
        _added[term] = definition;
    }

    public ActiveContext Finish()
    {
        return new ActiveContext
        {
            Terms = from.Terms.With(_added), ProtectedTerms = _protectedTerms, Base = Base, Vocab = Vocab, Language = Language, Direction = Direction,
            Previous = from.Previous, Initial = from.Initial, Aliases = from.Aliases?.With(_added), Cache = IsOfDocument ? null : from.Cache,
        };
    }
}
