using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Anchor.Issuance.Credentials;

/// <summary>Random bytes of the operating system, drawn many at a time: asking costs more than the bytes do. For one thread.</summary>
internal sealed class RandomSupply
{
    private const int Length = 1_024;

    private readonly byte[] _bytes = new byte[Length];
    private int _used = Length;

    /// <summary>The next bytes; nobody else gets them. Valid until the next call.</summary>
    /// <param name="length">At most 1,024.</param>
    public ReadOnlySpan<byte> Next(int length)
    {
        if (_bytes.Length - _used < length)
        {
            RandomNumberGenerator.Fill(_bytes);
            _used = 0;
        }
        return _bytes.AsSpan((_used += length) - length, length);
    }

    /// <summary>A UUID of version 7 (RFC 9562, section 5.7): milliseconds since 1970 (48 bits), and 74 random bits.</summary>
    public Guid NextId(DateTimeOffset now)
    {
        Span<byte> id = stackalloc byte[16];
        Next(16).CopyTo(id);
        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(time, now.ToUnixTimeMilliseconds());
        time[2..].CopyTo(id);
        id[6] = (byte)(0x70 | id[6] & 0x0f);
        id[8] = (byte)(0x80 | id[8] & 0x3f);
        return new Guid(id, bigEndian: true);
    }
}
