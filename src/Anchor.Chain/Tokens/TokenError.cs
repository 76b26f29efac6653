using Anchor.Chain.Encoding;

namespace Anchor.Chain.Tokens;

/// <summary>Why a collection refused a call.</summary>
/// <param name="Code">A stable word, such as <c>token.not_active</c>.</param>
/// <param name="Words">The reason in a sentence.</param>
public sealed record TokenError(string Code, string Words)
{
    private delegate string Reading(AbiReader arguments);

    private static readonly (AbiSignature Signature, string Code, Reading Words)[] Known =
    [
        (new("CredentialTokenSoulbound()"), "token.soulbound", static _ => "The token cannot be transferred."),
        (new("CredentialTokenWrongIssuer(address)"), "token.wrong_issuer", static a => $"The collection is not one of {a.ReadAddress()}."),
        (new("CredentialTokenNotActive(bytes32,uint64)"), "token.not_active", static a => $"Root {a.ReadBytes32().ToHex()} is not anchored, or index {a.ReadUInt64()} of it is revoked."),
        (new("CredentialTokenInvalidProof()"), "token.invalid_proof", static _ => "The proof does not lead from the leaf to the root."),
        (new("CredentialTokenInvalidNonce(uint256,uint32)"), "token.invalid_nonce", static a => $"The nonce of token {a.ReadBytes32().ToHex()} is {a.ReadUInt64()} by now."),
        (new("CredentialTokenNotAuthorized(address,address)"), "token.not_authorised", static a => $"{a.ReadAddress()} has not authorised {a.ReadAddress()}."),
        (new("CredentialTokenInvalidSignature(address)"), "token.invalid_signature", static a => $"The signature is not one of {a.ReadAddress()}."),
        (new("CredentialTokenSignatureExpired(uint256)"), "token.signature_expired", static a => $"The signature expired at {a.ReadUInt256()}."),
        (new("CredentialTokenAlreadyMinted(uint256,address)"), "token.minted", static a => $"Token {a.ReadBytes32().ToHex()} is held by {a.ReadAddress()} already."),
        (new("CredentialTokenInvalidRecipient(address)"), "token.invalid_recipient", static a => $"{a.ReadAddress()} cannot be the holder."),
        (new("CredentialTokenNotMinted(uint256)"), "token.not_minted", static a => $"There is no token {a.ReadBytes32().ToHex()}."),
    ];

    /// <summary>Reads revert data.</summary>
    /// <returns>False when the error is none of a collection's, or its arguments are damaged.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> revertData, out TokenError error)
    {
        error = null!;
        foreach (var (signature, code, words) in Known)
        {
            if (!signature.Selects(revertData)) continue;
            try
            {
                error = new TokenError(code, words(new AbiReader(revertData[AbiSignature.SelectorLength..])));
                return true;
            }
            catch (FormatException)
            {
                return false;
            }
        }
        return false;
    }
}
