using System.Text;
using System.Text.Json;
using Anchor.JsonLd.Contexts;
using Anchor.JsonLd.Iris;
using Anchor.JsonLd.NQuads;
using Anchor.JsonLd.ToRdf;

namespace Anchor.JsonLd.Direct;

/// <content>The values of properties.</content>
internal ref partial struct DirectWriter
{
    private const Container Maps = Container.Index | Container.Id | Container.Type | Container.Language;
    private static readonly byte[] FirstText = TermWriter.Encode(RdfNames.First);
    private static readonly byte[] RestText = TermWriter.Encode(RdfNames.Rest);
    private static readonly byte[] NilText = TermWriter.Encode(RdfNames.Nil);
    private static readonly byte[] BooleanText = TermWriter.EncodeDatatype(RdfNames.XsdBoolean);
    private static readonly byte[] IntegerText = TermWriter.EncodeDatatype(RdfNames.XsdInteger);
    private static readonly byte[] DoubleText = TermWriter.EncodeDatatype(RdfNames.XsdDouble);

    private bool WriteProperty(int token, ActiveContext context, TermDefinition definition, int subject, int graph)
    {
        if (definition.Coercion == Coercion.Json || (definition.Container & Maps) != 0) return false;
        var link = new Link(subject, definition.NodeText);
        return definition.Container.HasFlag(Container.List) ? WriteList(token, context, definition, link, graph) : WriteValue(token, context, definition, link, graph);
    }

    private bool WriteValue(int token, ActiveContext context, TermDefinition property, in Link link, int graph)
    {
        ref readonly var value = ref _tokens[token];
        var isGraph = property.Container.HasFlag(Container.Graph);
        switch (value.Kind)
        {
            case JsonTokenKind.Null:
                return true;
            case JsonTokenKind.Object when isGraph:
                var inner = _table.AddBlank();
                WriteLink(link, inner, graph);
                // Graphs have no graphs inside; what stands there belongs to the innermost one.
                return WriteObject(token, context, property, default, inner, isFree: true);
            case JsonTokenKind.Object:
                return WriteObject(token, context, property, link, graph, isFree: false);
            case JsonTokenKind.Array:
                if (!Enter()) return false;
                for (var item = token + 1; item < value.Next; item = _tokens[item].Next)
                    if (!WriteValue(item, context, property, link, graph)) return false;
                _depth--;
                return true;
            default:
                return !isGraph && WriteScalar(value, context, property, link, graph);
        }
    }

    /// <summary>Writes a list as a chain of blank nodes.</summary>
    private bool WriteList(int token, ActiveContext context, TermDefinition property, Link link, int graph)
    {
        if (!Enter()) return false;
        var isArray = _tokens[token].Kind == JsonTokenKind.Array;
        var end = _tokens[token].Next;
        for (var item = isArray ? token + 1 : token; item < end; item = _tokens[item].Next)
        {
            if (_tokens[item].Kind == JsonTokenKind.Null) continue;
            if (_tokens[item].Kind == JsonTokenKind.Array) return false;
            var node = _table.AddBlank();
            WriteLink(link, node, graph);
            if (!WriteValue(item, context, property, new Link(node, FirstText), graph)) return false;
            link = new Link(node, RestText);
        }
        var start = Begin(link.Predicate!);
        _text.Append(NilText);
        End(link.Subject, start, link.Predicate!.Length, -1, graph);
        _depth--;
        return true;
    }

    private bool WriteScalar(in JsonToken value, ActiveContext outer, TermDefinition property, in Link link, int graph)
    {
        ActiveContext? context = outer;
        if (!TryApplyProperty(property, ref context)) return false;
        var definition = property.HasScopedContext ? context.Find(property.Term) : property;
        var start = Begin(link.Predicate!);
        var isWritten = value.Kind == JsonTokenKind.Text ? TryAppendText(value, context, definition) : TryAppendNative(value, definition);
        if (isWritten) End(link.Subject, start, link.Predicate!.Length, -1, graph);
        return isWritten;
    }

    private bool TryAppendText(in JsonToken value, ActiveContext context, TermDefinition? definition)
    {
        var text = Text(value);
        switch (definition?.Coercion)
        {
            case Coercion.Json:
                return false;
            case Coercion.Vocab when context.Terms.Utf8.Find(text) is { } term:
                if (term.NodeText is not { } node) return false;
                _text.Append(node);
                return true;
            case Coercion.Id or Coercion.Vocab:
                if (!IsIri(text, context)) return false;
                AppendIri(text);
                return true;
            case Coercion.Datatype:
                AppendLiteral(text);
                _text.Append(definition.DatatypeText);
                return definition.IsDatatypeWritable;
            default:
                var language = definition is { HasLanguage: true } ? definition.Language : context.Language;
                var direction = definition is { HasDirection: true } ? definition.Direction : context.Direction;
                AppendLiteral(text);
                return direction == TextDirection.None && (language is null || TryAppendLanguage(Encoding.UTF8.GetBytes(language)));
        }
    }

    private readonly bool TryAppendNative(in JsonToken value, TermDefinition? definition)
    {
        if (definition is { Coercion: Coercion.Json } or { Coercion: Coercion.Datatype, IsDatatypeWritable: false }) return false;
        var datatype = definition is { Coercion: Coercion.Datatype } ? definition.DatatypeText : null;
        _text.Append((byte)'"');
        if (value.Kind == JsonTokenKind.Number)
        {
            var asDouble = datatype is not null && definition!.Datatype == RdfNames.XsdDouble;
            if (NumberText.Write(JsonElement.Parse(Json(value)), asDouble, out var isDouble) is not { } number) return false;
            TermWriter.WritePlain(_text, number);
            datatype ??= isDouble ? DoubleText : IntegerText;
        }
        else _text.Append(Json(value));
        _text.Append((byte)'"');
        _text.Append(datatype ?? BooleanText);
        return true;
    }

    /// <summary>Writes a text with a language or a type of its own.</summary>
    private bool WriteValueObject(int token, in Members members, ActiveContext context, ActiveContext typeScope, in Link link, int graph)
    {
        ref readonly var value = ref _tokens[members.Value];
        if (link.Predicate is null || value.Kind != JsonTokenKind.Text || members.Context > 0 || context != typeScope) return false;
        var start = Begin(link.Predicate);
        AppendLiteral(Text(value));
        var end = _tokens[token].Next;
        for (var name = token + 1; name < end; name = _tokens[name + 1].Next)
        {
            if (name + 1 == members.Value) continue;
            if (members.Count > 2 || _tokens[name + 1].Kind != JsonTokenKind.Text) return false;
            if (name + 1 == members.Type)
            {
                if (typeScope.Terms.Utf8.Find(Text(_tokens[name + 1])) is not { Node: { } datatype }) return false;
                _text.Append(TermWriter.EncodeDatatype(datatype.Value));
            }
            else if (!Json(_tokens[name]).SequenceEqual("@language"u8) || !TryAppendLanguage(Text(_tokens[name + 1]))) return false;
        }
        End(link.Subject, start, link.Predicate.Length, -1, graph);
        return true;
    }

    private readonly bool TryAppendLanguage(ReadOnlySpan<byte> tag)
    {
        var text = Encoding.UTF8.GetString(tag);
        if (!Iri.IsLanguageTag(text)) return false;
        _text.Append((byte)'@');
        TermWriter.WritePlain(_text, text.ToLowerInvariant());
        return true;
    }
}
