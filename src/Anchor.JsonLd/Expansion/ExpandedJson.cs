using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Anchor.JsonLd.Contexts;

namespace Anchor.JsonLd.Expansion;

/// <summary>Writes expanded items as JSON-LD in expanded form.</summary>
internal sealed class ExpandedJson(Utf8JsonWriter writer)
{
    public static JsonElement Write(List<Item> items)
    {
        var buffer = new ArrayBufferWriter<byte>();
        // Nesting may pass the writer's limit only where the document's own depth was allowed to.
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = int.MaxValue }))
            new ExpandedJson(writer).WriteItems(items);
        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = int.MaxValue });
    }

    private void WriteItems(List<Item> items)
    {
        writer.WriteStartArray();
        foreach (var item in items) WriteItem(item);
        writer.WriteEndArray();
    }

    private void WriteItem(Item item)
    {
        writer.WriteStartObject();
        switch (item)
        {
            case ValueItem value: WriteValue(value); break;
            case ListItem list: WriteItems("@list", list.Items); break;
            case NodeItem node: WriteNode(node); break;
        }
        if (item.Index is not null) writer.WriteString("@index", item.Index);
        writer.WriteEndObject();
    }

    private void WriteItems(string name, List<Item>? items)
    {
        if (items is null) return;
        writer.WritePropertyName(name);
        WriteItems(items);
    }

    private void WriteValue(ValueItem value)
    {
        writer.WritePropertyName("@value");
        if (value.Text is not null) writer.WriteStringValue(value.Text);
        else value.Value.WriteTo(writer);
        if (value.IsJson) writer.WriteString("@type", "@json");
        else if (value.Datatype is not null) writer.WriteString("@type", value.Datatype);
        if (value.Language is not null) writer.WriteString("@language", value.Language);
        if (value.Direction != TextDirection.None) writer.WriteString("@direction", value.Direction == TextDirection.LeftToRight ? "ltr" : "rtl");
    }

    private void WriteNode(NodeItem node)
    {
        if (node.HasId) writer.WriteString("@id", node.Id);
        if (node.Types is not null)
        {
            writer.WriteStartArray("@type");
            foreach (var type in node.Types) writer.WriteStringValue(type.Iri);
            writer.WriteEndArray();
        }
        WriteProperties(node.Properties);
        if (node.Reverse is not null)
        {
            writer.WriteStartObject("@reverse");
            WriteProperties(node.Reverse);
            writer.WriteEndObject();
        }
        WriteItems("@graph", node.Graph);
        WriteItems("@included", node.Included);
        if (node.Other?.Language is { } language) writer.WriteString("@language", language);
    }

    private void WriteProperties(PropertyMap? properties)
    {
        if (properties is null) return;
        foreach (var property in properties.All) WriteItems(property.Iri, property.Values);
    }
}
