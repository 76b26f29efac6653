using System.Buffers.Binary;
using Org.BouncyCastle.Utilities.Zlib;

namespace Anchor.Credentials.StatusLists;

/// <summary>Writes gzip files (RFC 1952) whose bytes depend on the content alone.</summary>
/// <remarks>
/// The framework compresses with a native library, whose output changes with its version and the processor; a list that did not
/// change would then seem to. The managed compressor gives the same bytes everywhere. The header holds no name, time or system.
/// </remarks>
internal static class PlainGzip
{
    private const uint ReversedPolynomial = 0xEDB88320;
    private const int TrailerLength = 8;

    // Magic number, deflate, no flags, no time, no hint of the level, system unknown.
    private static ReadOnlySpan<byte> Header => [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

    public static byte[] Compress(byte[] content)
    {
        using var file = new MemoryStream();
        file.Write(Header);
        using (var deflate = new ZOutputStream(new Uncloseable(file), JZlib.Z_BEST_COMPRESSION, true)) deflate.Write(content, 0, content.Length);
        Span<byte> trailer = stackalloc byte[TrailerLength];
        WriteTrailer(content, trailer);
        file.Write(trailer);
        return file.ToArray();
    }

    /// <summary>Whether a file ends with the checksum and the length of its content.</summary>
    /// <remarks>The framework reads a file that was cut off within them without a word, and ignores what follows them.</remarks>
    public static bool EndsWithTrailerOf(ReadOnlySpan<byte> content, ReadOnlySpan<byte> file)
    {
        Span<byte> trailer = stackalloc byte[TrailerLength];
        WriteTrailer(content, trailer);
        return file.EndsWith(trailer);
    }

    private static void WriteTrailer(ReadOnlySpan<byte> content, Span<byte> trailer)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, Crc32(content));
        BinaryPrimitives.WriteInt32LittleEndian(trailer[4..], content.Length);
    }

    /// <summary>The checksum of RFC 1952 section 8: 0xCBF43926 for the ASCII digits 1 to 9.</summary>
    public static uint Crc32(ReadOnlySpan<byte> content)
    {
        Span<uint> table = stackalloc uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var entry = i;
            for (var bit = 0; bit < 8; bit++) entry = (entry & 1) == 0 ? entry >> 1 : (entry >> 1) ^ ReversedPolynomial;
            table[(int)i] = entry;
        }
        var checksum = uint.MaxValue;
        foreach (var each in content) checksum = table[(int)((checksum ^ each) & 0xff)] ^ (checksum >> 8);
        return ~checksum;
    }

    /// <summary>The compressor closes what it writes to; the trailer still has to follow.</summary>
    private sealed class Uncloseable(MemoryStream file) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => file.Length;

        public override long Position
        {
            get => file.Position;
            set => throw new NotSupportedException();
        }

        public override void Flush() => file.Flush();

        public override void Write(byte[] buffer, int offset, int count) => file.Write(buffer, offset, count);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
