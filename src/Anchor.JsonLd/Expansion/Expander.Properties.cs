using System.Text.Json;
using Anchor.JsonLd.Contexts;
using Anchor.JsonLd.Iris;

namespace Anchor.JsonLd.Expansion;

/// <content>Properties, and the maps that their containers allow.</content>
internal sealed partial class Expander
{
    private const Container MapContainers = Container.Index | Container.Id | Container.Type;

    private void ExpandProperty(in ObjectScope scope, in MemberKey key, JsonElement value, NodeItem node)
    {
        var container = key.Definition?.Container ?? Container.None;
        var items = new List<Item>(1);
        var result = Yield.Many;
        if (key.Definition is { Coercion: Coercion.Json }) items.Add(new ValueItem { Value = value, IsJson = true });
        else if (value.ValueKind == JsonValueKind.Object && container.HasFlag(Container.Language)) ExpandLanguageMap(scope.Context, key.Definition!, value, items);
        else if (value.ValueKind == JsonValueKind.Object && (container & MapContainers) != 0) ExpandMap(scope.Context, key.Definition!, value, items);
        else result = Expand(scope.Context, new ActiveProperty(key.Name, key.Definition), value, isInList: false, isFromMap: false, items);
        if (result == Yield.Null) return;

        if (container.HasFlag(Container.List) && !(result == Yield.One && items[0] is ListItem)) WrapAsList(items, 0);
        if ((container & (Container.Graph | MapContainers)) == Container.Graph)
        {
            WrapAsGraphs(items);
            if (items.Count == 0) return;
        }
        if (forRdf && key.Node is null && items.Count > 0) CheckPredicate(key);
        if (key.Definition is { IsReverse: true }) AddReverse(node, key.Iri!, key.Node, items);
        else node.EnsureProperties().Add(key.Iri!, key.Node, items);
    }

    private void CheckPredicate(in MemberKey key)
    {
        if (!Iri.IsBlank(key.Iri)) operation.Drop(Codes.IriNotWritable, "A property has a character that an IRI cannot have.");
        else if (!operation.Options.ProduceGeneralizedRdf) operation.Drop(Codes.BlankNodePredicate, "A blank node cannot be a property.");
    }

    /// <summary>Makes each item the content of a graph; what says nothing is dropped.</summary>
    private void WrapAsGraphs(List<Item> items)
    {
        var kept = 0;
        for (var i = 0; i < items.Count; i++)
            if (!IsDropped(items[i])) items[kept++] = new NodeItem { Graph = [items[i]] };
        items.RemoveRange(kept, items.Count - kept);
    }

    private void ExpandLanguageMap(ActiveContext context, TermDefinition definition, JsonElement map, List<Item> into)
    {
        var direction = definition.HasDirection ? definition.Direction : context.Direction;
        operation.Enter();
        foreach (var member in map.EnumerateObject())
        {
            operation.CountNode();
            var name = member.Name;
            operation.Path.Push(name);
            var language = IsNone(context, name) ? null : ReadLanguageTag(name);
            if (member.Value.ValueKind != JsonValueKind.Array) AddText(member.Value, language);
            else
                foreach (var item in member.Value.EnumerateArray())
                {
                    operation.CountNode();
                    AddText(item, language);
                }
            operation.Path.Pop();
        }
        operation.Leave();

        void AddText(JsonElement item, string? language)
        {
            if (item.ValueKind == JsonValueKind.Null) return;
            if (item.ValueKind != JsonValueKind.String) throw operation.Error(Codes.InvalidLanguageMapValue, "The values of a language map must be strings.");
            if (direction != TextDirection.None) CheckDirection();
            into.Add(new ValueItem { Text = item.GetString()!, Language = language, Direction = direction });
        }
    }

    private void ExpandMap(ActiveContext context, TermDefinition definition, JsonElement map, List<Item> into)
    {
        operation.Enter();
        foreach (var member in map.EnumerateObject())
        {
            operation.CountNode();
            var name = member.Name;
            operation.Path.Push(name);
            var mapContext = MapContext(context, definition, name);
            var property = new ActiveProperty(definition.Term, definition).In(mapContext);
            var start = into.Count;
            Expand(mapContext, property, member.Value, isInList: false, isFromMap: true, into);
            var isNone = IsNone(context, name);
            for (var i = start; i < into.Count; i++)
            {
                if (definition.Container.HasFlag(Container.Graph) && into[i] is not NodeItem { IsGraph: true }) into[i] = new NodeItem { Graph = [into[i]] };
                if (!isNone) AddKey(context, definition, name, into[i]);
            }
            operation.Path.Pop();
        }
        operation.Leave();
    }

    private ActiveContext MapContext(ActiveContext context, TermDefinition definition, string name)
    {
        if ((definition.Container & (Container.Id | Container.Type)) == 0) return context;
        context = context.Previous ?? context;
        return definition.Container.HasFlag(Container.Type) && context.Find(name) is { HasScopedContext: true } type ? _contexts.ApplyType(context, type) : context;
    }

    private void AddKey(ActiveContext context, TermDefinition definition, string name, Item item)
    {
        if (definition.Container.HasFlag(Container.Index))
        {
            if (definition.IndexProperty is null) item.Index ??= name;
            else AddIndexProperty(context, definition.IndexProperty, name, item);
            return;
        }
        if (item is not NodeItem node) throw operation.Error(Codes.InvalidValueObject, "A value cannot have the key of its map as a member.");
        if (definition.Container.HasFlag(Container.Id))
        {
            if (node.HasId) return;
            (node.HasId, node.Id) = (true, IriExpansion.Document(context, name, operation));
            CheckIdentifier(node.Id, always: false);
        }
        else
        {
            var type = IriExpansion.Vocab(context, name, operation, document: true);
            if (forRdf && (type is null || !Iri.IsAbsolute(type))) operation.Drop(Codes.RelativeType, "A type stands for no absolute IRI.");
            if (type is not null) (node.Types ??= []).Insert(0, new TypeName(type, null));
        }
    }

    private void AddIndexProperty(ActiveContext context, string property, string name, Item item)
    {
        if (item is not NodeItem node) throw operation.Error(Codes.InvalidValueObject, "A value cannot have the key of its map as a member.");
        var iri = IriExpansion.Vocab(context, property, operation)!;
        node.EnsureProperties().Prepend(iri, ExpandText(context, context.Find(property), name));
    }

    private static bool IsNone(ActiveContext context, string name) => name == "@none" || context.Find(name) is { Keyword: Keyword.NoneValue };
}
