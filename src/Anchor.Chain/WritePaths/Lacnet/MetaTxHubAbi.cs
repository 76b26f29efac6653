using Anchor.Chain.Encoding;

namespace Anchor.Chain.WritePaths.Lacnet;

/// <summary>The signatures of LNet's PermissionedMetaTxHub, hashed once.</summary>
/// <remarks>Source: LACNetNetworks/deployContract-metaTx. Vectors: tests/vectors/lacnet.json.</remarks>
public static class MetaTxHubAbi
{
    /// <summary><c>execute(Forward request, bytes callData, bytes signature)</c></summary>
    public static AbiSignature Execute { get; } = new("execute((address,address,uint256,uint32,uint256,uint256,bytes32,address),bytes,bytes)");

    /// <summary><c>isNonceUsed(address from, uint32 space, uint256 nonce)</c></summary>
    public static AbiSignature IsNonceUsed { get; } = new("isNonceUsed(address,uint32,uint256)");

    /// <summary><c>isCallerAllowed(address caller)</c></summary>
    public static AbiSignature IsCallerAllowed { get; } = new("isCallerAllowed(address)");

    /// <summary><c>BlockGasQuotaExceeded()</c></summary>
    public static AbiSignature BlockGasQuotaExceeded { get; } = new("BlockGasQuotaExceeded()");

    /// <summary><c>Executed(address indexed from, address indexed to, uint32 indexed space, uint256 nonce, bytes32 dataHash, address caller, uint256 value)</c></summary>
    public static AbiSignature Executed { get; } = new("Executed(address,address,uint32,uint256,bytes32,address,uint256)");

    /// <summary><c>ContractDeployed(address indexed signer, address deployed, bytes32 dataHash)</c></summary>
    public static AbiSignature ContractDeployed { get; } = new("ContractDeployed(address,address,bytes32)");
}
