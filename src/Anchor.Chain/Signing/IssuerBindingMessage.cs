using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Chain.Signing;

/// <summary>What an account signs to say that it belongs to a DID: EIP-712 <c>Binding(string did,address account,uint64 validFrom)</c>.</summary>
/// <remarks>Rule: DESIGN.md "The bundle and whom a verifier trusts". No contract checks it, so its domain names none.</remarks>
public static class IssuerBindingMessage
{
    /// <summary>The digest under the domain ("AnchorIssuerBinding", "1", chain id).</summary>
    /// <param name="chainId">The account's chain.</param>
    /// <param name="did">The issuer's DID, exactly as written in the binding.</param>
    /// <param name="account">The account.</param>
    /// <param name="validFrom">Unix seconds.</param>
    public static Hash32 Digest(ulong chainId, string did, Address account, ulong validFrom) =>
        new TypedData("Binding").Text("did", did).Address("account", account).Number(64, "validFrom", validFrom)
            .Digest(new TypedDomain("AnchorIssuerBinding", "1", chainId));
}
