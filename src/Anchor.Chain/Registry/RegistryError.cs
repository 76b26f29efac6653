using Anchor.Chain.Encoding;

namespace Anchor.Chain.Registry;

/// <summary>A custom error with which the registry reverts.</summary>
/// <param name="Name">Its name, such as <c>AnchorRegistryAlreadyAnchored</c>.</param>
/// <param name="Words">What it says, in a sentence.</param>
public sealed record RegistryError(string Name, string Words)
{
    private delegate string Reading(AbiReader arguments);

    private static readonly (AbiSignature Signature, Reading Words)[] Known =
    [
        (new("AnchorRegistryAlreadyAnchored(address,bytes32,uint64)"), static a => $"{a.ReadAddress()} anchored root {a.ReadBytes32().ToHex()} already, at {a.ReadUInt64()}."),
        (new("AnchorRegistryNotAnchored(address,bytes32)"), static a => $"{a.ReadAddress()} has not anchored root {a.ReadBytes32().ToHex()}."),
        (new("AnchorRegistryAlreadyRevoked(address,bytes32,uint64)"), static a => $"{a.ReadAddress()} revoked root {a.ReadBytes32().ToHex()} already, at {a.ReadUInt64()}."),
        (new("AnchorRegistryNotAuthorized(address,address)"), static a => $"{a.ReadAddress()} has not authorised {a.ReadAddress()}."),
        (new("AnchorRegistryInvalidSignature(address)"), static a => $"The signature is not one of {a.ReadAddress()}."),
        (new("AnchorRegistrySignatureExpired(uint256)"), static a => $"The signature expired at {a.ReadUInt256()}."),
        (new("AnchorRegistryInvalidNonce(address,uint256)"), static a => $"The next nonce of {a.ReadAddress()} is {a.ReadUInt256()}."),
        (new("AnchorRegistryInvalidRoot()"), static _ => "The root is zero."),
        (new("AnchorRegistryInvalidArguments()"), static _ => "The arguments do not fit each other."),
        (new("AnchorRegistryInvalidCalldata(uint256)"), static a => $"Call data of {a.ReadUInt256()} bytes is no call."),
        (new("AnchorRegistrySha256Unavailable()"), static _ => "The chain lacks the SHA-256 precompile."),
        (new("Error(string)"), static a => a.ReadString()),
    ];

    /// <summary>Reads revert data.</summary>
    /// <returns>False when the error is none of the registry's, or its arguments are damaged.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> revertData, out RegistryError error)
    {
        foreach (var (signature, words) in Known)
        {
            if (!signature.Selects(revertData)) continue;
            try
            {
                error = new RegistryError(signature.Name, words(new AbiReader(revertData[AbiSignature.SelectorLength..])));
                return true;
            }
            catch (FormatException)
            {
                break;
            }
        }
        error = null!;
        return false;
    }
}
