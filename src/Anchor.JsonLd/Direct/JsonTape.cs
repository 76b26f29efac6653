using System.Buffers;

namespace Anchor.JsonLd.Direct;

internal enum JsonTokenKind : byte
{
    Object,
    Array,
    Text,
    Number,
    True,
    False,
    Null,
}

/// <summary>A value or the name of a member.</summary>
/// <param name="Start">Of a text: behind its quote.</param>
/// <param name="Length">Of a text: without its quotes.</param>
/// <param name="Next">The number of the token behind this one and all that is inside it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="IsEscaped">Whether a text holds escapes.</param>
internal readonly record struct JsonToken(int Start, int Length, int Next, JsonTokenKind Kind, bool IsEscaped = false);

/// <summary>The tokens of a JSON text in their order: a member is its name and then its value. One pass, no copies.</summary>
/// <remarks>The text has been parsed before, so its grammar is right.</remarks>
internal sealed class JsonTape
{
    public const int MaxDepth = 64;
    private const int MaxKept = 1 << 15;
    private static readonly SearchValues<byte> NumberCharacters = SearchValues.Create("0123456789+-.eE"u8);

    private JsonToken[] _tokens = new JsonToken[512];
    private int _count;

    public ReadOnlySpan<JsonToken> Tokens => _tokens.AsSpan(0, _count);

    /// <summary>Reads a text.</summary>
    /// <returns>False when it is nested too deeply or holds comments.</returns>
    public bool TryRead(ReadOnlySpan<byte> text)
    {
        if (_tokens.Length > MaxKept) _tokens = new JsonToken[512];
        _count = 0;
        Span<int> open = stackalloc int[MaxDepth];
        var depth = 0;
        for (var at = 0; at < text.Length;)
        {
            if (_count == _tokens.Length) Array.Resize(ref _tokens, 2 * _count);
            var next = _count + 1;
            switch (text[at])
            {
                case (byte)'"':
                    var length = TextLength(text[(at + 1)..], out var isEscaped);
                    _tokens[_count++] = new JsonToken(at + 1, length, next, JsonTokenKind.Text, isEscaped);
                    at += length + 2;
                    break;
                case (byte)'{' or (byte)'[':
                    if (depth == MaxDepth) return false;
                    open[depth++] = _count;
                    _tokens[_count++] = new JsonToken(at, 0, 0, text[at] == '{' ? JsonTokenKind.Object : JsonTokenKind.Array);
                    at++;
                    break;
                case (byte)'}' or (byte)']':
                    var container = open[--depth];
                    at++;
                    _tokens[container] = _tokens[container] with { Length = at - _tokens[container].Start, Next = _count };
                    break;
                case (byte)',' or (byte)':' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t':
                    at++;
                    break;
                case (byte)'t':
                    _tokens[_count++] = new JsonToken(at, 4, next, JsonTokenKind.True);
                    at += 4;
                    break;
                case (byte)'f':
                    _tokens[_count++] = new JsonToken(at, 5, next, JsonTokenKind.False);
                    at += 5;
                    break;
                case (byte)'n':
                    _tokens[_count++] = new JsonToken(at, 4, next, JsonTokenKind.Null);
                    at += 4;
                    break;
                case (byte)'/':
                    return false;
                default:
                    var digits = text[at..].IndexOfAnyExcept(NumberCharacters);
                    if (digits == 0) return false;
                    digits = digits < 0 ? text.Length - at : digits;
                    _tokens[_count++] = new JsonToken(at, digits, next, JsonTokenKind.Number);
                    at += digits;
                    break;
            }
        }
        return true;
    }

    private static int TextLength(ReadOnlySpan<byte> text, out bool isEscaped)
    {
        isEscaped = false;
        for (var at = 0; ;)
        {
            at += text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (text[at] == '"') return at;
            isEscaped = true;
            at += 2;
        }
    }
}
