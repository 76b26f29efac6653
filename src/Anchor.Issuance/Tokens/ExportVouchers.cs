using Anchor.Chain.Encoding;
using Anchor.Chain.Tokens;
using Anchor.Credentials;
using MediatR;

namespace Anchor.Issuance.Tokens;

/// <summary>Signs vouchers for accounts that the issuer names, for somebody else to send, who also pays.</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="BatchId">The batch.</param>
/// <param name="Entries">The credentials and accounts; at most 500.</param>
/// <param name="Consent">How the learners consented: <c>written</c>, <c>form</c> or <c>contract</c>.</param>
/// <param name="Until">Until when the vouchers count; a week from now when null, at most 90 days.</param>
public sealed record ExportVouchers(Actor Actor, Guid BatchId, IReadOnlyList<VoucherEntry> Entries, string? Consent, DateTimeOffset? Until) : IRequest<Result<VoucherExport>>;

/// <summary>Whose credential goes to which account.</summary>
public sealed record VoucherEntry(Guid CredentialId, string? Account);

/// <summary>Signed vouchers, and what could not be signed.</summary>
public sealed record VoucherExport(IReadOnlyList<ExportedVoucher> Vouchers, IReadOnlyList<VoucherRefusal> Refused);

/// <summary>A transaction that mints one credential: anyone may send it, once.</summary>
public sealed record ExportedVoucher(Guid CredentialId, string Account, string TokenId, ulong ChainId, string To, string Data, DateTimeOffset Until);

/// <summary>Why an entry got no voucher.</summary>
public sealed record VoucherRefusal(Guid CredentialId, string Code, string Message);

internal sealed class ExportVouchersHandler(ClaimReader claims, ClaimDesk desk, MintRequests mints, VoucherSigner signer, TimeProvider clock)
    : IRequestHandler<ExportVouchers, Result<VoucherExport>>
{
    private const int Most = 500;
    private static readonly TimeSpan Usual = TimeSpan.FromDays(7), Longest = TimeSpan.FromDays(90);

    public async Task<Result<VoucherExport>> Handle(ExportVouchers request, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (request.Entries is not { Count: > 0 and <= Most }) return Error.Invalid("vouchers.count", $"A request names 1 to {Most} credentials.", "$.entries");
        var until = request.Until ?? now + Usual;
        if (until <= now || until > now + Longest) return Error.Invalid("vouchers.until", "Vouchers count for at most 90 days.", "$.until");
        if (!Consent.IsOne(request.Consent)) return TokenErrors.ConsentUnknown();
        var found = (await claims.FindAsync(request.Actor.Issuer, [.. request.Entries.Select(entry => entry.CredentialId)], cancellationToken))
            .Where(claim => claim.BatchId == request.BatchId).ToDictionary(claim => claim.CredentialId);
        var (vouchers, refused) = (new List<ExportedVoucher>(), new List<VoucherRefusal>());
        foreach (var entry in request.Entries)
        {
            var signed = found.TryGetValue(entry.CredentialId, out var claim)
                ? await SignAsync(request, claim, entry.Account, until, cancellationToken)
                : new Error("credential.not_found", "The batch has no such credential, or minting is not offered for it.", ErrorKind.NotFound);
            if (signed.TryGet(out var voucher, out var error)) vouchers.Add(voucher);
            else refused.Add(new VoucherRefusal(entry.CredentialId, error.Code, error.Message));
        }
        return new VoucherExport(vouchers, refused);
    }

    private async Task<Result<ExportedVoucher>> SignAsync(ExportVouchers request, Claim claim, string? account, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (!desk.Mintable(claim).TryGet(out var network, out var error) || !AccountProofs.Read(account).TryGet(out var to, out error)) return error;
        if (!ClaimDesk.TakesOwnGas(network)) return TokenErrors.OwnGasRefused(network.Network.Name);
        if (claim.Root is null || claim.Collection is not { } collection) return TokenErrors.Preparing();
        var recorded = await mints.RecordAsync(request.Actor, claim, new MintWish(to, Consent.ProofOf(request.Consent!), until, request.Actor.Id), cancellationToken);
        if (recorded.Error is { } refusal) return refusal;
        var voucher = await signer.VoucherAsync(claim, to, (uint)(claim.Token?.Nonce ?? 0), until, cancellationToken);
        return new ExportedVoucher(claim.CredentialId, to.ToString(), "0x" + claim.NumberText, claim.ChainId, collection.ToString(), Hex.Data(TokenCalls.Mint(voucher)), until);
    }
}
