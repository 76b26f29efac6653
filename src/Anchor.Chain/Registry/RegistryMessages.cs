using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Merkle;

namespace Anchor.Chain.Registry;

/// <summary>The EIP-712 messages that the registry's <c>…BySig</c> functions check.</summary>
/// <remarks>Deadlines are Unix seconds. Vectors: tests/vectors/voucher.json.</remarks>
public static class RegistryMessages
{
    /// <summary>The domain of a deployed registry.</summary>
    public static TypedDomain Domain(ulong chainId, Address registry) => new("AnchorRegistry", "1", chainId, registry);

    /// <summary>Permission to anchor one root.</summary>
    public static TypedData Anchor(Address issuer, Hash32 root, BigInteger deadline) =>
        new TypedData("Anchor").Address("issuer", issuer).Bytes32("root", root).Number(256, "deadline", deadline);

    /// <summary>Permission to anchor several roots.</summary>
    public static TypedData AnchorMany(Address issuer, ReadOnlySpan<Hash32> roots, BigInteger deadline) =>
        new TypedData("AnchorMany").Address("issuer", issuer).Bytes32Array("roots", roots).Number(256, "deadline", deadline);

    /// <summary>Permission to revoke indexes: bits of <paramref name="masks"/> in the words of the bitmap.</summary>
    public static TypedData Revoke(Address issuer, Hash32 root, ReadOnlySpan<BigInteger> wordIndexes, ReadOnlySpan<BigInteger> masks, BigInteger deadline) =>
        new TypedData("Revoke").Address("issuer", issuer).Bytes32("root", root)
            .UInt256Array("wordIndexes", wordIndexes).UInt256Array("masks", masks).Number(256, "deadline", deadline);

    /// <summary>Permission to revoke a whole root.</summary>
    public static TypedData RevokeRoot(Address issuer, Hash32 root, BigInteger deadline) =>
        new TypedData("RevokeRoot").Address("issuer", issuer).Bytes32("root", root).Number(256, "deadline", deadline);

    /// <summary>The issuer's choice of an operator's roles (bits: 1 anchor, 2 revoke, 4 mint, 8 burn and reissue).</summary>
    public static TypedData SetOperator(Address issuer, Address account, byte roles, BigInteger nonce, BigInteger deadline) =>
        new TypedData("SetOperator").Address("issuer", issuer).Address("operator", account)
            .Number(8, "roles", roles).Number(256, "nonce", nonce).Number(256, "deadline", deadline);
}
