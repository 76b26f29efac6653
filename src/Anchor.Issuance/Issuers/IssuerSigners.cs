using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Keys;
using Anchor.Issuance.Keys;

namespace Anchor.Issuance.Issuers;

/// <summary>Opens an issuer's key and signs under the name that it has in the issuer's DID document.</summary>
internal sealed class IssuerSigners(KeyRing keys)
{
    /// <summary>Signs credentials of one format.</summary>
    public async Task<CredentialSigner> CredentialsAsync(IssuerState issuer, CredentialFormat format, CancellationToken cancellationToken)
    {
        var key = await keys.SigningKeyAsync(issuer.Id, issuer.SigningKeyId, cancellationToken);
        return CredentialSigner.Create(format, key, issuer.VerificationMethodOf(key));
    }

    /// <summary>Adds <c>eddsa-rdfc-2022</c> proofs.</summary>
    public async Task<DataIntegritySigner> ProofsAsync(IssuerState issuer, CancellationToken cancellationToken)
    {
        var key = await keys.SigningKeyAsync(issuer.Id, issuer.SigningKeyId, cancellationToken);
        return new DataIntegritySigner(Cryptosuite.EddsaRdfc2022, SigningKey.FromEd25519(key), issuer.VerificationMethodOf(key));
    }
}
