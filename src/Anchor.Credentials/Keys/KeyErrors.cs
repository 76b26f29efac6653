namespace Anchor.Credentials.Keys;

/// <summary>Every refusal of a key.</summary>
internal static class KeyErrors
{
    public static Error Malformed(string why, string? path = null) => Error.Invalid("key.malformed", why, path);

    public static Error TypeUnsupported { get; } =
        Error.Invalid("key.type_unsupported", "Only Ed25519, P-256, P-384, secp256k1 and, as a JWK, RSA keys are read.");

    public static Error NotForSigning { get; } =
        Error.Invalid("key.not_for_signing", "The key is for key agreement or encryption (X25519, or a JWK whose use is not sig).");

    public static Error PointInvalid { get; } =
        Error.Invalid("key.point_invalid", "The key's point is not on its curve, or not one that may stand as a key.");

    public static Error RsaSize { get; } = Error.Invalid("key.rsa_size", "An RSA key must have 2048 to 8192 bits and a small odd exponent.");

    public static Error MethodMalformed { get; } =
        Error.Invalid("key.method_malformed", "A verification method of a did:key is the DID, #, and the DID's own key again; that of a did:jwk is the DID and #0.");

    public static Error MethodUnsupported { get; } =
        Error.Invalid("key.method_unsupported", "Only verification methods of did:key and did:jwk hold their own key.");
}
