using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Anchor.JsonLd.Contexts;
using Anchor.JsonLd.Iris;
using Anchor.JsonLd.Rdfc;

namespace Anchor.JsonLd.Direct;

/// <summary>Writes a document straight to quads, in one pass and without its expanded form.</summary>
/// <remarks>
/// It knows what credentials are made of: contexts by URL that have been processed before, terms, plain values, references,
/// nodes within nodes, value objects, lists and implicit graphs. Whatever else it meets it leaves to the expander: rare
/// constructs, and every document that breaks a rule or comes near a bound, so that it never has to say what is wrong.
/// Every method answers whether it could; an answer of no ends the attempt. Its quads are those of the expander: see the tests.
/// </remarks>
internal ref partial struct DirectWriter
{
    // More than N-Quads leaves away: the datatype of a string, or that of a string with a language.
    private const int UnwrittenCharacters = 64;

    private readonly ReadOnlySpan<byte> _json;
    private readonly ReadOnlySpan<JsonToken> _tokens;
    private readonly QuadTableBuilder _table;
    private readonly PooledBytes _text;
    private readonly JsonLdOptions _options;
    private byte[] _decoded = [];
    private int _depth;
    private int _contexts;
    private long _characters;

    private DirectWriter(ReadOnlySpan<byte> json, ReadOnlySpan<JsonToken> tokens, QuadTableBuilder table, JsonLdOptions options)
    {
        _json = json;
        _tokens = tokens;
        (_table, _text, _options) = (table, table.Text, options);
    }

    /// <summary>Writes a document.</summary>
    /// <returns>The quads, perhaps some of them more than once; null when the expander has to be asked.</returns>
    public static QuadTable? TryWrite(JsonElement document, JsonLdOptions options)
    {
        if (document.ValueKind != JsonValueKind.Object || options.ExpandContext is not null || options.ProcessingMode != JsonLdVersion.V11) return null;
        var json = JsonMarshal.GetRawUtf8Value(document);
        var workspace = Workspace.OfThread;
        if (!workspace.Tape.TryRead(json) || workspace.Tape.Tokens.Length > options.Bounds.MaxNodes || !Utf8.IsValid(json)) return null;
        var table = workspace.Table;
        var writer = new DirectWriter(json, workspace.Tape.Tokens, table, options);
        try
        {
            return writer.WriteObject(0, options.Registry.Initial(options), null, default, -1, isFree: true) && writer.IsWithinCharacters() ? table.Build() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
        finally
        {
            table.Clear();
        }
    }

    // Never less than the expander counts: UTF-8 takes a byte at least for what UTF-16 has as one unit.
    private readonly bool IsWithinCharacters() =>
        _characters + 2L * _json.Length + (long)_tokens.Length * (_options.BaseIri?.Length ?? 0) <= _options.Bounds.MaxCharacters;

    private bool Enter() => ++_depth + 2 <= _options.Bounds.MaxDepth;

    private readonly ReadOnlySpan<byte> Json(in JsonToken token) => _json.Slice(token.Start, token.Length);

    /// <summary>A text without its escapes. Valid until the next call.</summary>
    private ReadOnlySpan<byte> Text(in JsonToken token)
    {
        if (!token.IsEscaped) return Json(token);
        if (_decoded.Length < token.Length) _decoded = new byte[token.Length];
        var reader = new Utf8JsonReader(_json.Slice(token.Start - 1, token.Length + 2));
        reader.Read();
        return _decoded.AsSpan(0, reader.CopyString(_decoded));
    }

    /// <summary>Applies the value of <c>@context</c>: URLs that were applied in this place before.</summary>
    private bool TryApply(int token, [NotNullWhen(true)] ref ActiveContext? context)
    {
        ref readonly var value = ref _tokens[token];
        var json = value.Kind == JsonTokenKind.Text ? _json.Slice(value.Start - 1, value.Length + 2) : Json(value);
        var start = context!;
        context = start.KnownSteps.Find(json, out var count);
        if (context is null)
        {
            context = start;
            if (value.Kind == JsonTokenKind.Text)
            {
                if (!TryFollow(value, ref context)) return false;
                count = 1;
            }
            else
            {
                if (value.Kind != JsonTokenKind.Array) return false;
                for (var item = token + 1; item < value.Next; item = _tokens[item].Next, count++)
                    if (!TryFollow(_tokens[item], ref context)) return false;
            }
            if (start.Cache is not null) start.KnownSteps.Add(json, context, count);
        }
        return (_contexts += count) <= _options.Bounds.MaxContexts && context.Cache is not null;
    }

    private readonly bool TryFollow(in JsonToken token, ref ActiveContext context)
    {
        if (token.Kind != JsonTokenKind.Text || token.IsEscaped) return false;
        var url = Encoding.UTF8.GetString(Json(token));
        if (!Iri.IsAbsolute(url) || context.After(url) is not { } next) return false;
        context = next;
        return true;
    }

    private static bool TryApplyProperty(TermDefinition? property, [NotNullWhen(true)] ref ActiveContext? context)
    {
        if (property is { HasScopedContext: true }) context = context!.After(property);
        return context is { Cache: not null };
    }

    /// <summary>What a thread uses for one document after another.</summary>
    private sealed class Workspace
    {
        [ThreadStatic]
        private static Workspace? ofThread;

        public static Workspace OfThread => ofThread ??= new Workspace();

        public JsonTape Tape { get; } = new();

        public QuadTableBuilder Table { get; } = new();
    }
}
