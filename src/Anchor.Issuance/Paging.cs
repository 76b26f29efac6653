namespace Anchor.Issuance;

/// <summary>Which part of a list is wanted.</summary>
/// <param name="After">The id after which to go on; null from the start.</param>
/// <param name="Limit">1 to 500 items.</param>
public sealed record PageRequest(Guid? After, int Limit)
{
    /// <summary>The most items of one page.</summary>
    public const int MaxLimit = 500;

    internal Page<T> Cut<T>(List<T> oneMore, Func<T, Guid> idOf)
    {
        if (oneMore.Count <= Limit) return new Page<T>(oneMore, null);
        oneMore.RemoveRange(Limit, oneMore.Count - Limit);
        return new Page<T>(oneMore, idOf(oneMore[^1]));
    }
}

/// <summary>One part of a list.</summary>
/// <param name="Items">The items, in the list's order.</param>
/// <param name="Next">What to ask for after this page; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, Guid? Next);
