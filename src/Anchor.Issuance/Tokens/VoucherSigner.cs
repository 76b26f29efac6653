using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Chain.Tokens;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Ledger;
using Npgsql;

namespace Anchor.Issuance.Tokens;

/// <summary>Signs in the issuer's name what a collection asks: vouchers, and permissions to reissue.</summary>
internal sealed class VoucherSigner(NpgsqlDataSource dataSource, SenderKeys keys)
{
    /// <summary>A voucher with its proof. The batch must be anchored and the collection be there.</summary>
    public async Task<SignedVoucher> VoucherAsync(Claim claim, Address to, uint nonce, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var proof = await TileReader.ProveAsync(dataSource, claim.Issuer, claim.BatchId, (ulong)claim.Size, (ulong)claim.Index, cancellationToken);
        if (!proof.Verify(claim.Leaf, claim.Root!.Value)) throw new InvalidDataException($"The proof of {claim.CredentialId} does not lead to its batch's root.");
        var voucher = new MintVoucher(
            claim.Account, claim.Root.Value, (ulong)claim.Size, (ulong)claim.Index, claim.Leaf, to, (ulong)deadline.ToUnixTimeSeconds(), nonce);
        var signature = await SignAsync(claim, TokenMessages.Mint(voucher), cancellationToken);
        return new SignedVoucher(voucher, proof.Path.ToArray(), claim.Account, signature);
    }

    /// <summary>The call that moves a token to its holder's new account.</summary>
    public async Task<byte[]> ReissueAsync(Claim claim, Address to, uint nonce, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        BigInteger until = deadline.ToUnixTimeSeconds();
        var signature = await SignAsync(claim, TokenMessages.Reissue(claim.Number, to, nonce, until), cancellationToken);
        return TokenCalls.Reissue(claim.Number, to, until, claim.Account, signature);
    }

    private async Task<byte[]> SignAsync(Claim claim, TypedData message, CancellationToken cancellationToken)
    {
        var key = await keys.OpenAsync(claim.Account, cancellationToken);
        return key.Sign(message.Digest(TokenMessages.Domain(claim.ChainId, claim.Collection!.Value))).ToBytes();
    }
}
