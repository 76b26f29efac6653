using Anchor.Chain.Encoding;
using Anchor.Chain.Tokens;
using Anchor.Credentials;
using Anchor.EventStore;
using Anchor.Events;
using MediatR;

namespace Anchor.Issuance.Tokens;

/// <summary>A learner's wish to mint, by the claim link.</summary>
/// <param name="CredentialId">The credential.</param>
/// <param name="Secret">The link's secret.</param>
/// <param name="Proof">The account, with a signature where a wallet gave one; without it, only the host sends.</param>
/// <param name="OwnGas">Whether the learner's wallet sends the transaction.</param>
public sealed record RequestMint(Guid CredentialId, string? Secret, AccountProof Proof, bool OwnGas) : IRequest<Result<MintAnswer>>;

/// <summary>An issuer's wish to mint for a learner, whose consent it has.</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="CredentialId">The credential.</param>
/// <param name="Account">The learner's account.</param>
/// <param name="Consent">How the learner consented: <c>written</c>, <c>form</c> or <c>contract</c>.</param>
public sealed record MintOnBehalf(Actor Actor, Guid CredentialId, string? Account, string? Consent) : IRequest<Result<ClaimView>>;

/// <summary>What came of it.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Transaction">What the learner's wallet is to send; null where the host sends.</param>
public sealed record MintAnswer(ClaimView Claim, WalletTransaction? Transaction);

/// <summary>A transaction as <c>eth_sendTransaction</c> takes it.</summary>
public sealed record WalletTransaction(string To, string Data, string Value, ulong ChainId);

internal sealed class RequestMintHandler(ClaimDesk desk, AccountProofs proofs, MintRequests mints, VoucherSigner vouchers, TimeProvider clock)
    : IRequestHandler<RequestMint, Result<MintAnswer>>
{
    private static readonly TimeSpan OwnGasLasts = TimeSpan.FromHours(1);

    public async Task<Result<MintAnswer>> Handle(RequestMint request, CancellationToken cancellationToken)
    {
        if (!(await desk.OpenAsync(request.CredentialId, request.Secret, cancellationToken)).TryGet(out var claim, out var error)) return error;
        if (!desk.Mintable(claim).TryGet(out var network, out error)) return error;
        var isProven = request.Proof.Signature is not null || request.OwnGas;
        var read = isProven ? await proofs.CheckAsync(claim, request.Proof, cancellationToken) : AccountProofs.Read(request.Proof.Account);
        if (!read.TryGet(out var account, out error)) return error;
        var now = clock.GetUtcNow();
        var isAnew = claim.Token is null or { Status: "refused" } || (claim.Token.Status == "wallet" && !(now < claim.Token.Deadline));
        if (isAnew && !(claim.IsOffered && now < claim.Until)) return TokenErrors.LinkExpired();
        if (request.OwnGas && !ClaimDesk.TakesOwnGas(network)) return TokenErrors.OwnGasRefused(network.Network.Name);
        if (request.OwnGas && (claim.Root is null || claim.Collection is null)) return TokenErrors.Preparing();

        DateTimeOffset? until = request.OwnGas ? clock.GetUtcNow() + OwnGasLasts : null;
        var wish = new MintWish(account, isProven ? "signature" : "entered", until, TokenState.Learner);
        var recorded = await mints.RecordAsync(new Actor(claim.Issuer, TokenState.Learner), claim, wish, cancellationToken);
        if (recorded.Error is { } refusal) return refusal;
        var view = await desk.ShowAsync(claim, cancellationToken);
        if (until is not { } deadline) return new MintAnswer(view, null);
        // What the contract expects after a burn, the read model knows.
        var voucher = await vouchers.VoucherAsync(claim, account, (uint)(claim.Token?.Nonce ?? 0), deadline, cancellationToken);
        return new MintAnswer(view, new WalletTransaction(claim.Collection!.Value.ToString(), Hex.Data(TokenCalls.Mint(voucher)), "0x0", claim.ChainId));
    }
}

internal sealed class MintOnBehalfHandler(ClaimReader claims, ClaimDesk desk, MintRequests mints) : IRequestHandler<MintOnBehalf, Result<ClaimView>>
{
    public async Task<Result<ClaimView>> Handle(MintOnBehalf request, CancellationToken cancellationToken)
    {
        if (!Consent.IsOne(request.Consent)) return TokenErrors.ConsentUnknown();
        if (await claims.FindAsync(request.Actor.Issuer, request.CredentialId, cancellationToken) is not { } claim) return TokenErrors.NotOffered();
        if (desk.Mintable(claim).Error is { } refused) return refused;
        if (!AccountProofs.Read(request.Account).TryGet(out var account, out var error)) return error;
        var recorded = await mints.RecordAsync(request.Actor, claim, new MintWish(account, Consent.ProofOf(request.Consent!), null, request.Actor.Id), cancellationToken);
        return recorded.Error is { } refusal ? refusal : await desk.ShowAsync(claim, cancellationToken);
    }
}

/// <summary>How a learner consented to what the issuer asks in the learner's place.</summary>
internal static class Consent
{
    private static readonly string[] Kinds = ["written", "form", "contract"];

    public static bool IsOne(string? kind) => Kinds.Contains(kind);

    /// <summary>How the account is known, as events tell it.</summary>
    public static string ProofOf(string kind) => $"consent:{kind}";
}

/// <summary>Writes down that a credential is to be minted; the ledger does the rest.</summary>
internal sealed class MintRequests(EventStore.EventStore store, TimeProvider clock)
{
    public async Task<Result<bool>> RecordAsync(Actor actor, Claim claim, MintWish wish, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var state = await store.FoldAsync(claim.Issuer, claim.TokenId, TokenState.None, TokenState.Evolve, cancellationToken);
        var may = state.MayMint(wish, now);
        if (may.Error is not null || !may.Value) return may;
        await using var transaction = await store.BeginAsync(actor, cancellationToken);
        var requested = new MintRequestedV1(
            claim.TokenId, claim.CredentialId, claim.BatchId, claim.Index, (long)claim.ChainId, claim.Account.ToString(), claim.NumberText, wish.To.ToString(), wish.Proof,
            wish.OwnGasUntil is null ? "relayed" : "own", wish.OwnGasUntil, wish.By, now);
        if (await transaction.AppendAsync("token", claim.TokenId, state.Version, [requested], cancellationToken) == AppendResult.Conflict) return TokenErrors.Changed();
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
