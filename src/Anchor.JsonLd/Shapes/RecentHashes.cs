using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Anchor.JsonLd.Shapes;

/// <summary>
/// SHA-256 of short texts that soon come again: a document with its proof has most blank nodes of the document without it.
/// Scratch space of one thread; the whole text decides, never a part of it.
/// </summary>
#pragma warning disable CA1001 // It lives as long as its thread, and the context with it.
internal sealed class RecentHashes
{
    private const int Places = 64, MaxText = 2_048;

    // Setting a context up costs about as much as hashing a short text.
    private readonly IncrementalHash _context = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Place[] _places = new Place[Places];

    /// <summary>How often a text was known.</summary>
    public long Known { get; private set; }

    /// <param name="text">Any bytes.</param>
    /// <param name="hash">Receives 32 bytes.</param>
    public void Hash(ReadOnlySpan<byte> text, Span<byte> hash)
    {
        if (text.Length is < 32 or > MaxText)
        {
            HashAnew(text, hash);
            return;
        }
        ref var place = ref _places[PlaceOf(text)];
        if (place.Length == text.Length && place.Text.AsSpan(0, place.Length).SequenceEqual(text))
        {
            Known++;
            place.Hash.CopyTo(hash);
            return;
        }
        HashAnew(text, hash);
        place.Text ??= new byte[MaxText];
        place.Hash ??= new byte[SHA256.HashSizeInBytes];
        text.CopyTo(place.Text);
        hash.CopyTo(place.Hash);
        place.Length = text.Length;
    }

    /// <summary>The hash of a text that hardly comes again.</summary>
    public void HashAnew(ReadOnlySpan<byte> text, Span<byte> hash)
    {
        _context.AppendData(text);
        _context.GetHashAndReset(hash);
    }

    // Documents differ somewhere in the middle of such texts; where two meet in a place, the later one has it.
    private static int PlaceOf(ReadOnlySpan<byte> text)
    {
        var mixed = (ulong)text.Length;
        for (var quarter = 1; quarter < 4; quarter++)
            mixed = (mixed ^ BinaryPrimitives.ReadUInt64LittleEndian(text[(quarter * (text.Length - 8) / 4)..])) * 0x9e3779b97f4a7c15;
        return (int)(mixed >> 58);
    }

    private struct Place
    {
        public byte[]? Text;
        public byte[]? Hash;
        public int Length;
    }
}
