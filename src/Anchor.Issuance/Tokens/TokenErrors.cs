using Anchor.Credentials;

namespace Anchor.Issuance.Tokens;

internal static class TokenErrors
{
    public static Error LinkUnknown() => new("claim.unknown", "This claim link is not known. Open it exactly as it was sent, to its very end, or ask the issuer for a new one.", ErrorKind.NotFound);

    public static Error LinkExpired() => new("claim.expired", "This claim link has expired, or minting is not offered any more. The credential is valid without a token; the issuer can renew the link.", ErrorKind.Conflict);

    public static Error LinkUsed() => new("claim.used", "This claim link has been used: a token was asked for with it already.", ErrorKind.Conflict);

    public static Error Minted() => new("token.minted", "The credential has its token already.", ErrorKind.Conflict);

    public static Error NotMinted() => new("token.not_minted", "The credential has no token.", ErrorKind.Conflict);

    public static Error Preparing() => new(
        "token.preparing", "The batch is not anchored yet, or the issuer's collection is not there yet. Try again in a few minutes, or let the host send the transaction.", ErrorKind.Conflict);

    public static Error ActionOpen() => new("token.action_open", "Something else is to happen to this token first; wait until it is done.", ErrorKind.Conflict);

    public static Error ReissueOpen() => new("token.reissue_open", "A new wallet was asked for already; the issuer has to decide about that first.", ErrorKind.Conflict);

    public static Error SameHolder() => Error.Invalid("token.same_holder", "The token is in this account already.", "$.account");

    public static Error NothingToApprove() => new("token.nothing_to_approve", "Nobody waits for an approval here.", ErrorKind.Conflict);

    public static Error OtherAccount() => new("token.other_account", "Another account is asked for than the one that is approved. Look at the request again.", ErrorKind.Conflict);

    public static Error OwnLink() => new("token.own_link_forbidden", "Whoever renewed the learner's claim link may not approve what is asked with it; ask a second person.", ErrorKind.Forbidden);

    public static Error NotAnchoredThere(ulong chainId) => new("minting.not_anchored_there", $"The batch is not anchored on chain {chainId}; anchor it there first.", ErrorKind.Conflict);

    public static Error Revoked() => new("credential.revoked", "The credential is revoked; it cannot be minted.", ErrorKind.Conflict);

    public static Error Suspended() => new("credential.suspended", "The credential is suspended; it can be minted when the suspension ends.", ErrorKind.Conflict);

    public static Error AccountMalformed() => Error.Invalid("account.malformed", "An account is 0x and 40 hexadecimal digits, and not the zero address.", "$.account");

    public static Error AccountChecksum() => Error.Invalid("account.checksum", "The upper and lower case letters do not fit this account: a digit is wrong or missing.", "$.account");

    public static Error ProofInvalid() => Error.Invalid("proof.invalid", "The signature is not one of this account over the text that was asked for.", "$.signature");

    public static Error ProofExpired() => Error.Invalid("proof.expired", "The text was signed too late, or its time lies ahead. Ask for it anew and sign again.", "$.issuedAt");

    public static Error ProofUnchecked() => new("host.unavailable", "The chain cannot be asked about this account at the moment. Try again.", ErrorKind.Unavailable);

    public static Error OwnGasRefused(string network) => new("gas.own_refused", $"{network} takes transactions only from accounts that it admits; the host sends yours, and it costs nothing.", ErrorKind.Conflict);

    public static Error NoTokens(string network) => new("network.no_tokens", $"{network} has no token factory; 'anchor deploy' puts one there.", ErrorKind.Conflict);

    public static Error NoPublicUrl() => new("host.no_public_url", "Tokens name addresses of this host; set ANCHOR_PUBLIC_URL first.", ErrorKind.Conflict);

    public static Error NotOffered() => new("minting.not_offered", "Minting is not offered for this batch.", ErrorKind.Conflict);

    public static Error OtherChain(ulong chainId) => new("minting.other_chain", $"Minting of this batch is offered on chain {chainId}; a credential has one token.", ErrorKind.Conflict);

    public static Error UntilPast() => Error.Invalid("minting.until_past", "The offer must end in the future, and within ten years.", "$.until");

    public static Error ConsentUnknown() => Error.Invalid("consent.unknown", "Say how the learner consented: written, form, or contract.", "$.consent");

    public static Error BurnDeadline() => Error.Invalid("burn.deadline", "The signature must count for at least ten minutes and at most a day.", "$.deadline");

    public static Error Changed() => new("token.changed", "The token was changed at the same moment. Read its state and try again.", ErrorKind.Conflict);

    public static Error TokenNotFound() => new("token.not_found", "There is no such token.", ErrorKind.NotFound);
}
