using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Anchor.Merkle;

/// <summary>A 32-byte hash: a leaf, an inner node, a tree hash or an anchored root.</summary>
/// <remarks>Stored inline, so that an array of hashes is one flat block of memory and can be viewed as bytes.</remarks>
[StructLayout(LayoutKind.Sequential, Size = Length)]
public readonly struct Hash32 : IEquatable<Hash32>
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 32;

    private readonly ulong _a, _b, _c, _d;

    /// <summary>Copies a hash from its bytes.</summary>
    /// <param name="bytes">Exactly 32 bytes.</param>
    /// <exception cref="ArgumentException">The length is not 32.</exception>
    public Hash32(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException($"A hash is {Length} bytes, not {bytes.Length}.", nameof(bytes));
        this = MemoryMarshal.Read<Hash32>(bytes);
    }

    /// <summary>Whether all bytes are zero.</summary>
    public bool IsZero => (_a | _b | _c | _d) == 0;

    /// <summary>The 32 bytes, in place.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in this, 1));

    /// <summary>Copies the 32 bytes to the start of <paramref name="destination"/>.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than 32 bytes.</exception>
    public void CopyTo(Span<byte> destination) => AsSpan().CopyTo(destination);

    /// <summary>A new array with the 32 bytes.</summary>
    public byte[] ToArray() => AsSpan().ToArray();

    /// <summary>Views flat memory as hashes without copying.</summary>
    /// <param name="bytes">A multiple of 32 bytes.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of 32.</exception>
    public static ReadOnlySpan<Hash32> Cast(ReadOnlySpan<byte> bytes) =>
        bytes.Length % Length == 0
            ? MemoryMarshal.Cast<byte, Hash32>(bytes)
            : throw new ArgumentException($"Hashes come in multiples of {Length} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>Views hashes as flat bytes without copying.</summary>
    public static ReadOnlySpan<byte> AsBytes(ReadOnlySpan<Hash32> hashes) => MemoryMarshal.AsBytes(hashes);

    /// <summary>Reads 64 hexadecimal digits, with or without a leading <c>0x</c>.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static Hash32 Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var hash) ? hash : throw new FormatException("A hash is 64 hexadecimal digits.");

    /// <summary>Reads 64 hexadecimal digits, with or without a leading <c>0x</c>.</summary>
    /// <returns>False when the text is anything else.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out Hash32 hash)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal)) text = text[2..];
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length == 2 * Length && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done)
        {
            hash = new Hash32(bytes);
            return true;
        }
        hash = default;
        return false;
    }

    /// <summary>64 lower-case hexadecimal digits without a prefix.</summary>
    public override string ToString() => Convert.ToHexStringLower(AsSpan());

    /// <summary>Lower-case hexadecimal digits with the <c>0x</c> prefix that chains use.</summary>
    public string ToHex() => "0x" + ToString();

    /// <inheritdoc/>
    public bool Equals(Hash32 other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Hash32 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_a, _b, _c, _d);

    /// <summary>Byte equality.</summary>
    public static bool operator ==(in Hash32 left, in Hash32 right) => left.Equals(right);

    /// <summary>Byte inequality.</summary>
    public static bool operator !=(in Hash32 left, in Hash32 right) => !left.Equals(right);

}
