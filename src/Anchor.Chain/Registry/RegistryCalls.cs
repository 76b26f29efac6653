using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Merkle;

namespace Anchor.Chain.Registry;

/// <summary>One entry of <c>anchorBatchBySig</c>.</summary>
/// <param name="Issuer">Whose root it is.</param>
/// <param name="Root">The root.</param>
/// <param name="Deadline">Unix seconds.</param>
/// <param name="Signer">The issuer or its operator.</param>
/// <param name="Signature">65 bytes, or what a contract account checks by ERC-1271.</param>
public sealed record SignedAnchor(Address Issuer, Hash32 Root, BigInteger Deadline, Address Signer, ReadOnlyMemory<byte> Signature);

/// <summary>Call data for the registry's functions that write.</summary>
public static class RegistryCalls
{
    /// <summary><c>anchor</c>, by the sender.</summary>
    public static byte[] Anchor(Hash32 root) => new AbiEncoder().Add(root).EncodeCall(RegistryAbi.Anchor);

    /// <summary><c>anchorMany</c>, by the sender.</summary>
    public static byte[] AnchorMany(ReadOnlySpan<Hash32> roots) => new AbiEncoder().AddArray(roots).EncodeCall(RegistryAbi.AnchorMany);

    /// <summary><c>anchorFor</c>, by an operator of the issuer.</summary>
    public static byte[] AnchorFor(Address issuer, Hash32 root) => new AbiEncoder().Add(issuer).Add(root).EncodeCall(RegistryAbi.AnchorFor);

    /// <summary><c>anchorManyFor</c>, by an operator of the issuer.</summary>
    public static byte[] AnchorManyFor(Address issuer, ReadOnlySpan<Hash32> roots) =>
        new AbiEncoder().Add(issuer).AddArray(roots).EncodeCall(RegistryAbi.AnchorManyFor);

    /// <summary><c>anchorBySig</c>, by anyone.</summary>
    public static byte[] AnchorBySig(SignedAnchor anchor) => Entry(anchor).EncodeCall(RegistryAbi.AnchorBySig);

    /// <summary><c>anchorManyBySig</c>, by anyone.</summary>
    public static byte[] AnchorManyBySig(Address issuer, ReadOnlySpan<Hash32> roots, BigInteger deadline, Address signer, ReadOnlySpan<byte> signature) =>
        new AbiEncoder().Add(issuer).AddArray(roots).Add(deadline).Add(signer).AddBytes(signature).EncodeCall(RegistryAbi.AnchorManyBySig);

    /// <summary><c>anchorBatchBySig</c>: many issuers in one transaction, by anyone.</summary>
    public static byte[] AnchorBatchBySig(IReadOnlyCollection<SignedAnchor> anchors) =>
        new AbiEncoder().AddTuples([.. anchors.Select(Entry)]).EncodeCall(RegistryAbi.AnchorBatchBySig);

    /// <summary><c>revoke</c>, by the sender.</summary>
    public static byte[] Revoke(Hash32 root, ulong index) => new AbiEncoder().Add(root).Add(index).EncodeCall(RegistryAbi.Revoke);

    /// <summary><c>revokeMany</c>, by the sender.</summary>
    public static byte[] RevokeMany(Hash32 root, ReadOnlySpan<BigInteger> wordIndexes, ReadOnlySpan<BigInteger> masks) =>
        new AbiEncoder().Add(root).AddArray(wordIndexes).AddArray(masks).EncodeCall(RegistryAbi.RevokeMany);

    /// <summary><c>revokeFor</c>, by an operator of the issuer.</summary>
    public static byte[] RevokeFor(Address issuer, Hash32 root, ulong index) =>
        new AbiEncoder().Add(issuer).Add(root).Add(index).EncodeCall(RegistryAbi.RevokeFor);

    /// <summary><c>revokeManyFor</c>, by an operator of the issuer.</summary>
    public static byte[] RevokeManyFor(Address issuer, Hash32 root, ReadOnlySpan<BigInteger> wordIndexes, ReadOnlySpan<BigInteger> masks) =>
        new AbiEncoder().Add(issuer).Add(root).AddArray(wordIndexes).AddArray(masks).EncodeCall(RegistryAbi.RevokeManyFor);

    /// <summary><c>revokeBySig</c>, by anyone.</summary>
    public static byte[] RevokeBySig(
        Address issuer, Hash32 root, ReadOnlySpan<BigInteger> wordIndexes, ReadOnlySpan<BigInteger> masks,
        BigInteger deadline, Address signer, ReadOnlySpan<byte> signature) =>
        new AbiEncoder().Add(issuer).Add(root).AddArray(wordIndexes).AddArray(masks).Add(deadline).Add(signer).AddBytes(signature)
            .EncodeCall(RegistryAbi.RevokeBySig);

    /// <summary><c>revokeRoot</c>, by the issuer or its operator.</summary>
    public static byte[] RevokeRoot(Address issuer, Hash32 root) => new AbiEncoder().Add(issuer).Add(root).EncodeCall(RegistryAbi.RevokeRoot);

    /// <summary><c>revokeRootBySig</c>, by anyone.</summary>
    public static byte[] RevokeRootBySig(Address issuer, Hash32 root, BigInteger deadline, Address signer, ReadOnlySpan<byte> signature) =>
        new AbiEncoder().Add(issuer).Add(root).Add(deadline).Add(signer).AddBytes(signature).EncodeCall(RegistryAbi.RevokeRootBySig);

    /// <summary><c>setOperator</c>, by the issuer.</summary>
    public static byte[] SetOperator(Address account, byte roles) =>
        new AbiEncoder().Add(account).Add((BigInteger)roles).EncodeCall(RegistryAbi.SetOperator);

    /// <summary><c>setOperatorBySig</c>, by anyone.</summary>
    public static byte[] SetOperatorBySig(Address issuer, Address account, byte roles, BigInteger nonce, BigInteger deadline, EvmSignature signature) =>
        new AbiEncoder().Add(issuer).Add(account).Add((BigInteger)roles).Add(nonce).Add(deadline).AddBytes(signature.ToBytes())
            .EncodeCall(RegistryAbi.SetOperatorBySig);

    private static AbiEncoder Entry(SignedAnchor anchor) =>
        new AbiEncoder().Add(anchor.Issuer).Add(anchor.Root).Add(anchor.Deadline).Add(anchor.Signer).AddBytes(anchor.Signature.Span);
}
