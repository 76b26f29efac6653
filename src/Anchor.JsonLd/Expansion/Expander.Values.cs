using System.Text.Json;
using Anchor.JsonLd.Contexts;
using Anchor.JsonLd.Iris;

namespace Anchor.JsonLd.Expansion;

/// <content>Plain values, and the last look at an object when all its members are known.</content>
internal sealed partial class Expander
{
    private Item ExpandValue(ActiveContext context, TermDefinition? definition, JsonElement value) =>
        value.ValueKind == JsonValueKind.String && definition is not { Coercion: Coercion.Json }
            ? ExpandText(context, definition, value.GetString()!)
            : definition switch
            {
                { Coercion: Coercion.Json } => new ValueItem { Value = value, IsJson = true },
                { Coercion: Coercion.Datatype } => new ValueItem { Value = value, Datatype = CheckDatatype(definition) },
                _ => new ValueItem { Value = value },
            };

    private Item ExpandText(ActiveContext context, TermDefinition? definition, string text)
    {
        switch (definition?.Coercion)
        {
            case Coercion.Id:
                return Reference(IriExpansion.Document(context, text, operation));
            case Coercion.Vocab:
                return Reference(IriExpansion.Vocab(context, text, operation, document: true));
            case Coercion.Datatype:
                return new ValueItem { Text = text, Datatype = CheckDatatype(definition) };
            default:
                var language = definition is { HasLanguage: true } ? definition.Language : context.Language;
                var direction = definition is { HasDirection: true } ? definition.Direction : context.Direction;
                if (direction != TextDirection.None) CheckDirection();
                return new ValueItem { Text = text, Language = language, Direction = direction };
        }
    }

    private NodeItem Reference(string? iri)
    {
        CheckIdentifier(iri, always: false);
        return new NodeItem { HasId = true, Id = iri };
    }

    // A relative identifier of a node is always refused; that of a reference only where it is to become RDF.
    private void CheckIdentifier(string? iri, bool always)
    {
        if (!operation.Safe) return;
        if (iri is null) throw operation.Error(Codes.ReservedTerm, "An identifier has the form of a keyword.");
        if (!Iri.IsAbsolute(iri))
        {
            if (always || forRdf) throw operation.Error(Codes.RelativeIri, "An identifier is no absolute IRI.");
        }
        else if (forRdf && !Iri.IsBlank(iri) && !Iri.IsWritable(iri))
        {
            throw operation.Error(Codes.IriNotWritable, "An identifier has a character that an IRI cannot have.");
        }
    }

    private string? CheckDatatype(TermDefinition definition)
    {
        if (forRdf && !definition.IsDatatypeWritable) operation.Drop(Codes.IriNotWritable, "A datatype has a character that an IRI cannot have.");
        return definition.Datatype;
    }

    private void CheckDirection()
    {
        if (forRdf && operation.Options.RdfDirection == RdfDirection.None) operation.Drop(Codes.RdfDirectionNotSet, "The direction of a text would be lost.");
    }

    private string ReadLanguageTag(string tag)
    {
        if (!Iri.IsLanguageTag(tag)) operation.Drop(Codes.InvalidLanguageTag, "A language tag is not well formed.");
        return tag.ToLowerInvariant();
    }

    /// <summary>Decides what an object is, and whether it says anything where it stands.</summary>
    private Yield Complete(NodeItem node, in ObjectScope scope, List<Item> into)
    {
        Item item = node;
        if (node.Other is { } other)
        {
            if (other.Set is not null || other.List is not null)
            {
                if (node.MemberCount > (node.Index is null ? 1 : 2))
                    throw operation.Error(Codes.InvalidSetOrListObject, "A set or list object can have no other member than @index.");
                if (other.Set is { } set)
                {
                    into.AddRange(set);
                    return Yield.Many;
                }
                item = new ListItem(other.List!) { Index = node.Index };
            }
            else if (other.HasValue)
            {
                if (CompleteValue(node, other) is not { } value) return Yield.Null;
                item = value;
            }
            else if (node.MemberCount == 1 && other.Language is not null)
            {
                operation.Drop(Codes.OnlyLanguage, "A language belongs to no value.");
                return Yield.Null;
            }
        }
        var isFree = scope.Property.IsFree || scope.Property.Container.HasFlag(Container.Graph);
        if (isFree && !scope.IsInList && IsDropped(item)) return Yield.Null;
        into.Add(item);
        return Yield.One;
    }

    private ValueItem? CompleteValue(NodeItem node, ValueMembers other)
    {
        var types = node.Types is { Count: > 0 } ? node.Types : null;
        if (types is not null && (other.Language is not null || other.Direction != TextDirection.None))
            throw operation.Error(Codes.InvalidValueObject, "A value cannot have both a type and a language or direction.");
        if (node.MemberCount != other.MemberCount + (node.Types is null ? 0 : 1) + (node.Index is null ? 0 : 1))
            throw operation.Error(Codes.InvalidValueObject, "A value object has a member that it cannot have.");
        if (types is [{ Iri: "@json" }] && operation.Options.ProcessingMode == JsonLdVersion.V11)
            return new ValueItem { Value = other.Value, IsJson = true, Index = node.Index };
        var isText = other.Value.ValueKind == JsonValueKind.String;
        if (other.Value.ValueKind == JsonValueKind.Null)
        {
            operation.Drop(Codes.NullValue, "@value is null.");
            return null;
        }
        if (other.Language is not null && !isText) throw operation.Error(Codes.InvalidLanguageTaggedValue, "Only a string can have a language.");
        if (types is not null && (types is not [{ Iri: var datatype }] || !Iri.IsAbsolute(datatype) || Iri.IsBlank(datatype)))
            throw operation.Error(Codes.InvalidTypedValue, "The type of a value must be one absolute IRI.");
        if (other.Direction != TextDirection.None) CheckDirection();
        return new ValueItem
        {
            Text = isText ? other.Value.GetString()! : null, Value = isText ? default : other.Value, Index = node.Index,
            Datatype = types?[0].Iri, Language = other.Language, Direction = other.Direction,
        };
    }

    /// <summary>Whether an item says nothing when no property leads to it.</summary>
    private bool IsDropped(Item item)
    {
        switch (item)
        {
            case not NodeItem: operation.Drop(Codes.FreeFloatingValue, "A value or list belongs to no property."); return true;
            case NodeItem { MemberCount: 0 }: operation.Drop(Codes.EmptyObject, "An object says nothing."); return true;
            case NodeItem { HasId: true, MemberCount: 1 }: operation.Drop(Codes.OnlyId, "An object says nothing but its identifier."); return true;
            default: return false;
        }
    }
}
