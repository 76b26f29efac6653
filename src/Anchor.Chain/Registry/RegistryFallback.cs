using System.Buffers.Binary;
using System.Collections.Frozen;
using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Chain.Registry;

/// <summary>Anchoring by sending the 32 bytes of the root alone, as <c>blockcerts</c> batches need.</summary>
/// <remarks>A root that begins with a function's selector would be taken for a call and not be anchored.</remarks>
public static class RegistryFallback
{
    private static readonly FrozenSet<uint> Selectors = new[]
    {
        "anchor(bytes32)", "anchorMany(bytes32[])", "anchorFor(address,bytes32)", "anchorManyFor(address,bytes32[])",
        "anchorBySig(address,bytes32,uint256,address,bytes)", "anchorManyBySig(address,bytes32[],uint256,address,bytes)",
        "anchorBatchBySig((address,bytes32,uint256,address,bytes)[])",
        "revoke(bytes32,uint64)", "revokeFor(address,bytes32,uint64)", "revokeMany(bytes32,uint256[],uint256[])",
        "revokeManyFor(address,bytes32,uint256[],uint256[])", "revokeBySig(address,bytes32,uint256[],uint256[],uint256,address,bytes)",
        "revokeRoot(address,bytes32)", "revokeRootBySig(address,bytes32,uint256,address,bytes)",
        "setOperator(address,uint8)", "setOperatorBySig(address,address,uint8,uint256,uint256,bytes)",
        "record(address,bytes32)", "isRevoked(address,bytes32,uint64)", "isActive(address,bytes32,uint64)",
        "verify(address,bytes32,uint64,uint64,bytes32,bytes32[])", "revocationWord(address,bytes32,uint256)",
        "operatorRoles(address,address)", "operatorNonce(address,address)", "isAuthorized(address,address,uint8)", "eip712Domain()",
    }.Select(static text => new AbiSignature(text).Selector).ToFrozenSet();

    /// <summary>The call data that anchors a root through the fallback: the root itself.</summary>
    /// <returns>False when the root begins with a selector of the registry; then only <see cref="RegistryCalls.Anchor"/> anchors it.</returns>
    public static bool TryCall(Hash32 root, out byte[] data)
    {
        var isSafe = !Selectors.Contains(BinaryPrimitives.ReadUInt32BigEndian(root.AsSpan()));
        data = isSafe ? root.ToArray() : [];
        return isSafe;
    }
}
