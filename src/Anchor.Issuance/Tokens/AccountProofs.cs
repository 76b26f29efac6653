using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Credentials;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Keys;
using MediatR;

namespace Anchor.Issuance.Tokens;

/// <summary>Asks for the text that proves an account when its wallet signs it.</summary>
/// <param name="CredentialId">The credential to be claimed.</param>
/// <param name="Secret">The link's secret.</param>
/// <param name="Account">The account.</param>
/// <param name="Page">The address of the page that asks.</param>
public sealed record AskChallenge(Guid CredentialId, string? Secret, string? Account, Uri Page) : IRequest<Result<ClaimChallenge>>;

/// <summary>What the wallet signs by <c>personal_sign</c> (EIP-4361).</summary>
/// <param name="Message">The text.</param>
/// <param name="IssuedAt">When it was made; comes back with the signature.</param>
public sealed record ClaimChallenge(string Message, DateTimeOffset IssuedAt);

/// <summary>What comes back from a wallet.</summary>
/// <param name="Account">The account.</param>
/// <param name="IssuedAt">The challenge's time.</param>
/// <param name="Signature">Its signature as hexadecimal.</param>
/// <param name="Page">The address of the page that asked.</param>
public sealed record AccountProof(string? Account, DateTimeOffset? IssuedAt, string? Signature, Uri Page);

/// <summary>Finds out whether somebody who claims a credential has the account it is to go to.</summary>
internal sealed class AccountProofs(KeyRing keys, NetworkCatalog networks, TimeProvider clock)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10), ClocksDiffer = TimeSpan.FromMinutes(1);

    /// <summary>Reads an account; upper and lower case letters must fit, where there are both.</summary>
    public static Result<Address> Read(string? account)
    {
        if (Address.TryParse(account, out var address)) return address.IsZero ? TokenErrors.AccountMalformed() : address;
        return Address.TryParse(account?.ToLowerInvariant(), out _) ? TokenErrors.AccountChecksum() : TokenErrors.AccountMalformed();
    }

    /// <summary>The text for an account. Its nonce follows from what it is about, so that nothing has to be kept.</summary>
    public async Task<SignInMessage> MessageAsync(Claim claim, Address account, Uri page, DateTimeOffset issuedAt, CancellationToken cancellationToken)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(issuedAt.ToUnixTimeSeconds());
        var tenantKey = await keys.TenantKeyAsync(claim.Issuer, cancellationToken);
        var nonce = tenantKey.ChallengeOf($"{claim.CredentialId}/{claim.Generation}/{claim.ChainId}/{account}/{at.ToUnixTimeSeconds()}").ToString()[..24];
        return new SignInMessage(
            page.Authority, account, "Prove that this is your account, so that the credential can be minted to it. This costs nothing.", page, claim.ChainId, nonce, at, at + Lasts);
    }

    /// <summary>Whether the account signed the text, by its key, by its contract, or by the contract that it is to be.</summary>
    public async Task<Result<Address>> CheckAsync(Claim claim, AccountProof proof, CancellationToken cancellationToken)
    {
        if (!Read(proof.Account).TryGet(out var account, out var malformed)) return malformed;
        var now = clock.GetUtcNow();
        if (proof.IssuedAt is not { } issuedAt || issuedAt > now + ClocksDiffer || issuedAt + Lasts < now) return TokenErrors.ProofExpired();
        if (!Hex.TryReadData(proof.Signature, out var signature)) return TokenErrors.ProofInvalid();
        var message = await MessageAsync(claim, account, proof.Page, issuedAt, cancellationToken);
        try
        {
            return await new AccountSignature(networks.Get(claim.ChainId).Client).IsOfAsync(account, message.Digest(), signature, cancellationToken) ? account : TokenErrors.ProofInvalid();
        }
        catch (RpcException)
        {
            return TokenErrors.ProofUnchecked();
        }
    }
}

internal sealed class AskChallengeHandler(ClaimDesk desk, AccountProofs proofs, TimeProvider clock) : IRequestHandler<AskChallenge, Result<ClaimChallenge>>
{
    public async Task<Result<ClaimChallenge>> Handle(AskChallenge request, CancellationToken cancellationToken)
    {
        if (!(await desk.OpenAsync(request.CredentialId, request.Secret, cancellationToken)).TryGet(out var claim, out var error)) return error;
        if (!AccountProofs.Read(request.Account).TryGet(out var account, out error)) return error;
        var message = await proofs.MessageAsync(claim, account, request.Page, clock.GetUtcNow(), cancellationToken);
        return new ClaimChallenge(message.ToString(), message.IssuedAt);
    }
}
