using System.Buffers.Text;
using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Anchor.Credentials.Jwt;

namespace Anchor.Credentials.StatusLists;

/// <summary>The bits of a status list, one for each credential. Bit 0 is the left-most: the highest bit of the first byte.</summary>
/// <remarks>
/// W3C Bitstring Status List v1.0. Not thread-safe while it is written to. Codes of <see cref="Decode"/>: <c>status_list.encoding</c>,
/// <c>status_list.too_large</c>, <c>status_list.too_short</c>.
/// </remarks>
public sealed class StatusBitstring
{
    /// <summary>The fewest bits, 16 KiB of them: in a shorter list a credential would stand out.</summary>
    public const int MinimumSize = 131_072;

    /// <summary>The most bits, 1 MiB of them; who needs more opens another list.</summary>
    public const int MaximumSize = 8_388_608;

    private readonly byte[] _bits;

    /// <summary>A list in which no bit is set.</summary>
    /// <param name="size">Bits: a multiple of 8 from <see cref="MinimumSize"/> to <see cref="MaximumSize"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is another.</exception>
    public StatusBitstring(int size = MinimumSize)
    {
        if (size is < MinimumSize or > MaximumSize || size % 8 != 0)
            throw new ArgumentOutOfRangeException(nameof(size), size, $"A list has {MinimumSize} to {MaximumSize} bits, in whole bytes.");
        _bits = new byte[size / 8];
    }

    private StatusBitstring(byte[] bits) => _bits = bits;

    /// <summary>How many bits there are.</summary>
    public int Size => _bits.Length * 8;

    /// <summary>How many bits are set.</summary>
    public int Count
    {
        get
        {
            var words = MemoryMarshal.Cast<byte, ulong>(_bits);
            var count = 0;
            foreach (var word in words) count += BitOperations.PopCount(word);
            foreach (var rest in _bits.AsSpan(words.Length * sizeof(ulong))) count += BitOperations.PopCount(rest);
            return count;
        }
    }

    /// <summary>One bit.</summary>
    /// <param name="index">0 to <see cref="Size"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The list has no such bit.</exception>
    public bool this[int index]
    {
        get => (_bits[ByteOf(index)] & Mask(index)) != 0;
        set
        {
            ref var place = ref _bits[ByteOf(index)];
            place = (byte)(value ? place | Mask(index) : place & ~Mask(index));
        }
    }

    /// <summary>The value of <c>encodedList</c>: <c>u</c> and base64url, without padding, of the gzipped bits.</summary>
    /// <returns>The same text for the same bits, on every platform.</returns>
    public string Encode() => "u" + Base64Url.EncodeToString(PlainGzip.Compress(_bits));

    /// <summary>Reads an <c>encodedList</c>. However small, it never unpacks to more than the bound.</summary>
    /// <param name="encoded">The text.</param>
    /// <param name="maxSize">The most bits that are read.</param>
    public static Result<StatusBitstring> Decode(string encoded, int maxSize = MaximumSize)
    {
        // Bits that cannot be compressed grow a little, and then by a third in base64.
        if (encoded.Length > (long)maxSize / 5 + 4096) return StatusListErrors.TooLarge(maxSize);
        if (encoded.Length < 2 || encoded[0] != 'u' || !Ascii.IsValid(encoded)
            || !StrictBase64Url.TryDecode(Encoding.ASCII.GetBytes(encoded, 1, encoded.Length - 1), out var gzip))
            return StatusListErrors.Encoding;
        try
        {
            var bits = Unpack(gzip, maxSize / 8);
            return bits is null ? StatusListErrors.TooLarge(maxSize)
                : !PlainGzip.EndsWithTrailerOf(bits, gzip) ? StatusListErrors.Encoding
                : bits.Length < MinimumSize / 8 ? StatusListErrors.TooShort
                : new StatusBitstring(bits);
        }
        catch (InvalidDataException)
        {
            return StatusListErrors.Encoding;
        }
    }

    private static byte[]? Unpack(byte[] gzip, int maxBytes)
    {
        using var stream = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        var unpacked = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (unpacked.Length + read > maxBytes) return null;
            unpacked.Write(buffer, 0, read);
        }
        return unpacked.ToArray();
    }

    private int ByteOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Size);
        return index >> 3;
    }

    private static int Mask(int index) => 0x80 >> (index & 7);
}
