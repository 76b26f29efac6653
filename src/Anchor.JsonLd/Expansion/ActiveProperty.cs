using Anchor.JsonLd.Contexts;

namespace Anchor.JsonLd.Expansion;

/// <summary>The member that a value belongs to.</summary>
/// <param name="Name">As it stands in the document; null at the top, in <c>@graph</c> and in <c>@reverse</c>.</param>
/// <param name="Definition">What the context of the member says about it.</param>
/// <param name="Keyword"><see cref="Keyword.Graph"/>, <see cref="Keyword.Reverse"/> or nothing.</param>
internal readonly record struct ActiveProperty(string? Name, TermDefinition? Definition, Keyword Keyword = Keyword.None)
{
    public static ActiveProperty Graph { get; } = new(null, null, Keyword.Graph);

    public static ActiveProperty Reverse { get; } = new(null, null, Keyword.Reverse);

    /// <summary>Whether values that are no nodes with members would float freely.</summary>
    public bool IsFree => Name is null && Keyword != Keyword.Reverse;

    public Container Container => Definition?.Container ?? Container.None;

    /// <summary>The same member as another context sees it.</summary>
    public ActiveProperty In(ActiveContext context) => Name is null ? this : this with { Definition = context.Find(Name) };
}

/// <summary>What came of an element.</summary>
internal enum Yield : byte
{
    /// <summary>Nothing: it was null or dropped.</summary>
    Null,

    /// <summary>One item.</summary>
    One,

    /// <summary>An array, of any number of items.</summary>
    Many,
}
