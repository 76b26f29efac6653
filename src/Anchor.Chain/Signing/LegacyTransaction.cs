using System.Numerics;
using Anchor.Chain.Encoding;

namespace Anchor.Chain.Signing;

/// <summary>A transaction without a type byte, bound to a chain by EIP-155 or, without a chain id, to none.</summary>
public sealed record LegacyTransaction
{
    /// <summary>The chain; null signs as before EIP-155, which only a gas model that binds the sender otherwise may use.</summary>
    public required ulong? ChainId { get; init; }

    /// <summary>How many transactions the account has sent before.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>Wei per gas; zero on chains that ask no fee.</summary>
    public required BigInteger GasPrice { get; init; }

    /// <summary>The most gas it may use.</summary>
    public required ulong GasLimit { get; init; }

    /// <summary>The account called; null creates a contract.</summary>
    public required Address? To { get; init; }

    /// <summary>Wei sent along.</summary>
    public BigInteger Value { get; init; }

    /// <summary>Call data, or the creation code.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Signs; digest = Keccak-256(RLP(nonce, gasPrice, gasLimit, to, value, data[, chainId, 0, 0])).</summary>
    public SignedTransaction Sign(EvmAccountKey key)
    {
        var body = new[]
        {
            Rlp.Number(Nonce), Rlp.Number(GasPrice), Rlp.Number(GasLimit), Rlp.Address(To), Rlp.Number(Value), Rlp.Bytes(Data.Span),
        };
        var preimage = ChainId is { } chain ? Rlp.List([.. body, Rlp.Number(chain), Rlp.Number(0), Rlp.Number(0)]) : Rlp.List(body);
        var signature = key.Sign(Keccak256.Hash(preimage));
        var v = ChainId is { } bound ? (BigInteger)bound * 2 + 35 + signature.RecoveryId : 27 + signature.RecoveryId;
        var raw = Rlp.List([.. body, Rlp.Number(v), Scalar(signature.R.AsSpan()), Scalar(signature.S.AsSpan())]);
        return new SignedTransaction(Keccak256.Hash(raw), raw, Nonce) { Fees = new OfferedFees(GasPrice, GasPrice), GasLimit = GasLimit };
    }

    internal static byte[] Scalar(ReadOnlySpan<byte> word) => Rlp.Bytes(word.TrimStart((byte)0));
}
