using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Jwt;
using Anchor.Events;
using Anchor.Merkle;

namespace Anchor.Issuance.Credentials;

/// <summary>A signed credential, encrypted for the store.</summary>
internal sealed record IssuedDocument(
    Guid Id, Guid AchievementId, long? Index, Hash32 Leaf, Hash32 Subject, byte[] Sealed, DateTimeOffset IssuedAt)
{
    public CredentialIssuedV1 Issued(Guid? batchId) => new(Id, batchId, AchievementId, Leaf.ToString(), Index, IssuedAt);

    /// <summary>Writes, signs and encrypts one credential.</summary>
    /// <param name="issuer">The tenant.</param>
    /// <param name="draft">The learner.</param>
    /// <param name="id">The credential's id.</param>
    /// <param name="subject">The reference to the learner.</param>
    /// <param name="dataKey">The learner's data key.</param>
    /// <param name="achievementId">What was earned.</param>
    /// <param name="index">The leaf's index, where there is a batch.</param>
    /// <param name="template">Writes the document.</param>
    /// <param name="signer">Signs it.</param>
    /// <param name="buffer">Scratch space; its content is lost.</param>
    /// <param name="now">When.</param>
    public static IssuedDocument Sign(
        IssuerId issuer, CredentialDraft draft, Guid id, Hash32 subject, byte[] dataKey, Guid achievementId, long? index,
        CredentialTemplate template, VcJwtSigner signer, ArrayBufferWriter<byte> buffer, DateTimeOffset now)
    {
        Span<byte> salt = stackalloc byte[CredentialTemplate.SaltLength];
        RandomNumberGenerator.Fill(salt);
        buffer.ResetWrittenCount();
        template.Write(draft, id, salt, buffer);

        var compact = ArrayPool<byte>.Shared.Rent(signer.LengthOf(buffer.WrittenCount));
        try
        {
            var document = compact.AsSpan(0, signer.Sign(buffer.WrittenSpan, compact));
            var leaf = CredentialLeaf.OfJwt(document);
            return new IssuedDocument(
                id, achievementId, index, leaf, subject, Keys.Sealed.Seal(dataKey, document, AssociatedData(issuer, id, leaf)), now);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(compact, clearArray: true);
        }
    }

    /// <summary>Tenant ‖ id ‖ leaf: a stored document cannot be passed off as another one.</summary>
    public static byte[] AssociatedData(IssuerId issuer, Guid id, Hash32 leaf)
    {
        var data = new byte[32 + 16 + Hash32.Length];
        Encoding.ASCII.GetBytes(issuer.Tenant, data);
        id.TryWriteBytes(data.AsSpan(32), bigEndian: true, out _);
        leaf.CopyTo(data.AsSpan(48));
        return data;
    }
}
