namespace Anchor.Credentials.Jwt;

/// <summary>Every refusal of a JWT.</summary>
internal static class JwtErrors
{
    public static Error Malformed(string why, string? path = null) => Error.Invalid("jwt.malformed", why, path);

    public static Error AlgNotAllowed { get; } =
        Error.Invalid("jwt.alg_not_allowed", "The algorithm is not one of those accepted here, or not that of the key.", "$header.alg");

    public static Error KidUnresolvable { get; } =
        Error.Invalid("jwt.kid_unresolvable", "The header's kid is not a did:key verification method, and no other key is at hand.", "$header.kid");

    public static Error SignatureInvalid { get; } =
        Error.Invalid("jwt.signature_invalid", "The signature does not fit the key and the content.");

    public static Error KeyNotOfIssuer { get; } =
        Error.Invalid("jwt.key_not_of_issuer", "The key that signed is not a key of the issuer that the credential names.", "$.issuer");

    public static Error Expired { get; } = Error.Invalid("jwt.expired", "The signature has expired.", "$.exp");

    public static Error NotYetValid { get; } = Error.Invalid("jwt.not_yet_valid", "The signature is not valid yet.", "$.nbf");

    public static Error ClaimMismatch(string claim, string twin) =>
        Error.Invalid("jwt.claim_mismatch", $"The claim {claim} and {twin} must both be there and say the same.", $"$.{claim}");
}
