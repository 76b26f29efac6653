using System.Buffers.Binary;
using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Merkle;

namespace Anchor.Chain.WritePaths.Lacnet;

/// <summary>A transaction as LACNet's relay hub takes it: signed without a chain id, bound to a node and a time by its last 64 bytes.</summary>
/// <remarks>
/// Preimage of <see cref="Digest"/>: RLP(nonce, 0, gas limit, to, 0, data). Data ends with the node as a word and the expiry in
/// Unix seconds as a word. Source: LACNetNetworks/gas-management. Vectors: tests/vectors/lacnet.json.
/// </remarks>
public sealed record RelayedTransaction
{
    /// <summary>The length in bytes of what is appended to the data.</summary>
    public const int SuffixLength = 64;

    private const int Word = 32;
    private const ulong GasPerByte = 105;
    private const ulong GasOfRelaying = 300_000;

    /// <summary>The user's nonce with the node, as the hub counts it.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>The most gas that the inner call or creation may use.</summary>
    public required ulong GasLimit { get; init; }

    /// <summary>The account called; null creates a contract.</summary>
    public required Address? To { get; init; }

    /// <summary>Call data or creation code with the suffix.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The node that may relay it.</summary>
    public Address Node => new(Data.Span[..^Word][^Address.Length..]);

    /// <summary>Unix seconds after which it is refused.</summary>
    public ulong ExpiresAt => BinaryPrimitives.ReadUInt64BigEndian(Data.Span[^sizeof(ulong)..]);

    /// <summary>The gas that the node has to offer for the wrapping transaction, and that is held against the quota.</summary>
    public ulong MetaGasLimit => checked(((ulong)Data.Length * GasPerByte) + GasOfRelaying + GasLimit);

    /// <summary>The hash that is signed.</summary>
    public Hash32 Digest => Keccak256.Hash(SigningData());

    /// <summary>Binds a call to a node and a time.</summary>
    /// <param name="nonce">The user's nonce with the node.</param>
    /// <param name="gasLimit">The most gas of the inner call.</param>
    /// <param name="to">The account called; null creates a contract.</param>
    /// <param name="data">Call data, or creation code with its arguments.</param>
    /// <param name="node">The node that relays.</param>
    /// <param name="expiresAt">Unix seconds.</param>
    public static RelayedTransaction Bind(ulong nonce, ulong gasLimit, Address? to, ReadOnlySpan<byte> data, Address node, ulong expiresAt) =>
        new() { Nonce = nonce, GasLimit = gasLimit, To = to, Data = (byte[])[.. data, .. Suffix(node, expiresAt)] };

    /// <summary>64 bytes: the node and the expiry, each as a word.</summary>
    public static byte[] Suffix(Address node, ulong expiresAt) => new AbiEncoder().Add(node).Add(expiresAt).Encode();

    /// <summary>What is hashed and signed, and what the hub reads back.</summary>
    public byte[] SigningData() => Rlp.List(
        Rlp.Number(Nonce), Rlp.Number(0), Rlp.Number(GasLimit), Rlp.Address(To), Rlp.Number(0), Rlp.Bytes(Data.Span));

    /// <summary>Signs it; the hash is of the bytes alone and never appears on the chain.</summary>
    public SignedTransaction Sign(EvmAccountKey key) =>
        new LegacyTransaction { ChainId = null, Nonce = Nonce, GasPrice = 0, GasLimit = GasLimit, To = To, Data = Data }.Sign(key)
            with { IsWrapped = true, ExpiresAt = ExpiresAt, GasLimit = GasLimit };

    /// <summary>Reads signed bytes and finds who signed them.</summary>
    /// <returns>False for everything that a relay refuses: a type byte, a chain id in v, a high s, value, gas price, no suffix.</returns>
    public static bool TryRead(ReadOnlySpan<byte> raw, out RelayedTransaction transaction, out Address sender)
    {
        (transaction, sender) = (null!, default);
        if (!RlpItems.TryRead(raw, out var items) || items.Length != 9) return false;
        if (items[1].Length != 0 || items[4].Length != 0 || items[6] is not [27 or 28]) return false;
        if (items[3].Length is not (0 or Address.Length) || items[5].Length < SuffixLength) return false;
        if (!TryNumber(items[0], out var nonce) || !TryNumber(items[2], out var gasLimit) || !HasSuffix(items[5])) return false;
        var candidate = new RelayedTransaction
        {
            Nonce = nonce, GasLimit = gasLimit, To = items[3].Length == 0 ? null : new Address(items[3]), Data = items[5],
        };
        if (items[7].Length > Word || items[8].Length > Word || items[7] is [0, ..] || items[8] is [0, ..]) return false;
        byte[] signature = [.. new byte[Word - items[7].Length], .. items[7], .. new byte[Word - items[8].Length], .. items[8], items[6][0]];
        if (!EvmSignature.TryParse(signature, out var parsed) || !parsed.TryRecover(candidate.Digest, out sender)) return false;
        transaction = candidate;
        return true;
    }

    private static bool HasSuffix(ReadOnlySpan<byte> data) =>
        !data[^SuffixLength..][..(Word - Address.Length)].ContainsAnyExcept((byte)0) && !data[^Word..][..^sizeof(ulong)].ContainsAnyExcept((byte)0);

    private static bool TryNumber(ReadOnlySpan<byte> digits, out ulong number)
    {
        number = 0;
        if (digits.Length > sizeof(ulong) || (digits.Length != 0 && digits[0] == 0)) return false;
        number = (ulong)new BigInteger(digits, isUnsigned: true, isBigEndian: true);
        return true;
    }
}
