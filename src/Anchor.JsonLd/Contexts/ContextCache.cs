using System.Collections.Concurrent;

namespace Anchor.JsonLd.Contexts;

/// <summary>
/// The active contexts that follow from a registry's URLs alone. They hang together as a tree under their initial
/// contexts; when the tree holds too much it is let go and grows anew.
/// </summary>
internal sealed class ContextCache
{
    private const int MaxContexts = 4_096;
    private const int MaxTerms = 400_000;
    private const int MaxBases = 64;

    private readonly ConcurrentDictionary<(string? Base, JsonLdVersion Version, bool Safe), ActiveContext> _initial = new();
    private int _contexts;
    private int _terms;
    private int _bases;

    /// <summary>How many contexts are kept, for tests.</summary>
    public int Count => Volatile.Read(ref _contexts);

    public bool IsFull => _contexts >= MaxContexts || _terms >= MaxTerms || _bases >= MaxBases;

    public bool Admits(ActiveContext context)
    {
        if (IsFull) return false;
        Interlocked.Increment(ref _contexts);
        Interlocked.Add(ref _terms, context.Terms.Count);
        return true;
    }

    /// <summary>The context without terms; those of safe mode are apart because what they refuse is never kept.</summary>
    public ActiveContext Initial(string? baseIri, JsonLdVersion version, bool safe) => _initial.GetOrAdd(
        (baseIri, version, safe),
        static (key, cache) =>
        {
            Interlocked.Increment(ref cache._bases);
            return new ActiveContext { Terms = TermTable.Empty, Base = key.Base, Cache = cache };
        },
        this);
}
