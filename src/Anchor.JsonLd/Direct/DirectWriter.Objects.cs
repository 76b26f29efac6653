using Anchor.JsonLd.Contexts;
using Anchor.JsonLd.ToRdf;

namespace Anchor.JsonLd.Direct;

/// <content>Objects: which contexts hold in them, what they are, and their members.</content>
internal ref partial struct DirectWriter
{
    private static readonly byte[] TypeText = NQuads.TermWriter.Encode(RdfNames.Type);

    /// <summary>Writes an object.</summary>
    /// <param name="token">The object.</param>
    /// <param name="outer">The context around it.</param>
    /// <param name="property">The member whose value it is; null at the top.</param>
    /// <param name="link">The statement that leads to it; the default one at the top and in a graph of its own.</param>
    /// <param name="graph">The blank node whose graph it stands in, or -1.</param>
    /// <param name="isFree">Whether it would be dropped if it said nothing.</param>
    private bool WriteObject(int token, ActiveContext outer, TermDefinition? property, in Link link, int graph, bool isFree)
    {
        if (!Enter()) return false;
        ActiveContext? context = outer;
        if (!TryLook(token, context.Aliases, out var members)) return false;
        var isReference = members is { Id: > 0, Count: 1 };
        if (context.Previous is { } previous && members.Value == 0 && !isReference) context = previous;
        if (!TryApplyProperty(property, ref context)) return false;
        if (members.Context > 0 && !TryApply(members.Context, ref context)) return false;
        if (context.Aliases != outer.Aliases && !TryLook(token, context.Aliases, out members)) return false;
        var typeScope = context;
        if (members.Type > 0 && !TryApplyTypes(members.Type, typeScope, ref context)) return false;
        // What is an identifier or a type was decided by the context of the types.
        if (context.Aliases != typeScope.Aliases) return false;

        var isWritten = members.Value > 0
            ? !isFree && WriteValueObject(token, members, context, typeScope, link, graph)
            : WriteNode(token, members, context, typeScope, link, graph, isFree);
        _depth--;
        return isWritten;
    }

    private bool WriteNode(int token, in Members members, ActiveContext context, ActiveContext typeScope, in Link link, int graph, bool isFree)
    {
        int subject;
        if (members.Id == 0) subject = _table.AddBlank();
        else if (!TryAddIdentifier(members.Id, context, out subject)) return false;
        if (link.Predicate is not null) WriteLink(link, subject, graph);

        if (members.Type > 0 && !WriteTypes(members.Type, typeScope, subject, graph)) return false;
        var says = members.Type > 0;
        var terms = context.Terms.Utf8;
        var end = _tokens[token].Next;
        for (var name = token + 1; name < end; name = _tokens[name + 1].Next)
        {
            var value = name + 1;
            if (value == members.Id || value == members.Type || value == members.Context) continue;
            if (terms.Find(Json(_tokens[name])) is not { Keyword: Keyword.None, IsReverse: false, NodeText: not null } definition) return false;
            if (_tokens[value].Kind == JsonTokenKind.Null) continue;
            says |= _tokens[value].Kind != JsonTokenKind.Array;
            if (!WriteProperty(value, context, definition, subject, graph)) return false;
        }
        return says || !isFree;
    }

    private bool TryAddIdentifier(int token, ActiveContext context, out int subject)
    {
        subject = 0;
        if (_tokens[token].Kind != JsonTokenKind.Text) return false;
        var iri = Text(_tokens[token]);
        if (!IsIri(iri, context)) return false;
        var start = _text.Length;
        AppendIri(iri);
        subject = _table.AddNamed(start);
        return true;
    }

    /// <summary>Finds the members that are looked for before the others.</summary>
    private readonly bool TryLook(int token, KeywordAliases? aliases, out Members members)
    {
        members = default;
        if (aliases is null) return false;
        var end = _tokens[token].Next;
        for (var name = token + 1; name < end; name = _tokens[name + 1].Next)
        {
            ref readonly var member = ref _tokens[name];
            if (member.IsEscaped) return false;
            members.Count++;
            var text = Json(member);
            switch (aliases.Find(text))
            {
                case Keyword.Id when members.Id == 0: members.Id = name + 1; break;
                case Keyword.Type when members.Type == 0: members.Type = name + 1; break;
                case Keyword.Value when members.Value == 0: members.Value = name + 1; break;
                case Keyword.None when text is not [(byte)'@', ..]: break;
                case Keyword.None when members.Context == 0 && text.SequenceEqual("@context"u8): members.Context = name + 1; break;
                case Keyword.None when text.SequenceEqual("@language"u8): break;
                default: return false;
            }
        }
        return true;
    }

    /// <summary>Applies the contexts that types bring along, in the order of the types' names.</summary>
    private readonly bool TryApplyTypes(int token, ActiveContext typeScope, ref ActiveContext context)
    {
        ref readonly var value = ref _tokens[token];
        var terms = typeScope.Terms.Utf8;
        if (value.Kind == JsonTokenKind.Text) return TryApplyType(value.IsEscaped ? null : terms.Find(Json(value)), ref context) && !value.IsEscaped;
        if (value.Kind != JsonTokenKind.Array) return false;
        TermDefinition? first = null, second = null;
        for (var item = token + 1; item < value.Next; item = _tokens[item].Next)
        {
            if (_tokens[item].Kind != JsonTokenKind.Text || _tokens[item].IsEscaped) return false;
            if (terms.Find(Json(_tokens[item])) is not { HasScopedContext: true } scoped || scoped == first || scoped == second) continue;
            if (second is not null) return false;
            if (first is null) first = scoped;
            else if (string.CompareOrdinal(scoped.Term, first.Term) < 0) (first, second) = (scoped, first);
            else second = scoped;
        }
        return TryApplyType(first, ref context) && TryApplyType(second, ref context);
    }

    private static bool TryApplyType(TermDefinition? type, ref ActiveContext context)
    {
        if (type is not { HasScopedContext: true }) return true;
        if (context.AfterType(type) is not { Cache: not null } next) return false;
        context = next;
        return true;
    }

    private bool WriteTypes(int token, ActiveContext typeScope, int subject, int graph)
    {
        ref readonly var value = ref _tokens[token];
        if (value.Kind == JsonTokenKind.Text) return WriteType(value, typeScope, subject, graph);
        for (var item = token + 1; item < value.Next; item = _tokens[item].Next)
            if (!WriteType(_tokens[item], typeScope, subject, graph)) return false;
        return true;
    }

    private bool WriteType(in JsonToken type, ActiveContext typeScope, int subject, int graph)
    {
        var name = Text(type);
        var start = Begin(TypeText);
        if (typeScope.Terms.Utf8.Find(name) is { } definition)
        {
            if (definition.NodeText is not { } node) return false;
            _text.Append(node);
        }
        else if (IsIri(name, typeScope)) AppendIri(name);
        else return false;
        End(subject, start, TypeText.Length, -1, graph);
        return true;
    }

    /// <summary>A statement without its object. The predicate is in its brackets.</summary>
    private readonly record struct Link(int Subject, byte[]? Predicate);

    /// <summary>The values of the members that are looked for first; zero for none.</summary>
    private struct Members
    {
        public int Context, Id, Type, Value, Count;
    }
}
