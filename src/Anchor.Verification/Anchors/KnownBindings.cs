using System.Text;
using Anchor.Credentials;
using Anchor.Credentials.Bindings;
using Anchor.Credentials.Keys;

namespace Anchor.Verification.Anchors;

/// <summary>Verifies issuers' statements of accounts, each text once: all credentials of an issuer carry the same. Thread-safe.</summary>
/// <remarks>At most 64 statements are kept, each under its whole text and the key that verified it; one that does not hold is not kept.</remarks>
internal sealed class KnownBindings
{
    public const int Capacity = 64;

    private readonly Known<(string Compact, PublicKey? Key), VerifiedBinding> _known = new(Capacity);

    /// <summary>Reads a statement and verifies the issuer's signature.</summary>
    /// <param name="compact">The JWT.</param>
    /// <param name="did">The issuer of the credential.</param>
    /// <param name="signers">The issuer's Ed25519 keys; at least one.</param>
    public Result<VerifiedBinding> Verify(string compact, string did, IReadOnlyList<PublicKey> signers)
    {
        // The header's did:key has to be the issuer's own, which is said apart from whether the signature fits.
        if (did.StartsWith("did:key:", StringComparison.Ordinal)) return Verify(compact, null);
        var read = Verify(compact, signers[0]);
        for (var i = 1; i < signers.Count && !read.IsOk; i++) read = Verify(compact, signers[i]);
        return read;
    }

    private Result<VerifiedBinding> Verify(string compact, PublicKey? key)
    {
        if (_known.TryGet((compact, key), out var known)) return known;
        var bytes = Encoding.UTF8.GetBytes(compact);
        var read = key is null ? IssuerBinding.Verify(bytes) : IssuerBinding.Verify(bytes, key.Encoded);
        if (!read.TryGet(out var statement, out var error)) return error;
        var verified = new VerifiedBinding(statement);
        _known.Keep((compact, key), verified);
        return verified;
    }
}
