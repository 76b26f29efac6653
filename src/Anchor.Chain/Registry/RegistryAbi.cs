using Anchor.Chain.Encoding;

namespace Anchor.Chain.Registry;

/// <summary>The signatures of AnchorRegistry, hashed once.</summary>
public static class RegistryAbi
{
    /// <summary><c>anchor(bytes32)</c></summary>
    public static AbiSignature Anchor { get; } = new("anchor(bytes32)");

    /// <summary><c>anchorMany(bytes32[])</c></summary>
    public static AbiSignature AnchorMany { get; } = new("anchorMany(bytes32[])");

    /// <summary><c>anchorFor(address,bytes32)</c></summary>
    public static AbiSignature AnchorFor { get; } = new("anchorFor(address,bytes32)");

    /// <summary><c>anchorManyFor(address,bytes32[])</c></summary>
    public static AbiSignature AnchorManyFor { get; } = new("anchorManyFor(address,bytes32[])");

    /// <summary><c>anchorBySig(address issuer, bytes32 root, uint256 deadline, address signer, bytes sig)</c></summary>
    public static AbiSignature AnchorBySig { get; } = new("anchorBySig(address,bytes32,uint256,address,bytes)");

    /// <summary><c>anchorManyBySig(address issuer, bytes32[] roots, uint256 deadline, address signer, bytes sig)</c></summary>
    public static AbiSignature AnchorManyBySig { get; } = new("anchorManyBySig(address,bytes32[],uint256,address,bytes)");

    /// <summary><c>anchorBatchBySig((address issuer, bytes32 root, uint256 deadline, address signer, bytes sig)[])</c></summary>
    public static AbiSignature AnchorBatchBySig { get; } = new("anchorBatchBySig((address,bytes32,uint256,address,bytes)[])");

    /// <summary><c>revoke(bytes32 root, uint64 index)</c></summary>
    public static AbiSignature Revoke { get; } = new("revoke(bytes32,uint64)");

    /// <summary><c>revokeFor(address issuer, bytes32 root, uint64 index)</c></summary>
    public static AbiSignature RevokeFor { get; } = new("revokeFor(address,bytes32,uint64)");

    /// <summary><c>revokeManyFor(address issuer, bytes32 root, uint256[] wordIndexes, uint256[] masks)</c></summary>
    public static AbiSignature RevokeManyFor { get; } = new("revokeManyFor(address,bytes32,uint256[],uint256[])");

    /// <summary><c>revokeMany(bytes32 root, uint256[] wordIndexes, uint256[] masks)</c></summary>
    public static AbiSignature RevokeMany { get; } = new("revokeMany(bytes32,uint256[],uint256[])");

    /// <summary><c>revokeBySig(address issuer, bytes32 root, uint256[] wordIndexes, uint256[] masks, uint256 deadline, address signer, bytes sig)</c></summary>
    public static AbiSignature RevokeBySig { get; } = new("revokeBySig(address,bytes32,uint256[],uint256[],uint256,address,bytes)");

    /// <summary><c>revokeRoot(address issuer, bytes32 root)</c></summary>
    public static AbiSignature RevokeRoot { get; } = new("revokeRoot(address,bytes32)");

    /// <summary><c>revokeRootBySig(address issuer, bytes32 root, uint256 deadline, address signer, bytes sig)</c></summary>
    public static AbiSignature RevokeRootBySig { get; } = new("revokeRootBySig(address,bytes32,uint256,address,bytes)");

    /// <summary><c>setOperator(address operator, uint8 roles)</c></summary>
    public static AbiSignature SetOperator { get; } = new("setOperator(address,uint8)");

    /// <summary><c>setOperatorBySig(address issuer, address operator, uint8 roles, uint256 nonce, uint256 deadline, bytes sig)</c></summary>
    public static AbiSignature SetOperatorBySig { get; } = new("setOperatorBySig(address,address,uint8,uint256,uint256,bytes)");

    /// <summary><c>record(address issuer, bytes32 root)</c></summary>
    public static AbiSignature Record { get; } = new("record(address,bytes32)");

    /// <summary><c>isRevoked(address issuer, bytes32 root, uint64 index)</c></summary>
    public static AbiSignature IsRevoked { get; } = new("isRevoked(address,bytes32,uint64)");

    /// <summary><c>revocationWord(address issuer, bytes32 root, uint256 wordIndex)</c></summary>
    public static AbiSignature RevocationWord { get; } = new("revocationWord(address,bytes32,uint256)");

    /// <summary><c>operatorNonce(address issuer, address operator)</c></summary>
    public static AbiSignature OperatorNonce { get; } = new("operatorNonce(address,address)");

    /// <summary><c>isAuthorized(address issuer, address account, uint8 role)</c></summary>
    public static AbiSignature IsAuthorized { get; } = new("isAuthorized(address,address,uint8)");

    /// <summary><c>Anchored(address indexed issuer, bytes32 indexed root, address operator, uint64 anchoredAt)</c></summary>
    public static AbiSignature AnchoredEvent { get; } = new("Anchored(address,bytes32,address,uint64)");

    /// <summary><c>Revoked(address indexed issuer, bytes32 indexed root, uint256 wordIndex, uint256 newMask, address operator)</c></summary>
    public static AbiSignature RevokedEvent { get; } = new("Revoked(address,bytes32,uint256,uint256,address)");

    /// <summary><c>RootRevoked(address indexed issuer, bytes32 indexed root, address operator, uint64 revokedAt)</c></summary>
    public static AbiSignature RootRevokedEvent { get; } = new("RootRevoked(address,bytes32,address,uint64)");

    /// <summary><c>OperatorSet(address indexed issuer, address indexed operator, uint8 roles)</c></summary>
    public static AbiSignature OperatorSetEvent { get; } = new("OperatorSet(address,address,uint8)");
}
