using System.Text;
using System.Text.Json;

namespace Anchor.JsonLd.Contexts;

/// <summary>The few terms that stand for the keywords which are looked for before all members of an object are read. Immutable.</summary>
internal sealed class KeywordAliases
{
    private const int Most = 8;
    private readonly (string Term, byte[] Utf8, Keyword Keyword)[] _aliases;

    private KeywordAliases((string, byte[], Keyword)[] aliases) => _aliases = aliases;

    public static KeywordAliases None { get; } = new([]);

    /// <summary>Counts the members that stand for a keyword.</summary>
    /// <param name="element">An object.</param>
    /// <param name="keyword"><see cref="Keyword.Id"/>, <see cref="Keyword.Type"/> or <see cref="Keyword.Value"/>.</param>
    /// <param name="value">The value of one of them.</param>
    public int Count(JsonElement element, Keyword keyword, out JsonElement value)
    {
        var count = element.TryGetProperty(Keywords.Utf8(keyword), out value) ? 1 : 0;
        foreach (var (_, utf8, stands) in _aliases)
            if (stands == keyword && element.TryGetProperty(utf8, out var other)) (count, value) = (count + 1, other);
        return count;
    }

    /// <summary>The keyword that a member's name stands for, as it is or by an alias.</summary>
    /// <returns><see cref="Keyword.Id"/>, <see cref="Keyword.Type"/>, <see cref="Keyword.Value"/> or nothing.</returns>
    public Keyword Find(ReadOnlySpan<byte> name)
    {
        foreach (ref readonly var alias in _aliases.AsSpan())
            if (name.SequenceEqual(alias.Utf8)) return alias.Keyword;
        return name is not [(byte)'@', ..] ? Keyword.None
            : name.SequenceEqual("@id"u8) ? Keyword.Id
            : name.SequenceEqual("@type"u8) ? Keyword.Type
            : name.SequenceEqual("@value"u8) ? Keyword.Value : Keyword.None;
    }

    /// <summary>The aliases after definitions were added.</summary>
    /// <returns>Null when they have become too many.</returns>
    public KeywordAliases? With(Dictionary<string, TermDefinition?> added)
    {
        var aliases = new List<(string, byte[], Keyword)>();
        foreach (var alias in _aliases)
            if (!added.ContainsKey(alias.Term)) aliases.Add(alias);
        var hasChanged = aliases.Count != _aliases.Length;
        foreach (var (term, definition) in added)
            if (definition is { Keyword: Keyword.Id or Keyword.Type or Keyword.Value } && term[0] != '@')
            {
                hasChanged = true;
                aliases.Add((term, Encoding.UTF8.GetBytes(term), definition.Keyword));
                if (aliases.Count > Most) return null;
            }
        return hasChanged && !SaysTheSame(aliases) ? new KeywordAliases([.. aliases]) : this;
    }

    // Contexts define the same aliases over and over; that they are the same is then seen by the reference.
    private bool SaysTheSame(List<(string Term, byte[], Keyword Keyword)> others) =>
        others.Count == _aliases.Length && others.TrueForAll(other => Array.Exists(_aliases, alias => alias.Term == other.Term && alias.Keyword == other.Keyword));
}
