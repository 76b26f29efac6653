namespace Anchor.JsonLd;

/// <summary>The words that JSON-LD 1.1 keeps for itself.</summary>
internal enum Keyword : byte
{
    /// <summary>Not a keyword.</summary>
    None,
    Base,
    Container,
    Context,
    Direction,
    Graph,
    Id,
    Import,
    Included,
    Index,
    Json,
    Language,
    List,
    Nest,
    NoneValue,
    Prefix,
    Propagate,
    Protected,
    Reverse,
    Set,
    Type,
    Value,
    Version,
    Vocab,
}

internal static class Keywords
{
    public static Keyword Parse(ReadOnlySpan<char> text) => text is not ['@', ..] ? Keyword.None : text switch
    {
        "@id" => Keyword.Id,
        "@type" => Keyword.Type,
        "@context" => Keyword.Context,
        "@value" => Keyword.Value,
        "@language" => Keyword.Language,
        "@direction" => Keyword.Direction,
        "@graph" => Keyword.Graph,
        "@list" => Keyword.List,
        "@set" => Keyword.Set,
        "@index" => Keyword.Index,
        "@none" => Keyword.NoneValue,
        "@json" => Keyword.Json,
        "@nest" => Keyword.Nest,
        "@reverse" => Keyword.Reverse,
        "@included" => Keyword.Included,
        "@base" => Keyword.Base,
        "@vocab" => Keyword.Vocab,
        "@container" => Keyword.Container,
        "@import" => Keyword.Import,
        "@prefix" => Keyword.Prefix,
        "@propagate" => Keyword.Propagate,
        "@protected" => Keyword.Protected,
        "@version" => Keyword.Version,
        _ => Keyword.None,
    };

    /// <summary>How a keyword is written.</summary>
    public static string Text(Keyword keyword) => Names[(int)keyword];

    /// <summary>How those keywords are written that are looked for by name.</summary>
    public static ReadOnlySpan<byte> Utf8(Keyword keyword) => keyword switch
    {
        Keyword.Id => "@id"u8,
        Keyword.Type => "@type"u8,
        _ => "@value"u8,
    };

    private static readonly string[] Names = [.. Enum.GetNames<Keyword>().Select(static name => name == nameof(Keyword.NoneValue) ? "@none" : "@" + char.ToLowerInvariant(name[0]) + name[1..])];

    /// <summary>Whether the text looks like a keyword of this or a later version: <c>@</c> and letters.</summary>
    public static bool HasForm(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[0] != '@') return false;
        foreach (var c in text[1..])
            if (!char.IsAsciiLetter(c)) return false;
        return true;
    }
}
