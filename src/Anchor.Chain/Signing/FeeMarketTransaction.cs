using System.Numerics;
using Anchor.Chain.Encoding;

namespace Anchor.Chain.Signing;

/// <summary>An EIP-1559 transaction (type 2) with an empty access list.</summary>
public sealed record FeeMarketTransaction
{
    private const byte Type = 2;

    /// <summary>The chain.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>How many transactions the account has sent before.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>Wei per gas for whoever makes the block.</summary>
    public required BigInteger MaxPriorityFeePerGas { get; init; }

    /// <summary>The most wei per gas in all.</summary>
    public required BigInteger MaxFeePerGas { get; init; }

    /// <summary>The most gas it may use.</summary>
    public required ulong GasLimit { get; init; }

    /// <summary>The account called; null creates a contract.</summary>
    public required Address? To { get; init; }

    /// <summary>Wei sent along.</summary>
    public BigInteger Value { get; init; }

    /// <summary>Call data, or the creation code.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Signs; digest = Keccak-256(0x02 ‖ RLP(chainId, nonce, maxPriorityFee, maxFee, gasLimit, to, value, data, [])).</summary>
    public SignedTransaction Sign(EvmAccountKey key)
    {
        var body = new[]
        {
            Rlp.Number(ChainId), Rlp.Number(Nonce), Rlp.Number(MaxPriorityFeePerGas), Rlp.Number(MaxFeePerGas),
            Rlp.Number(GasLimit), Rlp.Address(To), Rlp.Number(Value), Rlp.Bytes(Data.Span), Rlp.List(),
        };
        var signature = key.Sign(Keccak256.Hash([Type, .. Rlp.List(body)]));
        byte[] raw =
        [
            Type,
            .. Rlp.List(
            [
                .. body,
                Rlp.Number(signature.RecoveryId),
                LegacyTransaction.Scalar(signature.R.AsSpan()),
                LegacyTransaction.Scalar(signature.S.AsSpan()),
            ]),
        ];
        return new SignedTransaction(Keccak256.Hash(raw), raw, Nonce) { Fees = new OfferedFees(MaxFeePerGas, MaxPriorityFeePerGas), GasLimit = GasLimit };
    }
}
