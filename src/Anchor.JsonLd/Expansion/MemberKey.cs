using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Anchor.JsonLd.Contexts;
using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.Expansion;

/// <summary>The name of a member and what it stands for; its IRI is null when it is to be ignored.</summary>
internal readonly record struct MemberKey(string Name, string? Iri, Keyword Keyword, TermDefinition? Definition, bool IsProperty, RdfTerm? Node)
{
    private const int MaxNameOnStack = 128;

    /// <summary>Reads a member's name; one that the context defines costs no memory.</summary>
    public static MemberKey Read(ActiveContext context, JsonProperty member, Operation operation)
    {
        var utf8 = JsonMarshal.GetRawUtf8PropertyName(member);
        Span<char> buffer = stackalloc char[MaxNameOnStack];
        if (TryDecode(utf8, buffer, out var length))
        {
            var text = buffer[..length];
            if (Keywords.Parse(text) is var keyword and not Keyword.None) return new(Keywords.Text(keyword), null, keyword, null, false, null);
            if (context.Find(text) is { } definition) return Of(definition);
        }
        return ReadName(context, member.Name, operation);
    }

    /// <summary>The definition of the term that a string is, at no cost of memory.</summary>
    /// <returns>Null when it is none, or may be one of an unusual form.</returns>
    public static TermDefinition? FindTerm(ActiveContext context, JsonElement text)
    {
        var utf8 = JsonMarshal.GetRawUtf8Value(text)[1..^1];
        Span<char> buffer = stackalloc char[MaxNameOnStack];
        return TryDecode(utf8, buffer, out var length) ? context.Find(buffer[..length]) : null;
    }

    private static bool TryDecode(ReadOnlySpan<byte> utf8, Span<char> buffer, out int length)
    {
        length = 0;
        return utf8.Length is > 0 and <= MaxNameOnStack && utf8.IndexOf((byte)'\\') < 0
            && Utf8.ToUtf16(utf8, buffer, out _, out length, replaceInvalidSequences: false) == OperationStatus.Done;
    }

    private static MemberKey ReadName(ActiveContext context, string name, Operation operation)
    {
        if (Keywords.Parse(name) is var keyword and not Keyword.None) return new(name, null, keyword, null, false, null);
        if (context.Find(name) is { } definition) return Of(definition);
        var iri = IriExpansion.Vocab(context, name, operation);
        var isProperty = iri is not null && Iris.Iri.IsAbsolute(iri);
        var node = isProperty && !Iris.Iri.IsBlank(iri) && Iris.Iri.IsProperty(iri) ? RdfTerm.Iri(iri!) : null;
        return new(name, iri, Keyword.None, null, isProperty, node);
    }

    private static MemberKey Of(TermDefinition definition) =>
        new(definition.Term, definition.Iri, definition.Keyword, definition, definition.IsAbsolute, definition.Node);
}
