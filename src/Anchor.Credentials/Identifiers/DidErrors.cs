namespace Anchor.Credentials.Identifiers;

/// <summary>Every refusal of a DID, and every reason why its document is not to be had.</summary>
internal static class DidErrors
{
    public const string DocumentMalformedCode = "did.document_malformed";
    public const string KeyMalformedCode = "did.key_malformed";

    public static Error Malformed { get; } =
        Error.Invalid("did.malformed", "A DID is did, a method in small letters and an identifier, with colons between.");

    public static Error MethodUnsupported { get; } =
        Error.Invalid("did.method_unsupported", "Only did:key, did:jwk, did:pkh and did:web are read.");

    public static Error WebMalformed { get; } = Error.Invalid(
        "did.web_malformed", "A did:web is a domain name in small letters, perhaps %3A and a port, and perhaps the steps of a path after colons.");

    public static Error JwkMalformed { get; } =
        Error.Invalid("did.jwk_malformed", "A did:jwk is one public JWK in base64url without padding.");

    public static Error PkhMalformed { get; } =
        Error.Invalid("did.pkh_malformed", "A did:pkh is an account of CAIP-10: a namespace, a chain and an address.");

    public static Error IdMismatch { get; } =
        Error.Invalid("did.id_mismatch", "The document is that of another DID than the one that was asked for.", "$.id");

    public static Error KeyMalformed(string path, string why) => Error.Invalid(KeyMalformedCode, why, path);
}
