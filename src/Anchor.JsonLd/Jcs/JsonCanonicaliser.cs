using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Anchor.JsonLd.Jcs;

/// <summary>The JSON Canonicalization Scheme of RFC 8785: the same bytes for every text of the same JSON.</summary>
/// <remarks>
/// Members in the order of their names' UTF-16 code units, numbers as ECMAScript writes them, strings with as few escapes as
/// possible, no white space. Codes: <c>jcs.malformed</c> (bytes that are no UTF-8, half of a surrogate pair, comments),
/// <c>jcs.duplicate_key</c>, <c>jcs.number_out_of_range</c> (beyond a double), <c>jcs.too_deep</c> (512 levels). Thread-safe.
/// </remarks>
public static class JsonCanonicaliser
{
    /// <summary>The canonical UTF-8 of a JSON value.</summary>
    /// <exception cref="JsonLdException">The value has no canonical form.</exception>
    public static byte[] Canonicalise(JsonElement element)
    {
        using var output = new PooledBytes(4096);
        Run(element, output, default);
        return output.Written.ToArray();
    }

    /// <summary>Writes the canonical UTF-8 of a JSON value into a buffer.</summary>
    /// <exception cref="JsonLdException">The value has no canonical form.</exception>
    public static void Canonicalise(JsonElement element, IBufferWriter<byte> destination)
    {
        using var output = new PooledBytes(4096);
        Run(element, output, default);
        destination.Write(output.Written);
    }

    /// <summary>Writes the canonical UTF-8 of an object without one of its members, such as <c>proof</c>.</summary>
    /// <param name="element">An object; anything else is written whole.</param>
    /// <param name="member">The name of the outermost object's member to leave out: ASCII that needs no escape.</param>
    /// <param name="destination">Receives the bytes.</param>
    /// <exception cref="JsonLdException">The value has no canonical form.</exception>
    public static void CanonicaliseWithout(JsonElement element, ReadOnlySpan<byte> member, IBufferWriter<byte> destination)
    {
        using var output = new PooledBytes(4096);
        Run(element, output, member);
        destination.Write(output.Written);
    }

    private static void Run(JsonElement element, PooledBytes output, ReadOnlySpan<byte> omitted)
    {
        using var run = new JcsRun(JsonMarshal.GetRawUtf8Value(element), output, omitted);
        run.Complete();
    }
}
