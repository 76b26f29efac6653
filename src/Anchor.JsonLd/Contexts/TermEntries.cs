using System.Text.Json;
using Anchor.JsonLd.Iris;

namespace Anchor.JsonLd.Contexts;

/// <summary>The entries of an expanded term definition, and those of them that depend on no other term.</summary>
internal sealed class TermEntries
{
    public JsonElement? Id { get; private set; }
    public JsonElement? Reverse { get; private set; }
    public JsonElement? Type { get; private set; }
    public JsonElement? Container { get; private set; }
    public JsonElement? Context { get; private set; }
    public JsonElement? Index { get; private set; }
    public JsonElement? Nest { get; private set; }
    public JsonElement? Prefix { get; private set; }
    public bool? Protected { get; private set; }
    private JsonElement? Language { get; set; }
    private JsonElement? Direction { get; set; }

    public static TermEntries Read(Operation operation, string term, JsonElement value)
    {
        var entries = new TermEntries();
        var isVersion10 = operation.Options.ProcessingMode == JsonLdVersion.V10;
        foreach (var entry in value.EnumerateObject())
        {
            var keyword = Keywords.Parse(entry.Name);
            if (isVersion10 && keyword is Keyword.Context or Keyword.Direction or Keyword.Index or Keyword.Nest or Keyword.Prefix or Keyword.Protected)
                throw operation.Error(Codes.InvalidTermDefinition, $"The definition of {term} has an entry that JSON-LD 1.0 does not know.");
            switch (keyword)
            {
                case Keyword.Id: entries.Id = entry.Value; break;
                case Keyword.Reverse: entries.Reverse = entry.Value; break;
                case Keyword.Type: entries.Type = entry.Value; break;
                case Keyword.Container: entries.Container = entry.Value; break;
                case Keyword.Context: entries.Context = entry.Value; break;
                case Keyword.Index: entries.Index = entry.Value; break;
                case Keyword.Nest: entries.Nest = entry.Value; break;
                case Keyword.Prefix: entries.Prefix = entry.Value; break;
                case Keyword.Language: entries.Language = entry.Value; break;
                case Keyword.Direction: entries.Direction = entry.Value; break;
                case Keyword.Protected when entry.Value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                    entries.Protected = entry.Value.GetBoolean();
                    break;
                case Keyword.Protected: throw operation.Error(Codes.InvalidProtectedValue, $"@protected of the term {term} must be true or false.");
                default: throw operation.Error(Codes.InvalidTermDefinition, $"The definition of {term} has an entry that is not known.");
            }
        }
        return entries;
    }

    /// <summary>The keyword <c>@type</c> can be given a container and protection, and nothing else.</summary>
    public static void CheckType(Operation operation, JsonElement value, bool isVersion10)
    {
        var isFine = !isVersion10 && value.ValueKind == JsonValueKind.Object && value.GetPropertyCount() > 0;
        if (isFine)
            foreach (var entry in value.EnumerateObject())
                isFine &= entry.NameEquals("@protected"u8)
                    || (entry.NameEquals("@container"u8) && entry.Value.ValueKind == JsonValueKind.String && entry.Value.ValueEquals("@set"u8));
        if (!isFine) throw operation.Error(Codes.KeywordRedefinition, "@type can only be given the container @set and protection.");
    }

    public void ReadText(Operation operation, TermDefinition definition)
    {
        if (Direction is { } direction)
        {
            definition.HasDirection = true;
            definition.Direction = ContextHeader.ParseDirection(operation, direction);
        }
        if (Language is { } language)
        {
            if (language.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
                throw operation.Error(Codes.InvalidLanguageMapping, $"@language of the term {definition.Term} must be a string or null.");
            definition.HasLanguage = true;
            if (language.ValueKind != JsonValueKind.String) return;
            definition.Language = operation.CheckLength(language.GetString()!).ToLowerInvariant();
            if (!Iri.IsLanguageTag(definition.Language)) operation.Drop(Codes.InvalidLanguageTag, $"@language of the term {definition.Term} is not well formed.");
        }
    }

    public static string ReadNest(Operation operation, JsonElement nest)
    {
        var text = nest.ValueKind == JsonValueKind.String ? nest.GetString()! : "@";
        return text is ['@', ..] and not "@nest"
            ? throw operation.Error(Codes.InvalidNestValue, "@nest must be a string that is no other keyword.")
            : text;
    }

    public static void ReadPrefix(Operation operation, TermDefinition definition, JsonElement prefix)
    {
        if (definition.Term.AsSpan().IndexOfAny(':', '/') >= 0)
            throw operation.Error(Codes.InvalidTermDefinition, $"The term {definition.Term} looks like an IRI and cannot be a prefix.");
        if (prefix.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            throw operation.Error(Codes.InvalidPrefixValue, $"@prefix of the term {definition.Term} must be true or false.");
        definition.IsPrefix = prefix.GetBoolean();
        if (definition.IsPrefix && definition.Keyword != Keyword.None)
            throw operation.Error(Codes.InvalidTermDefinition, $"The keyword that {definition.Term} stands for cannot be a prefix.");
    }

    public static Container ParseContainer(Operation operation, string term, JsonElement value, bool isVersion10)
    {
        var container = Contexts.Container.None;
        var count = 1;
        if (value.ValueKind == JsonValueKind.Array)
        {
            count = value.GetArrayLength();
            foreach (var item in value.EnumerateArray()) container |= ParseOne(item);
        }
        else
        {
            container = ParseOne(value);
        }
        var modern = Contexts.Container.Graph | Contexts.Container.Id | Contexts.Container.Type;
        if (count == 0 || (isVersion10 && (value.ValueKind != JsonValueKind.String || (container & modern) != 0)) || !IsCombination(container, count)) throw Invalid();
        return container;

        Container ParseOne(JsonElement item) => (item.ValueKind == JsonValueKind.String ? Keywords.Parse(item.GetString()!) : Keyword.None) switch
        {
            Keyword.Graph => Contexts.Container.Graph,
            Keyword.Id => Contexts.Container.Id,
            Keyword.Index => Contexts.Container.Index,
            Keyword.Language => Contexts.Container.Language,
            Keyword.List => Contexts.Container.List,
            Keyword.Set => Contexts.Container.Set,
            Keyword.Type => Contexts.Container.Type,
            _ => throw Invalid(),
        };

        JsonLdException Invalid() => operation.Error(Codes.InvalidContainerMapping, $"@container of the term {term} is no container or no combination of containers.");
    }

    private static bool IsCombination(Container container, int count)
    {
        if (container.HasFlag(Contexts.Container.List)) return container == Contexts.Container.List && count == 1;
        var rest = container & ~Contexts.Container.Set;
        if (rest.HasFlag(Contexts.Container.Graph))
            return rest is Contexts.Container.Graph or (Contexts.Container.Graph | Contexts.Container.Id) or (Contexts.Container.Graph | Contexts.Container.Index);
        return int.PopCount((int)rest) <= 1;
    }
}
