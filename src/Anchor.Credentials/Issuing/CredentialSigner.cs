using System.Buffers;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;
using Anchor.Merkle;

namespace Anchor.Credentials.Issuing;

/// <summary>Secures documents of a <see cref="CredentialTemplate"/> with one issuer key, in one format. Thread-safe.</summary>
public abstract class CredentialSigner
{
    /// <summary>Prepares a signer.</summary>
    /// <param name="format">How credentials are secured.</param>
    /// <param name="key">The issuer's key; the caller keeps it alive and disposes of it.</param>
    /// <param name="verificationMethod">The key's name in the issuer's DID document; that of the key's own did:key when null.</param>
    public static CredentialSigner Create(CredentialFormat format, Ed25519KeyPair key, string? verificationMethod = null) =>
        format == CredentialFormat.VcJwt ? new JwtCredentialSigner(key, verificationMethod) : new DocumentSigner(key, verificationMethod);

    /// <summary>How often canonicalising by resemblance gave something else than the general way, which was then taken. Anything but 0 is a defect.</summary>
    public virtual long Disagreements => 0;

    /// <summary>
    /// A text that resembles what this signer makes of a template's documents, with an invented learner and no signature; the same
    /// for the same template and key. Null where secured credentials do not resemble one another.
    /// </summary>
    public virtual byte[]? OutlineOf(CredentialTemplate template) => null;

    /// <summary>Signs the documents of a group; what the group then holds is what <see cref="Sign(ReadOnlySpan{byte}, DateTimeOffset, IBufferWriter{byte})"/> gives for each.</summary>
    /// <param name="group">Receives the secured credentials and their leaves.</param>
    /// <param name="at">The time of the signatures.</param>
    public virtual void Sign(SigningGroup group, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(group);
        for (var i = 0; i < group.Count; i++) group.AddSecured(Sign(group.DocumentAt(i), at, group.SecuredText));
    }

    /// <summary>Signs one document.</summary>
    /// <param name="document">The document's UTF-8 JSON as the template wrote it.</param>
    /// <param name="at">The time of the signature, where the format states one; whole seconds.</param>
    /// <param name="secured">Receives the secured credential: a compact JWS, or the document's JSON with its proof.</param>
    /// <returns>The credential's Merkle leaf.</returns>
    public abstract Hash32 Sign(ReadOnlySpan<byte> document, DateTimeOffset at, IBufferWriter<byte> secured);
}

internal sealed class JwtCredentialSigner(Ed25519KeyPair key, string? verificationMethod) : CredentialSigner
{
    private readonly VcJwtSigner _jwt = new(key, verificationMethod);

    public override Hash32 Sign(ReadOnlySpan<byte> document, DateTimeOffset at, IBufferWriter<byte> secured)
    {
        var span = secured.GetSpan(_jwt.LengthOf(document.Length));
        var length = _jwt.Sign(document, span);
        var leaf = CredentialLeaf.OfJwt(span[..length]);
        secured.Advance(length);
        return leaf;
    }
}
