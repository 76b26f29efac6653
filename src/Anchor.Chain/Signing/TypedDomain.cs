using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Chain.Signing;

/// <summary>An EIP-712 domain: what a signature is for, and where it counts.</summary>
/// <param name="Name">The protocol's name.</param>
/// <param name="Version">The protocol's version.</param>
/// <param name="ChainId">The chain.</param>
/// <param name="VerifyingContract">The contract that checks the signature; null when none does.</param>
public sealed record TypedDomain(string Name, string Version, ulong ChainId, Address? VerifyingContract = null)
{
    /// <summary>The struct hash of <c>EIP712Domain</c>, whose type lists only the members that are present.</summary>
    public Hash32 Separator()
    {
        var domain = new TypedData("EIP712Domain").Text("name", Name).Text("version", Version).Number(256, "chainId", ChainId);
        return (VerifyingContract is { } contract ? domain.Address("verifyingContract", contract) : domain).StructHash();
    }
}
