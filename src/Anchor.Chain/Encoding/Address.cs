using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Anchor.Chain.Encoding;

/// <summary>An account or contract on an EVM chain: 20 bytes, written with the EIP-55 checksum.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = Length)]
[JsonConverter(typeof(AddressJsonConverter))]
public readonly struct Address : IEquatable<Address>
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 20;

    private readonly ulong _a, _b;
    private readonly uint _c;

    /// <summary>Copies an address from its bytes.</summary>
    /// <param name="bytes">Exactly 20 bytes.</param>
    /// <exception cref="ArgumentException">The length is not 20.</exception>
    public Address(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new ArgumentException($"An address is {Length} bytes, not {bytes.Length}.", nameof(bytes));
        this = MemoryMarshal.Read<Address>(bytes);
    }

    /// <summary>Whether this is the zero address, which nobody owns.</summary>
    public bool IsZero => (_a | _b | _c) == 0;

    /// <summary>The 20 bytes, in place.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() => MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in this, 1));

    /// <summary>A new array with the 20 bytes.</summary>
    public byte[] ToArray() => AsSpan().ToArray();

    /// <summary>Reads <c>0x</c> and 40 digits; digits of mixed case must carry a right EIP-55 checksum.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static Address Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var address) ? address : throw new FormatException("An address is 0x and 40 hexadecimal digits, with a right checksum when of mixed case.");

    /// <summary>Reads <c>0x</c> and 40 digits; digits of mixed case must carry a right EIP-55 checksum.</summary>
    /// <returns>False when the text is anything else.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out Address address)
    {
        address = default;
        if (text.Length != 2 + 2 * Length || !text.StartsWith("0x", StringComparison.Ordinal)) return false;
        Span<byte> bytes = stackalloc byte[Length];
        if (Convert.FromHexString(text[2..], bytes, out _, out _) != OperationStatus.Done) return false;
        var candidate = new Address(bytes);
        var mixed = text[2..].ContainsAnyInRange('a', 'f') && text[2..].ContainsAnyInRange('A', 'F');
        if (mixed && !text.SequenceEqual(candidate.ToString())) return false;
        address = candidate;
        return true;
    }

    /// <summary><c>0x</c> and 40 digits, letters in the case that EIP-55 gives them.</summary>
    public override string ToString()
    {
        var digits = Convert.ToHexStringLower(AsSpan());
        var hash = Keccak256.Hash(digits).ToString();
        return "0x" + string.Create(digits.Length, (digits, hash), static (text, state) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = state.hash[i] >= '8' ? char.ToUpperInvariant(state.digits[i]) : state.digits[i];
        });
    }

    /// <inheritdoc/>
    public bool Equals(Address other) => _a == other._a && _b == other._b && _c == other._c;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Address other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_a, _b, _c);

    /// <summary>Byte equality.</summary>
    public static bool operator ==(Address left, Address right) => left.Equals(right);

    /// <summary>Byte inequality.</summary>
    public static bool operator !=(Address left, Address right) => !left.Equals(right);
}
