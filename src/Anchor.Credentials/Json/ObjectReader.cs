using System.Globalization;
using System.Text.Json;
using Anchor.Merkle;

namespace Anchor.Credentials.Json;

/// <summary>Reads the members of one JSON object and remembers the first thing that was wrong, with its path.</summary>
/// <remarks>A getter that fails returns a default; the caller looks at <see cref="Failure"/> before it uses anything.</remarks>
internal sealed class ObjectReader
{
    private const ulong MaxSafeInteger = (1UL << 53) - 1;
    private readonly JsonElement _object;
    private readonly string _code;
    private readonly ObjectReader? _parent;
    private Error? _failure;

    public ObjectReader(JsonElement element, string code, string path = "$", ObjectReader? parent = null)
    {
        (_object, _code, Path, _parent) = (element, code, path, parent);
        if (element.ValueKind != JsonValueKind.Object) Fail(null, "must be an object");
    }

    public string Path { get; }

    /// <summary>The first failure of this object or of one read below it.</summary>
    public Error? Failure => _parent is null ? _failure : _parent.Failure;

    public bool Fail(string? member, string rule, string? code = null)
    {
        if (_parent is not null) return _parent.FailAt(member is null ? Path : $"{Path}.{member}", rule, code ?? _code);
        return FailAt(member is null ? Path : $"{Path}.{member}", rule, code ?? _code);
    }

    public JsonElement? Get(string member, bool required)
    {
        if (_object.ValueKind == JsonValueKind.Object && _object.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null)
            return value;
        if (required) Fail(member, "is required");
        return null;
    }

    public string? Text(string member, bool required = true, int maxLength = 2048)
    {
        if (Get(member, required) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && text.Length <= maxLength) return text;
        Fail(member, $"must be a string of 1 to {maxLength} characters");
        return null;
    }

    /// <summary>A JSON number up to 2^53 - 1, or a canonical decimal string for any 64-bit value.</summary>
    public ulong? Integer(string member, bool required = true)
    {
        if (Get(member, required) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var number) && number <= MaxSafeInteger) return number;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= 20 } text
            && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number.ToString(CultureInfo.InvariantCulture) == text)
            return number;
        Fail(member, "must be a whole number: JSON number below 2^53, or decimal string");
        return null;
    }

    public bool? Flag(string member, bool required = true)
    {
        if (Get(member, required) is not { } value) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Fail(member, "must be true or false");
        return null;
    }

    public Hash32? Hash(string member, bool required = true)
    {
        if (Text(member, required, 66) is not { } text) return null;
        if (HexText.IsHex(text, Hash32.Length)) return Hash32.Parse(text);
        Fail(member, "must be 0x and 64 hexadecimal digits");
        return null;
    }

    /// <summary>An array of hashes, which must be there; empty when it is wrong.</summary>
    public Hash32[] Hashes(string member, int max, string code)
    {
        if (Get(member, required: true) is not { } value) return [];
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > max)
        {
            Fail(member, $"must be an array of at most {max} elements", code);
            return [];
        }
        var (hashes, i) = (new Hash32[value.GetArrayLength()], 0);
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String && item.GetString() is { } text && HexText.IsHex(text, Hash32.Length)) hashes[i] = Hash32.Parse(text);
            else FailAt($"{Path}.{member}[{i}]", "must be 0x and 64 hexadecimal digits");
            i++;
        }
        return hashes;
    }

    public string? Hex(string member, int bytes, bool required = true)
    {
        if (Text(member, required, 2 + 2 * bytes) is not { } text) return null;
        if (HexText.IsHex(text, bytes)) return text;
        Fail(member, $"must be 0x and {2 * bytes} hexadecimal digits");
        return null;
    }

    /// <summary>The elements of an array with their paths; empty when absent and not required, or when wrong.</summary>
    public IEnumerable<(JsonElement Element, string Path)> Items(string member, int max, bool required = true, string? code = null)
    {
        if (Get(member, required) is not { } value) return [];
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= max)
            return value.EnumerateArray().Select((e, i) => (e, $"{Path}.{member}[{i}]"));
        Fail(member, $"must be an array of at most {max} elements", code);
        return [];
    }

    public ObjectReader Below(JsonElement element, string path) => new(element, _code, path, this);

    public bool FailAt(string path, string rule, string? code = null)
    {
        if (_parent is not null) return _parent.FailAt(path, rule, code ?? _code);
        _failure ??= Error.Invalid(code ?? _code, $"{path} {rule}.", path);
        return false;
    }
}
