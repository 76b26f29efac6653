using System.Buffers;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.StatusLists;
using Anchor.Events;
using Anchor.Merkle;

namespace Anchor.Issuance.Credentials;

/// <summary>A signed credential, encrypted for the store.</summary>
internal sealed record IssuedDocument(
    Guid Id, Guid? AchievementId, long? Index, Hash32 Leaf, Hash32 Subject, byte[] Sealed, StatusPlace? Status, DateTimeOffset IssuedAt)
{
    private const int AssociatedLength = 32 + 16 + Hash32.Length;

    public CredentialIssuedV2 Issued(Guid? batchId) =>
        new(Id, batchId, AchievementId, Leaf.ToString(), Index, Status?.List, Status?.Index, IssuedAt);

    /// <summary>Writes and signs one credential, whose learner's key is not known yet; <see cref="SealFor"/> encrypts it.</summary>
    public static IssuedDocument Sign(
        CredentialDraft draft, Guid id, Hash32 subject, Guid achievementId, StatusPlace? status,
        CredentialTemplate template, CredentialSigner signer, SigningBuffers buffers, DateTimeOffset now)
    {
        buffers.Document.ResetWrittenCount();
        buffers.Secured.ResetWrittenCount();
        template.Write(draft, id, buffers.Random.Next(CredentialTemplate.SaltLength), buffers.Document, status);
        var leaf = signer.Sign(buffers.Document.WrittenSpan, now, buffers.Secured);
        return new IssuedDocument(id, achievementId, null, leaf, subject, [], status, now);
    }

    /// <summary>The same with its text encrypted.</summary>
    /// <param name="issuer">The tenant.</param>
    /// <param name="dataKey">The learner's data key.</param>
    /// <param name="text">The credential in clear, packed or not.</param>
    public IssuedDocument SealFor(IssuerId issuer, ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> text) =>
        this with { Sealed = Keys.Sealed.Seal(dataKey, text, AssociatedData(issuer, Id, Leaf)) };

    /// <summary>A credential's text encrypted, under a nonce of the caller.</summary>
    public static byte[] Seal(IssuerId issuer, Guid id, Hash32 leaf, ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> text)
    {
        Span<byte> associated = stackalloc byte[AssociatedLength];
        WriteAssociatedData(issuer, id, leaf, associated);
        return Keys.Sealed.Seal(dataKey, nonce, text, associated);
    }

    /// <summary>Tenant ‖ id ‖ leaf: a stored document cannot be passed off as another one.</summary>
    public static byte[] AssociatedData(IssuerId issuer, Guid id, Hash32 leaf)
    {
        var data = new byte[AssociatedLength];
        WriteAssociatedData(issuer, id, leaf, data);
        return data;
    }

    private static void WriteAssociatedData(IssuerId issuer, Guid id, Hash32 leaf, Span<byte> destination)
    {
        issuer.Value.TryFormat(destination, out _, "n");
        id.TryWriteBytes(destination[32..], bigEndian: true, out _);
        leaf.CopyTo(destination[48..]);
    }
}

/// <summary>Scratch space of whoever signs one credential.</summary>
internal sealed class SigningBuffers
{
    private readonly ArrayBufferWriter<byte> _packed = new(1024);

    public ArrayBufferWriter<byte> Document { get; } = new(4096);

    public ArrayBufferWriter<byte> Secured { get; } = new(8192);

    public RandomSupply Random { get; } = new();

    /// <summary>What is stored of <see cref="Secured"/>: itself, or what it has besides an outline. Valid until the next credential.</summary>
    public ReadOnlyMemory<byte> Pack(DocumentOutline? outline)
    {
        if (outline is null) return Secured.WrittenMemory;
        _packed.ResetWrittenCount();
        outline.Pack(Secured.WrittenSpan, _packed);
        return _packed.WrittenMemory;
    }
}
