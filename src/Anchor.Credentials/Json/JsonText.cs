using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Anchor.Credentials.Json;

/// <summary>How this house writes JSON: compact, and letters of every script as themselves.</summary>
internal static class JsonText
{
    private const ulong MaxSafeInteger = (1UL << 53) - 1;
    private const int LargestKept = 64 * 1024;

    [ThreadStatic]
    private static Desk? _desk;

    // These documents are files and responses of their own, never HTML, so escaping for HTML would only blow up accents.
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = Encoder, SkipValidation = true };

    public static JsonEncodedText Name(string name) => JsonEncodedText.Encode(name, Encoder);

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        // What is written may write something itself, which then finds no desk and brings its own.
        var desk = _desk ?? new Desk();
        _desk = null;
        try
        {
            write(desk.Writer);
            desk.Writer.Flush();
            return desk.Buffer.WrittenSpan.ToArray();
        }
        finally
        {
            desk.Clear();
            if (desk.Buffer.Capacity <= LargestKept) _desk = desk;
        }
    }

    /// <summary>Puts an element together from parts that were read within bounds; it may be a little deeper than they were.</summary>
    public static JsonElement Element(Action<Utf8JsonWriter> write) => JsonElement.Parse(Write(write), new JsonDocumentOptions { MaxDepth = 256 });

    /// <summary>A number below 2^53, a decimal string from there on, so that JavaScript never rounds it.</summary>
    public static void WriteInteger(this Utf8JsonWriter writer, string name, ulong value)
    {
        if (value <= MaxSafeInteger) writer.WriteNumber(name, value);
        else writer.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A writer and its buffer, used again by its thread. What was written may be personal, so it is cleared.</summary>
    private sealed class Desk
    {
        public Desk() => Writer = new Utf8JsonWriter(Buffer, WriterOptions);

        public ArrayBufferWriter<byte> Buffer { get; } = new(1024);

        public Utf8JsonWriter Writer { get; }

        public void Clear()
        {
            Buffer.Clear();
            Writer.Reset();
        }
    }
}
