using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Anchor.Credentials.Json;

namespace Anchor.Credentials.OpenBadges;

/// <summary>A place in a document under validation: asks for members and notes what is wrong with them.</summary>
/// <param name="Element">What stands there.</param>
/// <param name="Path">Where.</param>
/// <param name="Found">What is wrong with the document.</param>
/// <param name="Known">Parts that are known to be right; null where everything is looked at.</param>
internal readonly record struct Node(JsonElement Element, string Path, List<Violation> Found, KnownParts? Known = null)
{
    public void Fail(string code, string rule) => Found.Add(new Violation(Path, rule, code));

    /// <summary>The member; null, and a violation where it is required or null, when there is nothing to look at.</summary>
    public Node? Member(string name, bool required = false) => Value(name, required) is { } value ? new Node(value, PathOf(name), Found, Known) : null;

    public bool IsObject()
    {
        if (Element.ValueKind == JsonValueKind.Object) return true;
        Fail("ob.kind", "This must be an object.");
        return false;
    }

    /// <summary>A set: an array that is neither empty nor holds null.</summary>
    public List<Node> Items(string name, bool orSingle = false)
    {
        if (Value(name) is not { } value) return [];
        var set = new Node(value, PathOf(name), Found, Known);
        if (set.Element.ValueKind != JsonValueKind.Array)
        {
            if (orSingle) return [set];
            set.Fail("ob.kind", $"{name} must be an array.");
            return [];
        }
        if (set.Element.GetArrayLength() == 0) set.Fail("ob.empty_set", $"{name} must be left out rather than empty.");
        var (items, i) = (new List<Node>(set.Element.GetArrayLength()), 0);
        foreach (var element in set.Element.EnumerateArray())
        {
            var item = new Node(element, $"{set.Path}[{i++}]", Found, Known);
            if (element.ValueKind == JsonValueKind.Null) item.Fail("ob.null", "A set holds no null.");
            else items.Add(item);
        }
        return items;
    }

    public string? Text(string name, bool required = false)
    {
        if (Value(name, required) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text && (text.Length > 0 || !required)) return text;
        FailAt(name, "ob.kind", required ? $"{name} must be a string that is not empty." : $"{name} must be a string.");
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
        FailAt(name, "ob.url", $"{name} must be an absolute URL.");
        return null;
    }

    public DateTimeOffset? DateTime(string name, bool required = false)
    {
        if (Text(name, required) is not { } text) return null;
        if (XsdDateTime.TryParse(text, out var value)) return value;
        FailAt(name, "ob.date_time", $"{name} must be a date and time with a time zone.");
        return null;
    }

    public void Date(string name)
    {
        if (Text(name) is { } text && !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            FailAt(name, "ob.date_time", $"{name} must be a date, yyyy-MM-dd.");
    }

    public void Number(string name)
    {
        if (Value(name) is { } value && value.ValueKind != JsonValueKind.Number) FailAt(name, "ob.kind", $"{name} must be a number.");
    }

    public bool? Flag(string name, bool required = false)
    {
        if (Value(name, required) is not { } value) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        FailAt(name, "ob.kind", $"{name} must be true or false.");
        return null;
    }

    public void OneOf(string name, FrozenSet<string> allowed, bool required = false, bool mayExtend = true)
    {
        if (Text(name, required) is not { } text || allowed.Contains(text)) return;
        if (mayExtend && text.Length > 4 && text.StartsWith("ext:", StringComparison.Ordinal)) return;
        FailAt(name, "ob.enumeration", $"{name} is none of the values that Open Badges 3.0 knows{(mayExtend ? ", nor ext:…" : "")}.");
    }

    /// <summary>The types, a string or an array of strings; checks that one of the wanted is among them.</summary>
    public void Type(params ReadOnlySpan<string> wanted)
    {
        if (Value("type", required: true) is not { } type) return;
        if (!AreTexts(type)) FailAt("type", "ob.kind", "type must be strings.");
        else if (!wanted.IsEmpty && !HasOneOf(type, wanted)) FailAt("type", "ob.type", $"type must include {string.Join(" or ", wanted!)}.");
    }

    private static bool AreTexts(JsonElement type)
    {
        if (type.ValueKind != JsonValueKind.Array) return type.ValueKind == JsonValueKind.String;
        foreach (var each in type.EnumerateArray())
            if (each.ValueKind != JsonValueKind.String) return false;
        return type.GetArrayLength() > 0;
    }

    private static bool HasOneOf(JsonElement type, ReadOnlySpan<string> wanted)
    {
        if (type.ValueKind != JsonValueKind.Array) return IsOneOf(type, wanted);
        foreach (var each in type.EnumerateArray())
            if (IsOneOf(each, wanted)) return true;
        return false;
    }

    private static bool IsOneOf(JsonElement type, ReadOnlySpan<string> wanted)
    {
        foreach (var one in wanted)
            if (type.ValueEquals(one)) return true;
        return false;
    }

    private string PathOf(string name) => $"{Path}.{name}";

    private void FailAt(string name, string code, string rule) => Found.Add(new Violation(PathOf(name), rule, code));

    /// <summary>The same as <see cref="Member"/>, where its members are not asked for.</summary>
    private JsonElement? Value(string name, bool required = false)
    {
        if (Element.ValueKind != JsonValueKind.Object || !Element.TryGetProperty(name, out var value))
        {
            if (required) FailAt(name, "ob.required", $"{name} is required.");
            return null;
        }
        if (value.ValueKind != JsonValueKind.Null) return value;
        FailAt(name, "ob.null", $"{name} must be left out rather than null.");
        return null;
    }
}
