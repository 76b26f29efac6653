using System.Collections.Concurrent;
using Anchor.Credentials.Issuing;
using Anchor.Merkle;
using Npgsql;

namespace Anchor.Issuance.Credentials;

/// <summary>The outlines of stored documents, kept for good under their digests: one for each template that was ever signed with.</summary>
internal sealed class DocumentOutlines(NpgsqlDataSource dataSource)
{
    private const int MaxKept = 200;

    // What a digest stands for never changes.
    private readonly ConcurrentDictionary<(IssuerId, Hash32), DocumentOutline> _kept = [];

    /// <summary>The outline of a template's documents, stored before anything is packed with it; null where packing gains nothing.</summary>
    public async Task<DocumentOutline?> EnsureAsync(IssuerId issuer, CredentialTemplate template, CredentialSigner signer, CancellationToken cancellationToken)
    {
        if (signer.OutlineOf(template) is not { Length: <= DocumentOutline.MaxLength } text) return null;
        var outline = _kept.TryGetValue((issuer, DocumentOutline.DigestOf(text)), out var known) ? known : new DocumentOutline(text);
        // Each time: a database that was set back under a running host may have lost it.
        await using var command = dataSource.CreateCommand("INSERT INTO anchor.anchor_document_outlines (tenant_id, digest, text) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = outline.Digest.ToArray() });
        command.Parameters.Add(new() { Value = text });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return Keep(issuer, outline);
    }

    /// <summary>The text of a document, packed or not.</summary>
    /// <exception cref="InvalidDataException">Its outline is missing or was changed.</exception>
    public ValueTask<byte[]> UnpackAsync(IssuerId issuer, byte[] stored, CancellationToken cancellationToken)
    {
        if (!DocumentOutline.IsPacked(stored, out var digest)) return new(stored);
        return _kept.TryGetValue((issuer, digest), out var known) ? new(known.Unpack(stored)) : ReadAndUnpackAsync(issuer, digest, stored, cancellationToken);
    }

    private async ValueTask<byte[]> ReadAndUnpackAsync(IssuerId issuer, Hash32 digest, byte[] stored, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT text FROM anchor.anchor_document_outlines WHERE tenant_id = $1 AND digest = $2");
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = digest.ToArray() });
        if (await command.ExecuteScalarAsync(cancellationToken) is not byte[] text || DocumentOutline.DigestOf(text) != digest)
            throw new InvalidDataException($"The outline {digest} of stored documents is missing or was changed.");
        return Keep(issuer, new DocumentOutline(text)).Unpack(stored);
    }

    private DocumentOutline Keep(IssuerId issuer, DocumentOutline outline)
    {
        if (_kept.Count >= MaxKept) _kept.Clear();
        return _kept[(issuer, outline.Digest)] = outline;
    }
}
