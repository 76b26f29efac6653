using System.Numerics;
using Anchor.Merkle;

namespace Anchor.Chain.Signing;

/// <summary>A transaction ready to be sent; sending it again sends the same bytes.</summary>
/// <param name="Hash">Keccak-256 of <paramref name="Raw"/>: the hash under which a direct write appears on the chain.</param>
/// <param name="Raw">The bytes for <c>eth_sendRawTransaction</c>.</param>
/// <param name="Nonce">The nonce it uses up.</param>
public sealed record SignedTransaction(Hash32 Hash, byte[] Raw, ulong Nonce)
{
    /// <summary>What it offers per gas; zero where gas costs nothing.</summary>
    public OfferedFees Fees { get; init; }

    /// <summary>The most gas it may use.</summary>
    public ulong GasLimit { get; init; }

    /// <summary>Whether a relay wraps the bytes into a transaction of its own, so that only the relay's answer tells the hash on the chain.</summary>
    public bool IsWrapped { get; init; }

    /// <summary>Unix seconds after which it cannot be executed any more; null for never.</summary>
    public ulong? ExpiresAt { get; init; }
}

/// <summary>What a transaction offers per gas, in wei.</summary>
/// <param name="MaxFeePerGas">The most in all; the gas price of a transaction without a type.</param>
/// <param name="MaxPriorityFeePerGas">The most for the block's maker; equal to the gas price of a transaction without a type.</param>
public readonly record struct OfferedFees(BigInteger MaxFeePerGas, BigInteger MaxPriorityFeePerGas)
{
    /// <summary>The least that nodes take in the place of this offer: 15 % more, rounded up, and never the same.</summary>
    /// <remarks>Nodes ask for up to 12.5 % more of both members.</remarks>
    public OfferedFees Outbid() => new(Raise(MaxFeePerGas), Raise(MaxPriorityFeePerGas));

    private static BigInteger Raise(BigInteger offered) => BigInteger.Max((offered * 115 + 99) / 100, offered + 1);
}
