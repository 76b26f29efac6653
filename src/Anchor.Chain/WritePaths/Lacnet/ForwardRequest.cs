using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Merkle;

namespace Anchor.Chain.WritePaths.Lacnet;

/// <summary>A request that LNet's meta-transaction hub carries out for whoever signed it.</summary>
/// <remarks>
/// EIP-712 <c>Forward(address from,address to,uint256 value,uint32 space,uint256 nonce,uint256 deadline,bytes32 dataHash,address caller)</c>;
/// dataHash = Keccak-256(call data or creation code). Source: LACNetNetworks/deployContract-metaTx. Vectors: tests/vectors/lacnet.json.
/// </remarks>
public sealed record ForwardRequest
{
    /// <summary>The account that signs.</summary>
    public required Address From { get; init; }

    /// <summary>The contract called; null creates one.</summary>
    public required Address? To { get; init; }

    /// <summary>Which of the signer's nonce bitmaps counts.</summary>
    public required uint Space { get; init; }

    /// <summary>A number never used before in this space.</summary>
    public required BigInteger Nonce { get; init; }

    /// <summary>Unix seconds after which the hub refuses it.</summary>
    public required ulong Deadline { get; init; }

    /// <summary>Call data or creation code.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The account that carries it to the hub.</summary>
    public required Address Caller { get; init; }

    /// <summary>Keccak-256 of <see cref="Data"/>.</summary>
    public Hash32 DataHash => Keccak256.Hash(Data.Span);

    /// <summary>The domain of a hub.</summary>
    public static TypedDomain Domain(ulong chainId, Address hub) => new("PermissionedMetaTxHub", "1", chainId, hub);

    /// <summary>The message that is signed; its value is zero, since Anchor sends none.</summary>
    public TypedData Message() => new TypedData("Forward").Address("from", From).Address("to", To.GetValueOrDefault()).Number(256, "value", 0)
        .Number(32, "space", Space).Number(256, "nonce", Nonce).Number(256, "deadline", Deadline).Bytes32("dataHash", DataHash).Address("caller", Caller);

    /// <summary>Call data of the hub's <c>execute</c>.</summary>
    /// <param name="signature">65 bytes by <see cref="From"/>.</param>
    public byte[] Call(EvmSignature signature) => new AbiEncoder()
        .Add(From).Add(To.GetValueOrDefault()).Add(BigInteger.Zero).Add(Space).Add(Nonce).Add(Deadline).Add(DataHash).Add(Caller)
        .AddBytes(Data.Span).AddBytes(signature.ToBytes()).EncodeCall(MetaTxHubAbi.Execute);
}
