using Anchor.Credentials;
using MediatR;
using Npgsql;

namespace Anchor.Issuance.Tokens;

/// <summary>Lists who of a batch has claimed, what is pending, and what failed and why, in the order of the batch.</summary>
/// <param name="Issuer">The issuer.</param>
/// <param name="BatchId">The batch.</param>
/// <param name="From">The first index.</param>
/// <param name="Limit">1 to 500.</param>
/// <param name="Status">Only tokens of this status or action; all credentials when null.</param>
/// <param name="WithLinks">Whether the claim links, which hold secrets, are told too.</param>
public sealed record ListClaims(IssuerId Issuer, Guid BatchId, long From, int Limit, string? Status, bool WithLinks) : IRequest<Result<ClaimPage>>;

/// <summary>Lists the reissues that wait for the issuer's approval, oldest first.</summary>
public sealed record ListReissues(IssuerId Issuer, int Limit) : IRequest<IReadOnlyList<ClaimRow>>;

/// <summary>Part of a batch's claims.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Next">From which index to go on; null at the end.</param>
public sealed record ClaimPage(IReadOnlyList<ClaimRow> Items, long? Next);

/// <summary>One credential's claim as its issuer sees it.</summary>
/// <param name="CredentialId">The credential.</param>
/// <param name="Index">Its index in the batch.</param>
/// <param name="State">How far it has come; see the learner's view.</param>
/// <param name="Account">The holder, or for whom it was asked.</param>
/// <param name="Proof">How that account is known.</param>
/// <param name="TokenId">The token's number.</param>
/// <param name="TransactionHash">The transaction.</param>
/// <param name="NewAccount">The account asked for instead of a lost one.</param>
/// <param name="Reason">Why it failed.</param>
/// <param name="Until">Until when the link counts.</param>
/// <param name="Link">The claim link without the host's address; only where it was asked for.</param>
public sealed record ClaimRow(
    Guid CredentialId, long Index, string State, string? Account, string? Proof, string TokenId, string? TransactionHash, string? NewAccount, ClaimReason? Reason, DateTimeOffset Until, string? Link);

internal sealed class ListClaimsHandler(ClaimReader claims, ClaimDesk desk, ClaimLinks links, NpgsqlDataSource dataSource)
    : IRequestHandler<ListClaims, Result<ClaimPage>>, IRequestHandler<ListReissues, IReadOnlyList<ClaimRow>>
{
    public async Task<Result<ClaimPage>> Handle(ListClaims request, CancellationToken cancellationToken)
    {
        var limit = Math.Clamp(request.Limit, 1, PageRequest.MaxLimit);
        var found = await claims.OfBatchAsync(request.Issuer, request.BatchId, Math.Max(request.From, 0), request.Status, limit + 1, cancellationToken);
        if (found.Count == 0 && !await IsOfferedAsync(request, cancellationToken)) return TokenErrors.NotOffered();
        var rows = new List<ClaimRow>(found.Count);
        foreach (var claim in found.Take(limit)) rows.Add(await RowAsync(claim, request.WithLinks, cancellationToken));
        return new ClaimPage(rows, found.Count > limit ? found[limit].Index : null);
    }

    public async Task<IReadOnlyList<ClaimRow>> Handle(ListReissues request, CancellationToken cancellationToken)
    {
        var waiting = new List<Guid>();
        await using (var command = dataSource.CreateCommand(
            "SELECT credential_id FROM anchor.anchor_view_tokens WHERE tenant_id = $1 AND action = 'reissue_requested' ORDER BY action_requested LIMIT $2"))
        {
            command.Parameters.Add(new() { Value = request.Issuer.Tenant });
            command.Parameters.Add(new() { Value = Math.Clamp(request.Limit, 1, PageRequest.MaxLimit) });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) waiting.Add(reader.GetGuid(0));
        }
        var rows = new List<ClaimRow>(waiting.Count);
        foreach (var claim in (await claims.FindAsync(request.Issuer, [.. waiting], cancellationToken)).OrderBy(claim => waiting.IndexOf(claim.CredentialId)))
            rows.Add(await RowAsync(claim, withLink: false, cancellationToken));
        return rows;
    }

    private async Task<ClaimRow> RowAsync(Claim claim, bool withLink, CancellationToken cancellationToken)
    {
        var view = desk.Show(claim);
        var link = withLink ? ClaimLinks.PathOf(claim.CredentialId, await links.SecretAsync(claim.Issuer, claim.CredentialId, claim.Generation, cancellationToken)) : null;
        return new ClaimRow(
            claim.CredentialId, claim.Index, view.State, view.Account, claim.Token?.Proof, view.TokenId, view.TransactionHash, view.NewAccount, view.Reason, claim.Until, link);
    }

    private async Task<bool> IsOfferedAsync(ListClaims request, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT EXISTS (SELECT 1 FROM anchor.anchor_view_offers WHERE tenant_id = $1 AND batch_id = $2)");
        command.Parameters.Add(new() { Value = request.Issuer.Tenant });
        command.Parameters.Add(new() { Value = request.BatchId });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }
}
