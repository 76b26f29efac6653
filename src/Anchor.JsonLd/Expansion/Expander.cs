using System.Text.Json;
using Anchor.JsonLd.Contexts;

namespace Anchor.JsonLd.Expansion;

/// <summary>Replaces everything that contexts abbreviate by what it means (JSON-LD 1.1 API §5.1).</summary>
/// <remarks><c>forRdf</c> says whether what has no place in RDF counts as dropped.</remarks>
internal sealed partial class Expander(Operation operation, bool forRdf)
{
    private readonly ContextProcessor _contexts = new(operation);

    public List<Item> ExpandDocument(JsonElement document)
    {
        var context = operation.Options.Registry.Initial(operation.Options);
        if (operation.Options.ExpandContext is { } local)
            context = _contexts.Apply(context, local.ValueKind == JsonValueKind.Object && local.TryGetProperty("@context"u8, out var inner) ? inner : local);
        var items = new List<Item>();
        Expand(context, default, document, isInList: false, isFromMap: false, items);
        return items is [NodeItem { Graph: { } graph, MemberCount: 1 }] ? graph : items;
    }

    private Yield Expand(ActiveContext context, ActiveProperty property, JsonElement element, bool isInList, bool isFromMap, List<Item> into) => element.ValueKind switch
    {
        JsonValueKind.Object => ExpandObject(context, property, element, isInList, isFromMap, into),
        JsonValueKind.Array => ExpandArray(context, property, element, isInList, isFromMap, into),
        JsonValueKind.Null or JsonValueKind.Undefined => Yield.Null,
        _ => ExpandScalar(context, property, element, isInList, into),
    };

    private Yield ExpandScalar(ActiveContext context, ActiveProperty property, JsonElement element, bool isInList, List<Item> into)
    {
        if (!isInList && property.IsFree)
        {
            operation.Drop(Codes.FreeFloatingValue, "A value belongs to no property.");
            return Yield.Null;
        }
        if (property.Definition is { HasScopedContext: true } definition)
        {
            context = _contexts.ApplyProperty(context, definition);
            property = property.In(context);
        }
        into.Add(ExpandValue(context, property.Definition, element));
        return Yield.One;
    }

    private Yield ExpandArray(ActiveContext context, ActiveProperty property, JsonElement element, bool isInList, bool isFromMap, List<Item> into)
    {
        operation.Enter();
        var isList = isInList || property.Container.HasFlag(Container.List);
        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            operation.CountNode();
            operation.Path.Push(index++);
            var start = into.Count;
            var result = Expand(context, property, item, isInList: false, isFromMap, into);
            // An array in a list is a list of its own, not more items of this one.
            if (isList && result == Yield.Many) WrapAsList(into, start);
            if (isList && into.Count > start && into[^1] is ListItem && operation.Options.ProcessingMode == JsonLdVersion.V10)
                throw operation.Error(Codes.ListOfLists, "JSON-LD 1.0 knows no lists of lists.");
            operation.Path.Pop();
        }
        operation.Leave();
        return Yield.Many;
    }

    private Yield ExpandObject(ActiveContext context, ActiveProperty property, JsonElement element, bool isInList, bool isFromMap, List<Item> into)
    {
        operation.Enter();
        if (context.Previous is { } previous && !isFromMap && IsNewNode(context, element)) context = previous;
        if (property.Definition is { HasScopedContext: true } definition) context = _contexts.ApplyProperty(context, definition);
        if (element.TryGetProperty("@context"u8, out var local))
        {
            operation.Path.Push("@context");
            context = _contexts.Apply(context, local);
            operation.Path.Pop();
        }
        var node = new NodeItem();
        var scope = new ObjectScope(context, property, isInList);
        ApplyTypes(ref scope, element);
        ExpandMembers(scope, element, node);
        var result = Complete(node, scope, into);
        operation.Leave();
        return result;
    }

    /// <summary>Whether a type-scoped context ends here: not for a value object nor for a mere reference.</summary>
    private bool IsNewNode(ActiveContext context, JsonElement element)
    {
        var isSingle = element.GetPropertyCount() == 1;
        if (context.Aliases is { } aliases)
            return aliases.Count(element, Keyword.Value, out _) == 0 && !(isSingle && aliases.Count(element, Keyword.Id, out _) == 1);
        foreach (var member in element.EnumerateObject())
            switch (MemberKey.Read(context, member, operation).Keyword)
            {
                case Keyword.Value: return false;
                case Keyword.Id when isSingle: return false;
            }
        return true;
    }

    /// <summary>Applies the contexts that the object's types bring along, in the order of the types' names.</summary>
    private void ApplyTypes(ref ObjectScope scope, JsonElement element)
    {
        if (scope.TypeScope.Aliases is { } aliases)
            switch (aliases.Count(element, Keyword.Type, out var value))
            {
                case 0: return;
                case 1:
                    scope.TypeValue = value;
                    ApplyTypeNames(ref scope, value);
                    return;
            }
        var types = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
            if (MemberKey.Read(scope.TypeScope, member, operation) is { Keyword: Keyword.Type } key) types[key.Name] = member.Value;
        foreach (var value in types.Values)
        {
            if (scope.TypeValue.ValueKind == JsonValueKind.Undefined) scope.TypeValue = value;
            ApplyTypeNames(ref scope, value);
        }
    }

    private void ApplyTypeNames(ref ObjectScope scope, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && FindScoped(scope, value) is { } type) scope.Context = _contexts.ApplyType(scope.Context, type);
        if (value.ValueKind != JsonValueKind.Array) return;
        TermDefinition? first = null;
        List<TermDefinition>? all = null;
        foreach (var item in value.EnumerateArray())
            if (item.ValueKind == JsonValueKind.String && FindScoped(scope, item) is { } scoped)
                if (first is null) first = scoped;
                else (all ??= [first]).Add(scoped);
        if (all is null)
        {
            if (first is not null) scope.Context = _contexts.ApplyType(scope.Context, first);
            return;
        }
        all.Sort(static (a, b) => string.CompareOrdinal(a.Term, b.Term));
        for (var i = 0; i < all.Count; i++)
            if (i == 0 || all[i] != all[i - 1]) scope.Context = _contexts.ApplyType(scope.Context, all[i]);
    }

    private static TermDefinition? FindScoped(in ObjectScope scope, JsonElement name) =>
        (MemberKey.FindTerm(scope.TypeScope, name) ?? scope.TypeScope.Find(name.GetString()!)) is { HasScopedContext: true } type ? type : null;

    private static void WrapAsList(List<Item> items, int start)
    {
        var list = new ListItem(items.GetRange(start, items.Count - start));
        items.RemoveRange(start, items.Count - start);
        items.Add(list);
    }

    /// <summary>What holds for all members of one object.</summary>
    private struct ObjectScope(ActiveContext context, ActiveProperty property, bool isInList)
    {
        /// <summary>The context of the members, with what the types bring along.</summary>
        public ActiveContext Context = context;

        /// <summary>The context of the types themselves.</summary>
        public readonly ActiveContext TypeScope = context;

        public readonly ActiveProperty Property = property;
        public readonly bool IsInList = isInList;

        /// <summary>The value of the first member that stands for <c>@type</c>; of kind Undefined when there is none.</summary>
        public JsonElement TypeValue;
    }
}
