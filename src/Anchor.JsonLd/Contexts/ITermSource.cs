namespace Anchor.JsonLd.Contexts;

/// <summary>What the expansion of an IRI needs: a finished context, or one that is being made.</summary>
internal interface ITermSource
{
    string? Vocab { get; }

    string? Base { get; }

    TermDefinition? Find(string term);

    TermDefinition? Find(ReadOnlySpan<char> term);
}
