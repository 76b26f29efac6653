using System.Text.Json;
using Anchor.JsonLd.Contexts;
using Anchor.JsonLd.Iris;

namespace Anchor.JsonLd.Expansion;

/// <content>The members of an object, and those that are keywords.</content>
internal sealed partial class Expander
{
    private void ExpandMembers(in ObjectScope scope, JsonElement element, NodeItem node)
    {
        List<(MemberKey Key, JsonElement Value)>? nests = null;
        foreach (var member in element.EnumerateObject())
        {
            operation.CountNode();
            var key = MemberKey.Read(scope.Context, member, operation);
            if (key.Keyword == Keyword.Context) continue;
            operation.Path.Push(key.Name);
            if (key.Keyword == Keyword.Nest) (nests ??= []).Add((key, member.Value));
            else if (key.Keyword != Keyword.None) ExpandKeyword(scope, key.Keyword, member.Value, node);
            else if (key.IsProperty) ExpandProperty(scope, key, member.Value, node);
            else operation.Drop(Codes.UnmappedTerm, $"The member {key.Name} stands for no IRI.");
            operation.Path.Pop();
        }
        if (nests is not null)
            foreach (var (key, value) in nests) ExpandNest(scope, key, value, node);
    }

    private void ExpandNest(in ObjectScope scope, MemberKey key, JsonElement value, NodeItem node)
    {
        operation.Enter();
        operation.Path.Push(key.Name);
        var inner = scope;
        if (key.Definition is { HasScopedContext: true } definition) inner.Context = _contexts.ApplyProperty(scope.Context, definition);
        if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                operation.Path.Push(index++);
                ExpandNested(inner, item, node);
                operation.Path.Pop();
            }
        }
        else
        {
            ExpandNested(inner, value, node);
        }
        operation.Path.Pop();
        operation.Leave();
    }

    private void ExpandNested(in ObjectScope scope, JsonElement value, NodeItem node)
    {
        if (value.ValueKind != JsonValueKind.Object) throw operation.Error(Codes.InvalidNestValue, "A nested value must be an object.");
        foreach (var member in value.EnumerateObject())
            if (MemberKey.Read(scope.Context, member, operation).Keyword == Keyword.Value)
                throw operation.Error(Codes.InvalidNestValue, "A nested value must not be a value object.");
        ExpandMembers(scope, value, node);
    }

    private void ExpandKeyword(in ObjectScope scope, Keyword keyword, JsonElement value, NodeItem node)
    {
        if (scope.Property.Keyword == Keyword.Reverse) throw operation.Error(Codes.InvalidReversePropertyMap, "A keyword cannot be a reverse property.");
        switch (keyword)
        {
            case Keyword.Id: ExpandId(scope, value, node); break;
            case Keyword.Type: ExpandTypes(scope, value, node); break;
            case Keyword.Graph: ExpandGraph(scope, value, node); break;
            case Keyword.Included when operation.Options.ProcessingMode == JsonLdVersion.V11: ExpandIncluded(scope, value, node); break;
            case Keyword.Value: ExpandValueMember(scope, value, node); break;
            case Keyword.Language: ExpandLanguage(value, node); break;
            case Keyword.Direction: ExpandDirection(value, node); break;
            case Keyword.Index: ExpandIndex(value, node); break;
            case Keyword.List: ExpandList(scope, value, node); break;
            case Keyword.Set: ExpandSet(scope, value, node); break;
            case Keyword.Reverse: ExpandReverse(scope, value, node); break;
            default: operation.Drop(Codes.UnmappedTerm, $"The keyword {Keywords.Text(keyword)} has no meaning here."); break;
        }
    }

    private void RefuseTwice(bool isThere, Keyword keyword)
    {
        if (isThere) throw operation.Error(Codes.CollidingKeywords, $"{Keywords.Text(keyword)} is given twice.");
    }

    private void ExpandId(in ObjectScope scope, JsonElement value, NodeItem node)
    {
        RefuseTwice(node.HasId, Keyword.Id);
        if (value.ValueKind != JsonValueKind.String) throw operation.Error(Codes.InvalidIdValue, "@id must be a string.");
        node.Id = IriExpansion.Document(scope.Context, value.GetString()!, operation);
        node.HasId = true;
        CheckIdentifier(node.Id, always: true);
    }

    private void ExpandTypes(in ObjectScope scope, JsonElement value, NodeItem node)
    {
        var types = node.Types ??= new List<TypeName>(2);
        if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                operation.CountNode();
                operation.Path.Push(index++);
                ExpandType(scope, item, types);
                operation.Path.Pop();
            }
        }
        else
        {
            ExpandType(scope, value, types);
        }
    }

    private void ExpandType(in ObjectScope scope, JsonElement value, List<TypeName> types)
    {
        if (value.ValueKind != JsonValueKind.String) throw operation.Error(Codes.InvalidTypeValue, "@type must be a string or an array of strings.");
        if (MemberKey.FindTerm(scope.TypeScope, value) is { Node: { } known })
        {
            types.Add(new TypeName(known.Value, known));
            return;
        }
        var name = value.GetString()!;
        var iri = IriExpansion.Vocab(scope.TypeScope, name, operation, document: true);
        if (iri is null || (!Iri.IsAbsolute(iri) && Keywords.Parse(iri) != Keyword.Json)) operation.Drop(Codes.RelativeType, "A type stands for no absolute IRI.");
        else if (forRdf && !Iri.IsWritable(iri)) operation.Drop(Codes.IriNotWritable, "A type has a character that an IRI cannot have.");
        if (iri is not null) types.Add(new TypeName(iri, null));
    }

    private void ExpandGraph(in ObjectScope scope, JsonElement value, NodeItem node)
    {
        RefuseTwice(node.Graph is not null, Keyword.Graph);
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) throw operation.Error(Codes.InvalidGraphValue, "@graph must be an object or an array.");
        node.Graph = [];
        Expand(scope.Context, ActiveProperty.Graph, value, isInList: false, isFromMap: false, node.Graph);
    }

    private void ExpandIncluded(in ObjectScope scope, JsonElement value, NodeItem node)
    {
        var included = node.Included ??= [];
        var start = included.Count;
        if (Expand(scope.Context, scope.Property, value, isInList: false, isFromMap: false, included) == Yield.Null)
            throw operation.Error(Codes.InvalidIncludedValue, "@included must hold node objects.");
        for (var i = start; i < included.Count; i++)
            if (included[i] is not NodeItem item) throw operation.Error(Codes.InvalidIncludedValue, "@included must hold node objects.");
            else if (item is { HasId: true, MemberCount: 1 }) operation.Drop(Codes.OnlyId, "An included object says nothing but its identifier.");
    }

    private void ExpandValueMember(in ObjectScope scope, JsonElement value, NodeItem node)
    {
        var other = node.Other ??= new ValueMembers();
        RefuseTwice(other.HasValue, Keyword.Value);
        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array && !IsJsonType(scope))
            throw operation.Error(Codes.InvalidValueObjectValue, "@value must be a string, a number, true, false or null.");
        other.Value = value;
    }

    private bool IsJsonType(in ObjectScope scope)
    {
        var type = scope.TypeValue;
        if (type.ValueKind == JsonValueKind.Array && type.GetArrayLength() == 1) type = type[0];
        return type.ValueKind == JsonValueKind.String && operation.Options.ProcessingMode == JsonLdVersion.V11
            && IriExpansion.Vocab(scope.TypeScope, type.GetString()!, operation) is "@json";
    }

    private void ExpandLanguage(JsonElement value, NodeItem node)
    {
        var other = node.Other ??= new ValueMembers();
        RefuseTwice(other.Language is not null, Keyword.Language);
        if (value.ValueKind == JsonValueKind.Null) return;
        if (value.ValueKind != JsonValueKind.String) throw operation.Error(Codes.InvalidLanguageTaggedString, "@language must be a string.");
        other.Language = ReadLanguageTag(value.GetString()!);
    }

    private void ExpandDirection(JsonElement value, NodeItem node)
    {
        var other = node.Other ??= new ValueMembers();
        RefuseTwice(other.Direction != TextDirection.None, Keyword.Direction);
        if (value.ValueKind == JsonValueKind.Null) throw operation.Error(Codes.InvalidBaseDirection, "@direction must be ltr or rtl.");
        other.Direction = ContextHeader.ParseDirection(operation, value);
    }

    private void ExpandIndex(JsonElement value, NodeItem node)
    {
        RefuseTwice(node.Index is not null, Keyword.Index);
        if (value.ValueKind != JsonValueKind.String) throw operation.Error(Codes.InvalidIndexValue, "@index must be a string.");
        node.Index = value.GetString()!;
    }

    private void ExpandList(in ObjectScope scope, JsonElement value, NodeItem node)
    {
        var other = node.Other ??= new ValueMembers();
        RefuseTwice(other.List is not null, Keyword.List);
        var items = new List<Item>();
        if (scope.Property.IsFree) operation.Drop(Codes.FreeFloatingValue, "A list belongs to no property.");
        else if (Expand(scope.Context, scope.Property, value, isInList: true, isFromMap: false, items) == Yield.Null) return;
        other.List = items;
    }

    private void ExpandSet(in ObjectScope scope, JsonElement value, NodeItem node)
    {
        var other = node.Other ??= new ValueMembers();
        RefuseTwice(other.Set is not null, Keyword.Set);
        var items = new List<Item>();
        if (Expand(scope.Context, scope.Property, value, isInList: false, isFromMap: false, items) != Yield.Null) other.Set = items;
    }

    private void ExpandReverse(in ObjectScope scope, JsonElement value, NodeItem node)
    {
        if (value.ValueKind != JsonValueKind.Object) throw operation.Error(Codes.InvalidReverseValue, "@reverse must be an object.");
        var items = new List<Item>(1);
        Expand(scope.Context, ActiveProperty.Reverse, value, isInList: false, isFromMap: false, items);
        if (items is not [NodeItem expanded]) return;
        // Reversed twice is not reversed.
        if (expanded.Reverse is { } twice)
            foreach (var property in twice.All) node.EnsureProperties().Add(property.Iri, property.Node, property.Values);
        if (expanded.Properties is { } once)
            foreach (var property in once.All) AddReverse(node, property.Iri, property.Node, property.Values);
    }

    private void AddReverse(NodeItem node, string iri, Rdf.RdfTerm? predicate, List<Item> values)
    {
        foreach (var value in values)
            if (value is not NodeItem) throw operation.Error(Codes.InvalidReversePropertyValue, "The value of a reverse property must be a node.");
        (node.Reverse ??= new PropertyMap()).Add(iri, predicate, values);
    }
}
