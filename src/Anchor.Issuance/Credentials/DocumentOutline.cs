using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Anchor.Merkle;

namespace Anchor.Issuance.Credentials;

/// <summary>
/// What the documents of one template share, so that each of them is stored as what it has of its own: a tenth of its text.
/// Immutable and thread-safe.
/// </summary>
/// <remarks>
/// A packed document is the byte 1, which no text begins with, the outline's SHA-256, and pairs of own bytes and a stretch of the
/// outline: length and bytes, then length and start, each number in base 128, lowest first, as in LEB128. The outline serves any
/// document; the less it has in common, the longer the result.
/// </remarks>
internal sealed class DocumentOutline
{
    /// <summary>The first byte of a packed document.</summary>
    public const byte Marker = 1;

    /// <summary>How long an outline may be, in bytes.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>How long a document may be, in bytes: no stored one is longer, and a few bytes must not ask for gigabytes.</summary>
    private const int MaxDocument = 16 << 20;

    // A stretch costs up to six bytes, and looking for shorter ones finds what has nothing to do with each other.
    private const int MinStretch = 12;
    private const int Window = sizeof(ulong), MaxCandidates = 4;

    private readonly byte[] _text;

    // Only who packs needs it.
    private readonly Lazy<Places> _places;

    /// <param name="text">UTF-8; nothing about any learner.</param>
    public DocumentOutline(byte[] text)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, MaxLength);
        (_text, Digest) = (text, DigestOf(text));
        _places = new Lazy<Places>(() => new Places(text));
    }

    /// <summary>SHA-256 of the text.</summary>
    public Hash32 Digest { get; }

    /// <summary>The text.</summary>
    public ReadOnlySpan<byte> Text => _text;

    /// <summary>The digest of an outline's text.</summary>
    public static Hash32 DigestOf(ReadOnlySpan<byte> text)
    {
        Span<byte> digest = stackalloc byte[Hash32.Length];
        SHA256.HashData(text, digest);
        return new Hash32(digest);
    }

    /// <summary>Whether these bytes are a packed document, and of which outline.</summary>
    public static bool IsPacked(ReadOnlySpan<byte> stored, out Hash32 outline)
    {
        var isPacked = stored.Length > Hash32.Length && stored[0] == Marker;
        outline = isPacked ? new Hash32(stored.Slice(1, Hash32.Length)) : default;
        return isPacked;
    }

    /// <summary>Writes a document as what it has of its own.</summary>
    /// <param name="document">Any bytes.</param>
    /// <param name="destination">Receives the packed document.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is longer than 16 MiB.</exception>
    public void Pack(ReadOnlySpan<byte> document, IBufferWriter<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(document.Length, MaxDocument);
        var places = _places.Value;
        var head = destination.GetSpan(1 + Hash32.Length);
        head[0] = Marker;
        Digest.CopyTo(head[1..]);
        destination.Advance(1 + Hash32.Length);
        var (own, at) = (0, 0);
        while (at + Window <= document.Length)
        {
            var (start, length) = Longest(places, document[at..]);
            if (length < MinStretch)
            {
                at++;
                continue;
            }
            WriteOwn(document[own..at], destination);
            WriteNumber(length, destination);
            WriteNumber(start, destination);
            at += length;
            own = at;
        }
        if (own < document.Length) WriteOwn(document[own..], destination);
    }

    /// <summary>The document that was packed.</summary>
    /// <exception cref="InvalidDataException">It was not packed with this outline.</exception>
    public byte[] Unpack(ReadOnlySpan<byte> packed)
    {
        if (!IsPacked(packed, out var outline) || outline != Digest) throw NotPacked();
        var rest = packed[(1 + Hash32.Length)..];
        var document = new ArrayBufferWriter<byte>(_text.Length + rest.Length);
        while (!rest.IsEmpty)
        {
            var own = ReadNumber(ref rest);
            if (own > rest.Length) throw NotPacked();
            document.Write(rest[..own]);
            rest = rest[own..];
            if (rest.IsEmpty) break;
            var (length, start) = (ReadNumber(ref rest), ReadNumber(ref rest));
            if (start > _text.Length - length || document.WrittenCount > MaxDocument) throw NotPacked();
            document.Write(_text.AsSpan(start, length));
        }
        return document.WrittenSpan.ToArray();
    }

    // Of the places in the outline that begin alike, the one that stays alike longest.
    private (int Start, int Length) Longest(Places places, ReadOnlySpan<byte> document)
    {
        var (best, longest) = (0, 0);
        var window = BinaryPrimitives.ReadUInt64LittleEndian(document);
        var candidates = MaxCandidates;
        for (var place = places.First(window); place >= 0 && candidates-- > 0; place = places.Next(place))
        {
            if (MemoryMarshal.Read<ulong>(_text.AsSpan(place)) != MemoryMarshal.Read<ulong>(document)) continue;
            var length = document.CommonPrefixLength(_text.AsSpan(place));
            if (length > longest) (best, longest) = (place, length);
        }
        return (best, longest);
    }

    private static void WriteOwn(ReadOnlySpan<byte> bytes, IBufferWriter<byte> destination)
    {
        WriteNumber(bytes.Length, destination);
        destination.Write(bytes);
    }

    private static void WriteNumber(int number, IBufferWriter<byte> destination)
    {
        var span = destination.GetSpan(5);
        var length = 0;
        for (; number >= 0x80; number >>= 7) span[length++] = (byte)(number | 0x80);
        span[length++] = (byte)number;
        destination.Advance(length);
    }

    private static int ReadNumber(ref ReadOnlySpan<byte> bytes)
    {
        var number = 0;
        for (var i = 0; i < 4 && i < bytes.Length; i++)
        {
            number |= (bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] >= 0x80) continue;
            bytes = bytes[(i + 1)..];
            return number;
        }
        throw NotPacked();
    }

    /// <summary>Where in a text eight bytes may stand, the first place first.</summary>
    private sealed class Places
    {
        private readonly int[] _first;
        private readonly int[] _next;
        private readonly int _shift;

        public Places(ReadOnlySpan<byte> text)
        {
            var bits = Math.Max(8, BitOperations.Log2((uint)text.Length + 1) + 2);
            (_first, _next, _shift) = (new int[1 << bits], new int[text.Length], 64 - bits);
            Array.Fill(_first, -1);
            for (var i = text.Length - Window; i >= 0; i--)
            {
                ref var first = ref _first[PlaceOf(BinaryPrimitives.ReadUInt64LittleEndian(text[i..]))];
                (_next[i], first) = (first, i);
            }
        }

        public int First(ulong window) => _first[PlaceOf(window)];

        public int Next(int place) => _next[place];

        private int PlaceOf(ulong window) => (int)(window * 0x9e3779b97f4a7c15 >> _shift);
    }

    private static InvalidDataException NotPacked() => new("The stored document does not go with its outline.");
}
