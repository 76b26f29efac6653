using Anchor.Credentials;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Credentials;
using MediatR;
using Npgsql;

namespace Anchor.Issuance.Tokens;

/// <summary>Asks how a learner's claim stands; whoever has the link's secret may.</summary>
public sealed record GetClaim(Guid CredentialId, string? Secret) : IRequest<Result<ClaimView>>;

/// <summary>A claim as the learner sees it. Says nothing about the learner.</summary>
/// <param name="Id">The credential.</param>
/// <param name="State">What may be done, or how far it has come.</param>
/// <param name="Title">What was achieved.</param>
/// <param name="Issuer">Who says so.</param>
/// <param name="IssuedOn">The day it was issued, in the issuer's time zone.</param>
/// <param name="CredentialPage">The credential's own page.</param>
/// <param name="Network">Where it is minted.</param>
/// <param name="ExpiresAt">Until when the link counts, or the voucher that the own wallet is to send.</param>
/// <param name="Account">The holder, or for whom it was asked.</param>
/// <param name="Contract">The collection; null before it is there.</param>
/// <param name="TokenId">The token's number as 0x and 64 digits.</param>
/// <param name="TokenPage">The token's public page; null before it is minted.</param>
/// <param name="Nonce">The number that the next signature about the token must carry.</param>
/// <param name="TransactionHash">The transaction that minted it or is to.</param>
/// <param name="Reason">Why it was refused.</param>
/// <param name="NewAccount">The account asked for instead of a lost one.</param>
/// <param name="BurnDeadline">Unix seconds that a burn signed now should carry, by the host's clock.</param>
public sealed record ClaimView(
    Guid Id, string State, string Title, string Issuer, DateOnly IssuedOn, string CredentialPage, ClaimNetwork Network, DateTimeOffset ExpiresAt, string? Account,
    string? Contract, string TokenId, string? TokenPage, long Nonce, string? TransactionHash, ClaimReason? Reason, string? NewAccount, long BurnDeadline);

/// <summary>Where a credential is minted.</summary>
/// <param name="ChainId">The chain.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="IsTest">Whether tokens there are only for trying.</param>
/// <param name="OwnGas">Whether the learner's own wallet may send the transaction.</param>
/// <param name="ExplorerTransaction">An explorer's page of a transaction, with {tx}.</param>
public sealed record ClaimNetwork(ulong ChainId, string Name, bool IsTest, bool OwnGas, string? ExplorerTransaction);

/// <summary>Why something was refused.</summary>
/// <param name="Code">A stable word.</param>
/// <param name="Message">A sentence.</param>
/// <param name="Retry">Whether asking again may succeed.</param>
public sealed record ClaimReason(string Code, string Message, bool Retry);

/// <summary>Opens claims by their links and shows them.</summary>
internal sealed class ClaimDesk(ClaimReader claims, ClaimLinks links, NpgsqlDataSource dataSource, NetworkCatalog networks, TimeProvider clock)
{
    private static readonly string[] Final = ["credential.revoked", "token.minted", "token.wrong_issuer", "token.invalid_proof"];

    /// <summary>The claim of a link; one refusal for everything that is no link.</summary>
    public async Task<Result<Claim>> OpenAsync(Guid credentialId, string? secret, CancellationToken cancellationToken)
    {
        if (await DocumentStore.TenantOfAsync(dataSource, credentialId, cancellationToken) is not { } issuer) return TokenErrors.LinkUnknown();
        if (await claims.FindAsync(issuer, credentialId, cancellationToken) is not { } claim) return TokenErrors.LinkUnknown();
        return await links.IsSecretAsync(issuer, credentialId, claim.Generation, secret, cancellationToken) ? claim : TokenErrors.LinkUnknown();
    }

    /// <summary>Whether a credential may be minted now, whoever asks.</summary>
    public Result<KnownNetwork> Mintable(Claim claim)
    {
        var now = clock.GetUtcNow();
        if (claim.IsRevoked(now)) return TokenErrors.Revoked();
        if (claim.IsSuspended(now)) return TokenErrors.Suspended();
        return networks.Get(claim.ChainId);
    }

    public async Task<ClaimView> ShowAsync(Claim claim, CancellationToken cancellationToken) =>
        Show(await claims.FindAsync(claim.Issuer, claim.CredentialId, cancellationToken) ?? claim);

    public ClaimView Show(Claim claim)
    {
        var (now, token, network) = (clock.GetUtcNow(), claim.Token, networks.Get(claim.ChainId));
        var state = StateOf(claim, now);
        return new ClaimView(
            claim.CredentialId, state, TokenMetadata.TitleOf(claim), claim.IssuerName, claim.IssuedOn, $"/c/{claim.CredentialId}",
            new ClaimNetwork(claim.ChainId, network.Network.Name, !network.Network.IsProduction, TakesOwnGas(network), network.Network.ExplorerTemplate),
            state == "wallet" ? token!.Deadline!.Value : claim.Until, token?.Holder ?? (state is "offered" or "expired" ? null : token?.Target), claim.Collection?.ToString(), "0x" + claim.NumberText,
            token?.Holder is null ? null : TokenMetadata.PagePathOf(claim), token?.Nonce ?? 0, token?.LedgerHash ?? token?.TransactionHash,
            token?.Code is { } code ? new ClaimReason(code, token.Reason!, !Final.Contains(code)) : null, token?.ActionTarget, now.AddDays(1).ToUnixTimeSeconds());
    }

    /// <summary>Networks with a gate take no transaction of a stranger.</summary>
    public static bool TakesOwnGas(KnownNetwork network) => network.WritePath.CallsAsAccount && network.Network.Lacnet is null;

    private static string StateOf(Claim claim, DateTimeOffset now) => claim.Token switch
    {
        _ when claim.IsRevoked(now) => "revoked",
        _ when claim.IsSuspended(now) => "suspended",
        { Status: "minted", Action: { } action } => action,
        { Status: "minted" or "burned" } done => done.Status,
        { Status: "refused" } => "refused",
        { Status: "wallet" } own when now < own.Deadline => "wallet",
        { Status: "requested" } when claim.Root is null || claim.Collection is null => "preparing",
        { Status: "requested", LedgerStatus: { } ledger } => ledger is "included" or "final" ? "included" : "submitted",
        { Status: "requested" } => "requested",
        _ => claim.IsOffered && now < claim.Until ? "offered" : "expired",
    };
}

internal sealed class GetClaimHandler(ClaimDesk desk) : IRequestHandler<GetClaim, Result<ClaimView>>
{
    public async Task<Result<ClaimView>> Handle(GetClaim request, CancellationToken cancellationToken) =>
        (await desk.OpenAsync(request.CredentialId, request.Secret, cancellationToken)).TryGet(out var claim, out var error) ? desk.Show(claim) : error;
}
