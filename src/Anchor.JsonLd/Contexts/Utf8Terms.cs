using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Anchor.JsonLd.Contexts;

/// <summary>The terms of a context by their UTF-8. Immutable.</summary>
/// <remarks>Only contexts that are shared have one. Their terms come from the registry, so nobody else can prepare collisions.</remarks>
internal sealed class Utf8Terms
{
    private readonly Entry[] _entries;
    private readonly int _mask;

    public Utf8Terms(TermTable terms)
    {
        var all = terms.Flatten().Definitions;
        _entries = new Entry[BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, 3 * all.Count))];
        _mask = _entries.Length - 1;
        foreach (var (term, definition) in all)
        {
            if (definition is null || !TryEncode(term, out var name)) continue;
            var (key, at) = Locate(name);
            while (_entries[at].Definition is not null) at = (at + 1) & _mask;
            _entries[at] = new Entry(key, name, definition);
        }
    }

    /// <summary>The definition; null when the term has none.</summary>
    public TermDefinition? Find(ReadOnlySpan<byte> name)
    {
        var (key, at) = Locate(name);
        for (; _entries[at].Definition is { } definition; at = (at + 1) & _mask)
            if (_entries[at].Key == key && name.SequenceEqual(_entries[at].Name)) return definition;
        return null;
    }

    // A term that is no text cannot be met in a document that is one.
    private static bool TryEncode(string term, out byte[] name)
    {
        name = [];
        try
        {
            name = new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(term);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private (ulong Key, int At) Locate(ReadOnlySpan<byte> name)
    {
        ulong key;
        if (name.Length >= 8)
        {
            key = BinaryPrimitives.ReadUInt64LittleEndian(name) ^ BitOperations.RotateLeft(BinaryPrimitives.ReadUInt64LittleEndian(name[^8..]), 23);
        }
        else
        {
            key = 0;
            foreach (var b in name) key = key << 8 | b;
        }
        key += (ulong)name.Length << 56;
        return (key, (int)((key * 0x9E37_79B9_7F4A_7C15) >> 40) & _mask);
    }

    private readonly record struct Entry(ulong Key, byte[] Name, TermDefinition? Definition);
}
