using Anchor.Chain.Encoding;

namespace Anchor.Chain.WritePaths.Lacnet;

/// <summary>The signatures of LACNet's relay hub and its proxy, hashed once.</summary>
/// <remarks>Source: LACNetNetworks/gas-management (the hub with five arguments). Vectors: tests/vectors/lacnet.json.</remarks>
public static class RelayHubAbi
{
    /// <summary><c>relayMetaTx(uint256 gasLimit, bytes signingData, uint8 v, bytes32 r, bytes32 s)</c></summary>
    public static AbiSignature RelayMetaTx { get; } = new("relayMetaTx(uint256,bytes,uint8,bytes32,bytes32)");

    /// <summary><c>deployMetaTx(uint256 gasLimit, bytes signingData, uint8 v, bytes32 r, bytes32 s)</c></summary>
    public static AbiSignature DeployMetaTx { get; } = new("deployMetaTx(uint256,bytes,uint8,bytes32,bytes32)");

    /// <summary><c>getRelayHub()</c>, of the proxy.</summary>
    public static AbiSignature GetRelayHub { get; } = new("getRelayHub()");

    /// <summary><c>getGasLimit()</c>: the gas per block of the node that asks.</summary>
    public static AbiSignature GetGasLimit { get; } = new("getGasLimit()");

    /// <summary><c>BadTransactionSent(address node, address originalSender, uint8 errorCode)</c></summary>
    public static AbiSignature BadTransactionSent { get; } = new("BadTransactionSent(address,address,uint8)");

    /// <summary><c>ContractDeployed(address indexed relay, address indexed from, address contractDeployed)</c></summary>
    public static AbiSignature ContractDeployed { get; } = new("ContractDeployed(address,address,address)");

    /// <summary><c>TransactionRelayed(address indexed relay, address indexed from, address indexed to, bool executed, bytes output)</c></summary>
    public static AbiSignature TransactionRelayed { get; } = new("TransactionRelayed(address,address,address,bool,bytes)");

    /// <summary><c>Relayed(address indexed sender, address indexed from)</c>: the hub has counted the sender's nonce.</summary>
    public static AbiSignature Relayed { get; } = new("Relayed(address,address)");
}
