using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Chain.Signing;

/// <summary>An EIP-712 message, built member by member in the order of its type.</summary>
/// <remarks>Source: EIP-712, "Definition of hashStruct". No nested structs: Anchor's messages have none. Vectors: tests/vectors/voucher.json.</remarks>
public sealed class TypedData(string name)
{
    private readonly List<string> _members = [];
    private readonly List<byte> _words = [];

    /// <summary>The type's text, such as <c>Anchor(address issuer,bytes32 root,uint256 deadline)</c>.</summary>
    public string EncodeType => $"{name}({string.Join(',', _members)})";

    /// <summary>Keccak-256 of <see cref="EncodeType"/>.</summary>
    public Hash32 TypeHash => Keccak256.Hash(EncodeType);

    /// <summary>Adds an <c>address</c>.</summary>
    public TypedData Address(string member, Address value) =>
        Add("address", member, [.. new byte[Hash32.Length - Encoding.Address.Length], .. value.AsSpan()]);

    /// <summary>Adds a <c>bytes32</c>.</summary>
    public TypedData Bytes32(string member, Hash32 value) => Add("bytes32", member, value.AsSpan());

    /// <summary>Adds a <c>bool</c>.</summary>
    public TypedData Bool(string member, bool value) => Add("bool", member, AbiEncoder.NumberWord(value ? 1 : 0));

    /// <summary>Adds an unsigned integer.</summary>
    /// <param name="bits">8 to 256, in steps of 8.</param>
    /// <param name="member">The member's name.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is none, or the number does not fit it.</exception>
    public TypedData Number(int bits, string member, BigInteger value)
    {
        if (bits is < 8 or > 256 || bits % 8 != 0) throw new ArgumentOutOfRangeException(nameof(bits));
        if (value.Sign < 0 || value.GetBitLength() > bits) throw new ArgumentOutOfRangeException(nameof(value), $"Not a uint{bits}.");
        return Add($"uint{bits}", member, AbiEncoder.NumberWord(value));
    }

    /// <summary>Adds a <c>string</c>: the hash of its UTF-8 bytes.</summary>
    public TypedData Text(string member, string value) => Add("string", member, Keccak256.Hash(value).AsSpan());

    /// <summary>Adds a dynamic <c>bytes</c>: its hash.</summary>
    public TypedData Bytes(string member, ReadOnlySpan<byte> value) => Add("bytes", member, Keccak256.Hash(value).AsSpan());

    /// <summary>Adds a <c>bytes32[]</c>: the hash of its words one after another.</summary>
    public TypedData Bytes32Array(string member, ReadOnlySpan<Hash32> values) =>
        Add("bytes32[]", member, Keccak256.Hash(Hash32.AsBytes(values)).AsSpan());

    /// <summary>Adds a <c>uint256[]</c>: the hash of its words one after another.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or has more than 256 bits.</exception>
    public TypedData UInt256Array(string member, ReadOnlySpan<BigInteger> values)
    {
        var words = new List<byte>(values.Length * Hash32.Length);
        foreach (var value in values) words.AddRange(AbiEncoder.NumberWord(value));
        return Add("uint256[]", member, Keccak256.Hash([.. words]).AsSpan());
    }

    /// <summary>Keccak-256(type hash ‖ one word per member).</summary>
    public Hash32 StructHash() => Keccak256.Hash([.. TypeHash.AsSpan(), .. _words]);

    /// <summary>What is signed: Keccak-256(0x19 ‖ 0x01 ‖ domain separator ‖ struct hash).</summary>
    public Hash32 Digest(TypedDomain domain) =>
        Keccak256.Hash([0x19, 0x01, .. domain.Separator().AsSpan(), .. StructHash().AsSpan()]);

    private TypedData Add(string type, string member, ReadOnlySpan<byte> word)
    {
        _members.Add($"{type} {member}");
        _words.AddRange(word);
        return this;
    }
}
