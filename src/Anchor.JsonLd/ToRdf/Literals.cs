using System.Text.Json;
using Anchor.JsonLd.Contexts;
using Anchor.JsonLd.Expansion;
using Anchor.JsonLd.Iris;
using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.ToRdf;

/// <summary>Value objects as literals (JSON-LD 1.1 API §7.2.2).</summary>
internal sealed class Literals(Operation operation)
{
    private readonly Dictionary<(string? Language, TextDirection), string> _directions = [];

    /// <summary>The literal.</summary>
    /// <returns>Null when it cannot be written; safe mode has refused that before.</returns>
    public RdfTerm? Of(ValueItem value)
    {
        if (value.IsJson) return RdfTerm.Literal(JsonLiteral.Canonicalise(value.Value), RdfNames.Json);
        if (value.Datatype is { } datatype && !Iri.IsWritable(datatype)) return null;
        return value switch
        {
            { Text: null } => OfNative(value),
            { Datatype: not null } => RdfTerm.Literal(value.Text, value.Datatype),
            { Direction: not TextDirection.None } when operation.Options.RdfDirection == RdfDirection.I18nDatatype =>
                RdfTerm.Literal(value.Text, DirectionType(value.Language, value.Direction)),
            { Language: null } => RdfTerm.Literal(value.Text),
            _ => Iri.IsLanguageTag(value.Language) ? RdfTerm.Text(value.Text, value.Language) : null,
        };
    }

    public static string DirectionText(TextDirection direction) => direction == TextDirection.LeftToRight ? "ltr" : "rtl";

    private RdfTerm OfNative(ValueItem value)
    {
        if (value.Value.ValueKind != JsonValueKind.Number)
            return RdfTerm.Literal(value.Value.ValueKind == JsonValueKind.True ? "true" : "false", value.Datatype ?? RdfNames.XsdBoolean);
        var text = NumberText.Write(value.Value, asDouble: value.Datatype == RdfNames.XsdDouble, out var isDouble)
            ?? throw operation.Error(Codes.NumberOutOfRange, "The document holds a number that no double can hold.");
        return RdfTerm.Literal(text, value.Datatype ?? (isDouble ? RdfNames.XsdDouble : RdfNames.XsdInteger));
    }

    private string DirectionType(string? language, TextDirection direction)
    {
        if (!_directions.TryGetValue((language, direction), out var type))
            _directions.Add((language, direction), type = $"{RdfNames.I18n}{language}_{DirectionText(direction)}");
        return type;
    }
}
