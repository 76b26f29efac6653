using System.Buffers.Binary;

namespace Anchor.Credentials.Baking;

/// <summary>The chunks of a PNG file (PNG, third edition, section 5): length, type, data, CRC-32 of type and data.</summary>
internal ref struct PngChunks
{
    private const int Frame = 12;
    private static readonly uint[] CrcTable = MakeTable();
    private readonly ReadOnlySpan<byte> _file;
    private int _next;

    public PngChunks(ReadOnlySpan<byte> file)
    {
        _file = file;
        _next = Signature.Length;
    }

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>The whole chunk, frame included.</summary>
    public ReadOnlySpan<byte> Whole { get; private set; }

    public readonly ReadOnlySpan<byte> Type => Whole[4..8];

    public readonly ReadOnlySpan<byte> Data => Whole[8..^4];

    public readonly bool AtEnd => _next == _file.Length;

    /// <summary>Goes to the next chunk.</summary>
    /// <returns>False at the end of the file, and where a chunk is cut short or its checksum is wrong; then <see cref="AtEnd"/> tells which.</returns>
    public bool MoveNext()
    {
        var rest = _file[_next..];
        if (rest.Length < Frame) return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > (uint)(rest.Length - Frame)) return false;
        var whole = rest[..((int)length + Frame)];
        if (BinaryPrimitives.ReadUInt32BigEndian(whole[^4..]) != Crc(whole[4..^4])) return false;
        Whole = whole;
        _next += whole.Length;
        return true;
    }

    /// <summary>Makes one chunk.</summary>
    public static byte[] Make(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var chunk = new byte[data.Length + Frame];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc(chunk.AsSpan(4, data.Length + 4)));
        return chunk;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes) crc = CrcTable[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var n = 0u; n < 256; n++)
        {
            var c = n;
            for (var bit = 0; bit < 8; bit++) c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            table[n] = c;
        }
        return table;
    }
}
