using System.Collections.Concurrent;

namespace Anchor.JsonLd.Contexts;

/// <summary>All that a context says at one place of a document. Immutable, apart from what it remembers of its successors.</summary>
internal sealed class ActiveContext : ITermSource
{
    private ConcurrentDictionary<object, ActiveContext>? _successors;
    private ConcurrentDictionary<TermDefinition, ActiveContext>? _typeScoped;

    public required TermTable Terms { get; init; }

    /// <summary>How many of the terms are protected.</summary>
    public int ProtectedTerms { get; init; }

    /// <summary>What relative references are resolved against; null for nothing.</summary>
    public string? Base { get; init; }

    public string? Vocab { get; init; }

    public string? Language { get; init; }

    public TextDirection Direction { get; init; }

    /// <summary>The context that node objects further inside go back to; null when this one propagates.</summary>
    public ActiveContext? Previous { get; init; }

    /// <summary>The context before any, with the document's base.</summary>
    public ActiveContext Initial { get => field ?? this; init; }

    /// <summary>The terms that stand for <c>@id</c>, <c>@type</c> or <c>@value</c>; null when there are too many to be tried one by one.</summary>
    public KeywordAliases? Aliases { get; init; } = KeywordAliases.None;

    /// <summary>Where successors are counted; null when the document's own text is part of this context, so that no other document can share it.</summary>
    public ContextCache? Cache { get; init; }

    /// <summary>What follows when values of <c>@context</c> are applied that documents had before.</summary>
    public KnownSteps KnownSteps { get; } = new();

    /// <summary>The same context with its terms in one layer.</summary>
    public ActiveContext Flattened() => new()
    {
        Terms = Terms.Flatten(), ProtectedTerms = ProtectedTerms, Base = Base, Vocab = Vocab, Language = Language,
        Direction = Direction, Previous = Previous, Initial = Initial, Aliases = Aliases, Cache = Cache,
    };

    public TermDefinition? Find(string term) => Terms.Find(term);

    public TermDefinition? Find(ReadOnlySpan<char> term) => Terms.Find(term);

    /// <summary>The context that follows when the one at a URL is applied, or a property's scoped one.</summary>
    /// <param name="step">A URL, or the definition of the property's term.</param>
    public ActiveContext? After(object step) => _successors is { } known && known.TryGetValue(step, out var context) ? context : null;

    /// <summary>The context that follows when a type's scoped one is applied.</summary>
    public ActiveContext? AfterType(TermDefinition type) => _typeScoped is { } known && known.TryGetValue(type, out var context) ? context : null;

    /// <summary>Keeps a successor, if there is room.</summary>
    /// <returns>The successor, which is faster to look into when it is kept for all documents.</returns>
    public ActiveContext Remember(object step, ActiveContext successor)
    {
        if (!Prepare(ref successor)) return successor;
        return LazyInitializer.EnsureInitialized(ref _successors, static () => new(ReferenceOrText.Instance)).GetOrAdd(step, successor);
    }

    /// <inheritdoc cref="Remember"/>
    public ActiveContext RememberType(TermDefinition type, ActiveContext successor)
    {
        if (!Prepare(ref successor)) return successor;
        return LazyInitializer.EnsureInitialized(ref _typeScoped, static () => new()).GetOrAdd(type, successor);
    }

    private bool Prepare(ref ActiveContext successor)
    {
        if (Cache is null) return true;
        if (!Cache.Admits(successor)) return false;
        if (successor.Cache is not null && !ReferenceEquals(successor, this)) successor = successor.Flattened();
        return true;
    }

    private sealed class ReferenceOrText : IEqualityComparer<object>
    {
        public static readonly ReferenceOrText Instance = new();

        bool IEqualityComparer<object>.Equals(object? x, object? y) => ReferenceEquals(x, y) || (x is string text && text.Equals(y as string, StringComparison.Ordinal));

        int IEqualityComparer<object>.GetHashCode(object step) => step.GetHashCode();
    }
}
