using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.MerkleProofs;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.Keys;
using Anchor.Merkle;
using MediatR;
using Npgsql;

namespace Anchor.Issuance.Credentials;

/// <summary>Asks for a credential with everything that is needed to verify it.</summary>
public sealed record GetBundle(IssuerId Issuer, Guid CredentialId) : IRequest<Result<IssuedBundle>>;

/// <summary>Asks for the bundles of a batch from an index on, at most 500.</summary>
public sealed record ListBundles(IssuerId Issuer, Guid BatchId, long FromIndex, int Limit) : IRequest<Result<IReadOnlyList<IssuedBundle>>>;

/// <summary>Asks whether a credential's bundle is still the one that was read before, without putting it together.</summary>
public sealed record GetBundleMark(IssuerId Issuer, Guid CredentialId) : IRequest<Result<BundleMark>>;

/// <summary>Finds out whose credential this is, for pages that everybody may open.</summary>
public sealed record FindTenant(Guid CredentialId) : IRequest<Result<IssuerId>>;

/// <summary>A credential and its evidence.</summary>
/// <param name="Id">The credential's id.</param>
/// <param name="BatchId">Its batch; null while it waits for one.</param>
/// <param name="Index">Its index there.</param>
/// <param name="Bundle">The evidence; without proof before sealing, without anchors before finality.</param>
public sealed record IssuedBundle(Guid Id, Guid? BatchId, long? Index, Bundle Bundle)
{
    /// <summary>Of this bundle; null in lists.</summary>
    public BundleMark? Mark { get; init; }
}

/// <summary>
/// What a bundle is made from, and what the issuer decided about the credential: another one after each suspension, reinstatement and
/// revocation, and whenever anything in the bundle changes.
/// </summary>
public sealed class BundleMark
{
    private readonly (Guid, Hash32 Leaf, Hash32 Subject, Guid? BatchId, long? Index, string? Standing) _own;
    private readonly IReadOnlyList<TokenClaim> _tokens;
    private readonly BatchContext _context;

    internal BundleMark(ReadCredential found, BatchContext context)
    {
        var document = found.Document;
        (_own, _tokens, _context) = ((document.Id, document.Leaf, document.Subject, document.BatchId, document.Index, found.StandingMark), found.Tokens, context);
    }

    /// <summary>Whether both stand for the same bundle under the same decisions.</summary>
    public bool IsSameAs(BundleMark other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _own == other._own && _tokens.SequenceEqual(other._tokens) && (ReferenceEquals(_context, other._context) || IsSame(_context, other._context));
    }

    private static bool IsSame(BatchContext left, BatchContext right) =>
        left.Anchors.SequenceEqual(right.Anchors) && left with { Anchors = right.Anchors } == right;
}

internal sealed class GetBundleHandler(
    NpgsqlDataSource dataSource, KeyRing keys, SubjectKeys subjectKeys, CredentialReader credentials, DocumentOutlines outlines, BatchContexts contexts, TileCache tiles, NetworkCatalog networks)
    : IRequestHandler<GetBundle, Result<IssuedBundle>>, IRequestHandler<GetBundleMark, Result<BundleMark>>, IRequestHandler<ListBundles, Result<IReadOnlyList<IssuedBundle>>>,
      IRequestHandler<FindTenant, Result<IssuerId>>
{
    public async Task<Result<IssuerId>> Handle(FindTenant request, CancellationToken cancellationToken) =>
        await credentials.TenantOfAsync(request.CredentialId, cancellationToken) is { } issuer ? issuer : CredentialErrors.NotFound();

    public async Task<Result<IssuedBundle>> Handle(GetBundle request, CancellationToken cancellationToken)
    {
        if (await credentials.FindAsync(request.Issuer, request.CredentialId, cancellationToken) is not { } found) return CredentialErrors.NotFound();
        if (found.DataKey is not { } dataKey) return CredentialErrors.Erased();
        var context = await contexts.GetAsync(request.Issuer, found.Document.BatchId, cancellationToken);
        var bundle = await AttachAsync(request.Issuer, found.Document, context, dataKey, cancellationToken);
        return Name(bundle with { Mark = new BundleMark(found, context) }, found.Tokens);
    }

    public async Task<Result<BundleMark>> Handle(GetBundleMark request, CancellationToken cancellationToken)
    {
        if (await credentials.FindAsync(request.Issuer, request.CredentialId, cancellationToken) is not { } found) return CredentialErrors.NotFound();
        if (found.DataKey is null) return CredentialErrors.Erased();
        return new BundleMark(found, await contexts.GetAsync(request.Issuer, found.Document.BatchId, cancellationToken));
    }

    public async Task<Result<IReadOnlyList<IssuedBundle>>> Handle(ListBundles request, CancellationToken cancellationToken)
    {
        var documents = await DocumentStore.OfBatchAsync(
            dataSource, request.Issuer, request.BatchId, request.FromIndex, Math.Clamp(request.Limit, 1, PageRequest.MaxLimit), cancellationToken);
        var context = await contexts.GetAsync(request.Issuer, request.BatchId, cancellationToken);
        var dataKeys = await OpenKeysAsync(request.Issuer, documents, cancellationToken);
        var tokens = await TokensAsync(request.Issuer, [.. documents.Select(document => document.Id)], cancellationToken);
        var bundles = new List<IssuedBundle>(documents.Count);
        foreach (var document in documents)
            if (dataKeys.TryGetValue(document.Subject, out var dataKey))
                bundles.Add(Name(await AttachAsync(request.Issuer, document, context, dataKey, cancellationToken), [.. tokens[document.Id]]));
        return bundles;
    }

    /// <summary>Where minted credentials have their tokens.</summary>
    private async Task<ILookup<Guid, TokenClaim>> TokensAsync(IssuerId issuer, Guid[] credentials, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "SELECT credential_id, chain_id, collection FROM anchor.anchor_view_tokens WHERE tenant_id = $1 AND credential_id = ANY($2) AND status = 'minted' ORDER BY minted");
        command.Parameters.Add(new() { Value = issuer.Tenant });
        command.Parameters.Add(new() { Value = credentials });
        var tokens = new List<(Guid Credential, TokenClaim Token)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) tokens.Add((reader.GetGuid(0), new TokenClaim((ulong)reader.GetInt64(1), reader.GetString(2))));
        return tokens.ToLookup(each => each.Credential, each => each.Token);
    }

    private static IssuedBundle Name(IssuedBundle issued, IReadOnlyList<TokenClaim> tokens) =>
        tokens.Count == 0 ? issued : issued with { Bundle = issued.Bundle with { Tokens = [.. tokens.Take(Bundle.MaxTokens)] } };

    /// <summary>Joins by id and leaf, never by position, and verifies what it joined before it leaves.</summary>
    /// <remarks>That the text belongs to the leaf is verified by its authentication: it was encrypted with the leaf, right after signing, under a key that only this issuer's tenant key opens.</remarks>
    private async Task<IssuedBundle> AttachAsync(IssuerId issuer, StoredDocument document, BatchContext context, byte[] dataKey, CancellationToken cancellationToken)
    {
        var opened = Sealed.Open(dataKey, document.Sealed, IssuedDocument.AssociatedData(issuer, document.Id, document.Leaf));
        var secured = BundledCredential.OfText(await outlines.UnpackAsync(issuer, opened, cancellationToken));
        BundleProof? proof = null;
        if (context.Root is { } root)
        {
            var inclusion = await tiles.ProveAsync(issuer, document.BatchId!.Value, (ulong)context.Size, (ulong)document.Index!.Value, cancellationToken);
            if (!tiles.Verifies(inclusion, document.Leaf, root)) throw new InvalidDataException($"The proof of {document.Id} does not lead to its batch's root.");
            proof = new BundleProof(inclusion.Size, inclusion.Index, inclusion.Path.ToArray());
        }
        if (context is { IsBlockcerts: true, Anchors: [var anchor, ..] } && proof is not null) secured = WithMerkleProof(secured, document, proof, context, anchor);
        return new IssuedBundle(document.Id, document.BatchId, document.Index, new Bundle(secured, proof, BindingOf(secured, document, context), context.Anchors));
    }

    // Documents that the issuer wrote itself may be those of another key's DID, which the binding does not speak for.
    private static string? BindingOf(BundledCredential secured, StoredDocument document, BatchContext context) =>
        document.AchievementId is null && IssuerOf(secured) != context.Did ? null : context.Binding;

    private static string? IssuerOf(BundledCredential secured)
    {
        var claims = secured.CompactJws is { } compact ? VcJwt.Parse(Encoding.ASCII.GetBytes(compact)).Value.Claims : secured.Document!.Value;
        return claims.GetProperty("issuer") is { ValueKind: JsonValueKind.Object } profile ? profile.GetProperty("id").GetString() : claims.GetProperty("issuer").GetString();
    }

    /// <summary>The document as Blockcerts verifiers read it: its anchor goes inside, and the leaf stays what it was.</summary>
    private BundledCredential WithMerkleProof(BundledCredential secured, StoredDocument document, BundleProof place, BatchContext context, AnchorClaim anchor)
    {
        if (!BlockcertsFormat.CanShow(context.Root!.Value)) return secured;
        var label = ChainLabel.Of(anchor.ChainId, networks.Get(anchor.ChainId).Network.IsProduction);
        var options = new MerkleProofOptions(
            DerivedId.From("merkle-proof", document.Id.ToString(), anchor.TransactionHash.ToString()), DateTimeOffset.FromUnixTimeSeconds((long)anchor.Timestamp),
            $"{context.Did}#{IssuerAccount.MethodNameOf(anchor.ChainId)}");
        var proof = MerkleProof2019.Of(new InclusionProof(place.Size, place.Index, [.. place.Path]), document.Leaf, context.Root.Value, new ChainAnchor(label, anchor.TransactionHash));
        return BundledCredential.OfText(BlockcertsDocument.Append(JsonMarshal.GetRawUtf8Value(secured.Document!.Value), proof.Value, options).Value);
    }

    private async Task<IReadOnlyDictionary<Hash32, byte[]>> OpenKeysAsync(IssuerId issuer, IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken)
    {
        var tenantKey = await keys.TenantKeyAsync(issuer, cancellationToken);
        return await subjectKeys.FindAsync(issuer, tenantKey, [.. documents.Select(document => document.Subject)], cancellationToken);
    }
}
