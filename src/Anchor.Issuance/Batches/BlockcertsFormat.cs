using Anchor.Chain.Registry;
using Anchor.Credentials;
using Anchor.Issuance.Issuers;
using Anchor.Merkle;

namespace Anchor.Issuance.Batches;

/// <summary>What the format <c>blockcerts</c> asks of an issuer and of a transaction.</summary>
internal static class BlockcertsFormat
{
    /// <summary>Why an issuer cannot open a batch in this format; null when it can.</summary>
    /// <remarks>Verifiers of the format learn the issuer's accounts and what was revoked from a profile that the issuer's id leads to.</remarks>
    public static Error? Refuse(IssuerState issuer, IssuerAddresses addresses) =>
        issuer.Did.StartsWith("did:web:", StringComparison.Ordinal) && addresses.ProfileOf(issuer.Id) is not null ? null : BatchErrors.BlockcertsNeedsWeb();

    /// <summary>The call that anchors a root: its 32 bytes alone, unless the registry would take them for another call.</summary>
    /// <remarks>That happens about once in 170 million roots; the batch is then anchored like any other and carries no Merkle proof.</remarks>
    public static byte[] Call(Hash32 root) => RegistryFallback.TryCall(root, out var data) ? data : RegistryCalls.Anchor(root);

    /// <summary>Whether a transaction with this root can be shown in the format.</summary>
    public static bool CanShow(Hash32 root) => RegistryFallback.TryCall(root, out _);
}
