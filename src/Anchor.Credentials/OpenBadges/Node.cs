using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Anchor.Credentials.Json;

namespace Anchor.Credentials.OpenBadges;

/// <summary>A place in a document under validation: asks for members and notes what is wrong with them.</summary>
internal readonly record struct Node(JsonElement Element, string Path, List<Violation> Found)
{
    public void Fail(string code, string rule) => Found.Add(new Violation(Path, rule, code));

    /// <summary>The member; null, and a violation where it is required or null, when there is nothing to look at.</summary>
    public Node? Member(string name, bool required = false)
    {
        var path = $"{Path}.{name}";
        if (Element.ValueKind != JsonValueKind.Object || !Element.TryGetProperty(name, out var value))
        {
            if (required) Found.Add(new Violation(path, $"{name} is required.", "ob.required"));
            return null;
        }
        if (value.ValueKind != JsonValueKind.Null) return new Node(value, path, Found);
        Found.Add(new Violation(path, $"{name} must be left out rather than null.", "ob.null"));
        return null;
    }

    public bool IsObject()
    {
        if (Element.ValueKind == JsonValueKind.Object) return true;
        Fail("ob.kind", "This must be an object.");
        return false;
    }

    /// <summary>A set: an array that is neither empty nor holds null.</summary>
    public List<Node> Items(string name, bool orSingle = false)
    {
        if (Member(name) is not { } set) return [];
        if (set.Element.ValueKind != JsonValueKind.Array)
        {
            if (orSingle) return [set];
            set.Fail("ob.kind", $"{name} must be an array.");
            return [];
        }
        if (set.Element.GetArrayLength() == 0) set.Fail("ob.empty_set", $"{name} must be left out rather than empty.");
        var items = new List<Node>();
        foreach (var element in set.Element.EnumerateArray())
        {
            var item = new Node(element, $"{set.Path}[{items.Count}]", Found);
            if (element.ValueKind == JsonValueKind.Null) item.Fail("ob.null", "A set holds no null.");
            items.Add(item);
        }
        return items.FindAll(item => item.Element.ValueKind != JsonValueKind.Null);
    }

    public string? Text(string name, bool required = false)
    {
        if (Member(name, required) is not { } member) return null;
        if (member.Element.ValueKind == JsonValueKind.String && member.Element.GetString() is { } text && (text.Length > 0 || !required)) return text;
        member.Fail("ob.kind", required ? $"{name} must be a string that is not empty." : $"{name} must be a string.");
        return null;
    }

    public void Texts(params ReadOnlySpan<string> names)
    {
        foreach (var name in names) Text(name);
    }

    public void TextSet(string name)
    {
        foreach (var item in Items(name))
            if (item.Element.ValueKind != JsonValueKind.String) item.Fail("ob.kind", "This must be a string.");
    }

    public string? Url(string name, bool required = false)
    {
        if (Text(name, required) is not { } text) return null;
        if (AbsoluteUrl.IsOne(text)) return text;
        Found.Add(new Violation($"{Path}.{name}", $"{name} must be an absolute URL.", "ob.url"));
        return null;
    }

    public DateTimeOffset? DateTime(string name, bool required = false)
    {
        if (Text(name, required) is not { } text) return null;
        if (XsdDateTime.TryParse(text, out var value)) return value;
        Found.Add(new Violation($"{Path}.{name}", $"{name} must be a date and time with a time zone.", "ob.date_time"));
        return null;
    }

    public void Date(string name)
    {
        if (Text(name) is { } text && !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            Found.Add(new Violation($"{Path}.{name}", $"{name} must be a date, yyyy-MM-dd.", "ob.date_time"));
    }

    public void Number(string name)
    {
        if (Member(name) is { } member && member.Element.ValueKind != JsonValueKind.Number) member.Fail("ob.kind", $"{name} must be a number.");
    }

    public bool? Flag(string name, bool required = false)
    {
        if (Member(name, required) is not { } member) return null;
        if (member.Element.ValueKind is JsonValueKind.True or JsonValueKind.False) return member.Element.GetBoolean();
        member.Fail("ob.kind", $"{name} must be true or false.");
        return null;
    }

    public void OneOf(string name, FrozenSet<string> allowed, bool required = false, bool mayExtend = true)
    {
        if (Text(name, required) is not { } text || allowed.Contains(text)) return;
        if (mayExtend && text.Length > 4 && text.StartsWith("ext:", StringComparison.Ordinal)) return;
        Found.Add(new Violation($"{Path}.{name}", $"{name} is none of the values that Open Badges 3.0 knows{(mayExtend ? ", nor ext:…" : "")}.", "ob.enumeration"));
    }

    /// <summary>The types, a string or an array of strings; checks that one of the wanted is among them.</summary>
    public void Type(params ReadOnlySpan<string> wanted)
    {
        if (Member("type", required: true) is not { } type) return;
        var types = type.Element.ValueKind == JsonValueKind.Array ? [.. type.Element.EnumerateArray()] : new List<JsonElement> { type.Element };
        if (types.Count == 0 || types.Exists(t => t.ValueKind != JsonValueKind.String))
        {
            type.Fail("ob.kind", "type must be strings.");
            return;
        }
        foreach (var one in wanted)
            foreach (var t in types)
                if (t.ValueEquals(one)) return;
        if (wanted.Length > 0) type.Fail("ob.type", $"type must include {string.Join(" or ", wanted!)}.");
    }
}
