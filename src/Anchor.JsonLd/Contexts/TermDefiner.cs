using System.Text.Json;
using Anchor.JsonLd.Iris;
using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.Contexts;

/// <summary>Makes the term definitions of one local context, those that others depend on first (JSON-LD 1.1 API §4.2).</summary>
internal sealed class TermDefiner(Operation operation, ContextDraft draft, Dictionary<string, JsonElement> members, ContextProcessor.Source source)
{
    private readonly Dictionary<string, bool> _defined = new(StringComparer.Ordinal);
    private readonly bool _protects = members.TryGetValue("@protected", out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>The definitions with a scoped context that is still to be validated.</summary>
    public List<TermDefinition>? Scoped { get; private set; }

    private bool IsVersion10 => operation.Options.ProcessingMode == JsonLdVersion.V10;

    public void Define(string term)
    {
        if (_defined.TryGetValue(term, out var isDone))
            if (isDone) return;
            else throw operation.Error(Codes.CyclicIriMapping, $"The term {term} is defined by itself.");
        if (term.Length == 0) throw operation.Error(Codes.InvalidTermDefinition, "A term must not be empty.");
        operation.Enter();
        if (draft.IsOfDocument) operation.CountTerm();
        _defined[term] = false;

        var value = members[term];
        if (term == "@type") TermEntries.CheckType(operation, value, IsVersion10);
        else if (Keywords.Parse(term) != Keyword.None) throw operation.Error(Codes.KeywordRedefinition, $"The keyword {term} cannot be redefined.");
        else if (Keywords.HasForm(term))
        {
            operation.Drop(Codes.ReservedTerm, $"The term {term} has the form of a keyword.");
            operation.Leave();
            return;
        }
        var previous = draft.Find(term);
        if (previous is not null) draft.Set(term, null);
        var definition = new TermDefinition(term) { IsProtected = _protects };
        if (Read(definition, value)) Finish(definition, previous);
        else if (previous is not null) draft.Set(term, previous);
        operation.Leave();
    }

    /// <summary>Reads one definition.</summary>
    /// <returns>False when it is to be ignored because its IRI has the form of a keyword.</returns>
    private bool Read(TermDefinition definition, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.String or JsonValueKind.Null)
        {
            if (!MapIri(definition, value, isSimple: true)) return false;
            CompleteIri(definition);
            return true;
        }
        if (value.ValueKind != JsonValueKind.Object)
            throw operation.Error(Codes.InvalidTermDefinition, $"The definition of {definition.Term} must be a string, an object or null.");

        var entries = TermEntries.Read(operation, definition.Term, value);
        if (entries.Protected is { } isProtected) definition.IsProtected = isProtected;
        if (entries.Reverse is { } reverse)
        {
            if (!MapReverse(definition, reverse, entries)) return false;
        }
        else if (entries.Id is { } id && !(id.ValueKind == JsonValueKind.String && id.ValueEquals(definition.Term)))
        {
            if (!MapIri(definition, id, isSimple: false)) return false;
        }
        else
        {
            MapItself(definition);
        }
        CompleteIri(definition);
        if (entries.Type is { } type) ReadType(definition, type);
        if (entries.Container is { } container) ReadContainer(definition, container);
        if (entries.Index is { } index) ReadIndex(definition, index);
        if (entries.Context is { } context)
        {
            (definition.ScopedContext, definition.ScopedBase) = (context, source.BaseUrl);
            (Scoped ??= []).Add(definition);
        }
        if (entries.Type is null) entries.ReadText(operation, definition);
        if (entries.Nest is { } nest) definition.Nest = TermEntries.ReadNest(operation, nest);
        if (entries.Prefix is { } prefix) TermEntries.ReadPrefix(operation, definition, prefix);
        return true;
    }

    private void Finish(TermDefinition definition, TermDefinition? previous)
    {
        if (previous is { IsProtected: true } && !source.OverridesProtected)
        {
            if (!definition.SaysTheSameAs(previous))
                throw operation.Error(Codes.ProtectedTermRedefinition, $"The term {definition.Term} is protected and cannot be redefined.");
            definition = previous;
        }
        // Set again: what was set early, for terms that depend on this one, was not protected yet as far as the count goes.
        draft.Set(definition.Term, definition);
        _defined[definition.Term] = true;
    }

    /// <summary>From here on the term can be used by others, and by its own type.</summary>
    private void CompleteIri(TermDefinition definition)
    {
        if (definition.Iri is { } iri)
        {
            operation.CheckLength(iri);
            definition.Keyword = Keywords.Parse(iri);
            if (definition.Keyword == Keyword.Context) throw operation.Error(Codes.InvalidKeywordAlias, "@context cannot have an alias.");
            definition.IsAbsolute = definition.Keyword == Keyword.None && Iri.IsAbsolute(iri);
            if (definition.IsAbsolute && !Iri.IsBlank(iri) && Iri.IsWritable(iri)) definition.Node = RdfTerm.Iri(iri);
        }
        draft.Set(definition.Term, definition);
        _defined[definition.Term] = true;
    }

    private bool MapReverse(TermDefinition definition, JsonElement reverse, TermEntries entries)
    {
        if (entries.Id is not null || entries.Nest is not null)
            throw operation.Error(Codes.InvalidReverseProperty, $"The reverse term {definition.Term} must have neither @id nor @nest.");
        if (reverse.ValueKind != JsonValueKind.String)
            throw operation.Error(Codes.InvalidIriMapping, $"@reverse of the term {definition.Term} must be a string.");
        var text = reverse.GetString()!;
        if (Keywords.HasForm(text) && Keywords.Parse(text) == Keyword.None)
        {
            operation.Drop(Codes.ReservedTerm, $"@reverse of the term {definition.Term} has the form of a keyword.");
            return false;
        }
        var iri = Expand(text);
        if (iri is null || !Iri.IsAbsolute(iri)) throw operation.Error(Codes.InvalidIriMapping, $"@reverse of the term {definition.Term} is not an IRI.");
        (definition.Iri, definition.IsReverse) = (iri, true);
        return true;
    }

    private bool MapIri(TermDefinition definition, JsonElement id, bool isSimple)
    {
        var term = definition.Term;
        if (id.ValueKind == JsonValueKind.Null) return true;
        if (id.ValueKind != JsonValueKind.String) throw operation.Error(Codes.InvalidIriMapping, $"@id of the term {term} must be a string.");
        var text = id.GetString()!;
        if (text == term)
        {
            MapItself(definition);
            return true;
        }
        var keyword = Keywords.Parse(text);
        if (keyword == Keyword.None && Keywords.HasForm(text))
        {
            operation.Drop(Codes.ReservedTerm, $"@id of the term {term} has the form of a keyword.");
            return false;
        }
        var iri = Expand(text);
        if (iri is null || (Keywords.Parse(iri) == Keyword.None && !Iri.IsAbsolute(iri)))
            throw operation.Error(Codes.InvalidIriMapping, $"@id of the term {term} is not an IRI.");
        if (!IsVersion10 && LooksLikeIri(term))
        {
            _defined[term] = true;
            if (Expand(term) != iri) throw operation.Error(Codes.InvalidIriMapping, $"The term {term} looks like an IRI and stands for another.");
        }
        definition.Iri = iri;
        definition.IsPrefix = IsVersion10 || (isSimple && !term.Contains(':', StringComparison.Ordinal) && !term.Contains('/', StringComparison.Ordinal)
            && (iri[^1] is ':' or '/' or '?' or '#' or '[' or ']' or '@' || Iri.IsBlank(iri)));
        return true;
    }

    /// <summary>A term without <c>@id</c> is a compact IRI, an IRI, or one of the vocabulary.</summary>
    private void MapItself(TermDefinition definition)
    {
        var term = definition.Term;
        var colon = term.IndexOf(':', 1);
        if (colon > 0)
        {
            var prefix = term[..colon];
            if (members.ContainsKey(prefix)) Define(prefix);
            definition.Iri = draft.Find(prefix) is { Iri: { } start } ? operation.Concat(start, term.AsSpan(colon + 1)) : term;
        }
        else if (term.Contains('/', StringComparison.Ordinal))
        {
            definition.Iri = IriExpansion.Vocab(draft, term, operation);
            if (definition.Iri is null || !Iri.IsAbsolute(definition.Iri)) throw operation.Error(Codes.InvalidIriMapping, $"The term {term} is not an IRI.");
        }
        else
        {
            definition.Iri = term == "@type" ? term
                : draft.Vocab is { } vocab ? operation.Concat(vocab, term)
                : throw operation.Error(Codes.InvalidIriMapping, $"The term {term} has no @id, and there is no @vocab.");
        }
    }

    private void ReadType(TermDefinition definition, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) throw operation.Error(Codes.InvalidTypeMapping, $"@type of the term {definition.Term} must be a string.");
        var type = Expand(value.GetString()!);
        var keyword = type is null ? Keyword.None : Keywords.Parse(type);
        definition.Coercion = keyword switch
        {
            Keyword.Id => Coercion.Id,
            Keyword.Vocab => Coercion.Vocab,
            Keyword.Json when !IsVersion10 => Coercion.Json,
            Keyword.NoneValue when !IsVersion10 => Coercion.None,
            Keyword.None when type is not null && Iri.IsAbsolute(type) && !Iri.IsBlank(type) => Coercion.Datatype,
            _ => throw operation.Error(Codes.InvalidTypeMapping, $"@type of the term {definition.Term} is neither an IRI nor a keyword that fits."),
        };
        if (definition.Coercion != Coercion.Datatype) return;
        definition.Datatype = operation.CheckLength(type!);
        definition.IsDatatypeWritable = Iri.IsWritable(type);
    }

    private void ReadContainer(TermDefinition definition, JsonElement value)
    {
        definition.Container = TermEntries.ParseContainer(operation, definition.Term, value, IsVersion10);
        if (definition.IsReverse && (definition.Container & ~(Container.Index | Container.Set)) != 0)
            throw operation.Error(Codes.InvalidReverseProperty, $"The container of the reverse term {definition.Term} must be @index or @set.");
        if (!definition.Container.HasFlag(Container.Type)) return;
        if (definition.Coercion == Coercion.Unset) definition.Coercion = Coercion.Id;
        if (definition.Coercion is not (Coercion.Id or Coercion.Vocab))
            throw operation.Error(Codes.InvalidTypeMapping, $"A container @type needs the type @id or @vocab: {definition.Term}.");
    }

    private void ReadIndex(TermDefinition definition, JsonElement value)
    {
        if (IsVersion10 || !definition.Container.HasFlag(Container.Index))
            throw operation.Error(Codes.InvalidTermDefinition, $"@index of the term {definition.Term} needs the container @index.");
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "@";
        if (text is ['@', ..] || Expand(text) is not { } iri || !Iri.IsAbsolute(iri))
            throw operation.Error(Codes.InvalidTermDefinition, $"@index of the term {definition.Term} is not an IRI.");
        definition.IndexProperty = text;
    }

    /// <summary>Expands a value of this context, after the terms that it depends on.</summary>
    private string? Expand(string text)
    {
        if (text.Length > 0 && text[0] != '@')
        {
            if (Needs(text)) Define(text);
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && text.AsSpan(colon + 1) is not ['/', '/', ..] && text[..colon] is var prefix && prefix != "_" && Needs(prefix)) Define(prefix);
        }
        return IriExpansion.Vocab(draft, text, operation);
    }

    private bool Needs(string term) => members.ContainsKey(term) && !(_defined.TryGetValue(term, out var isDone) && isDone);

    private static bool LooksLikeIri(string term)
    {
        var colon = term.AsSpan(1).IndexOf(':') + 1;
        return (colon > 0 && colon < term.Length - 1) || term.Contains('/', StringComparison.Ordinal);
    }
}
