using Anchor.Credentials;

namespace Anchor.Issuance.Issuers;

internal static class IssuerErrors
{
    public static Error NotFound() => new("issuer.not_found", "There is no such issuer.", ErrorKind.NotFound);

    public static Error KeyReused() => new("idempotency.key_reused", "This idempotency key was used for another request. Send a new key.", ErrorKind.Conflict);

    public static Error Changed() => new("issuer.changed", "The issuer was changed by someone else at the same moment. Try again.", ErrorKind.Conflict);

    public static Error NameMissing() => Error.Invalid("issuer.name_missing", "An issuer needs a name of 1 to 200 characters.", "$.name");

    public static Error NameInvalid() => Error.Invalid("issuer.name_invalid", "The name must not hold control characters.", "$.name");

    public static Error UrlInvalid() => Error.Invalid("issuer.url_invalid", "The url must be an absolute http or https address.", "$.url");

    public static Error NetworkUnknown(ulong chainId) =>
        Error.Invalid("network.unknown", $"This host knows no network with chain id {chainId}.", "$.chainId");

    public static Error DidMethodUnknown() => Error.Invalid("issuer.did_method", "An issuer's DID is a did:key (key) or a did:web (web).", "$.didMethod");

    public static Error DomainWithoutWeb() => Error.Invalid("issuer.domain_without_web", "A domain belongs to a did:web; send didMethod web.", "$.domain");

    public static Error DomainInvalid() =>
        Error.Invalid("issuer.domain_invalid", "The domain must be a name in small letters such as credenciales.universidad.example, perhaps with a colon and a port.", "$.domain");

    public static Error DomainTaken() => new("issuer.domain_taken", "Another issuer of this host has this domain.", ErrorKind.Conflict, "$.domain");

    public static Error WebNeedsHttps() => Error.Invalid(
        "issuer.did_web_needs_https", "A did:web on this host needs an https address of the host under a domain name (ANCHOR_PUBLIC_URL). Send a domain, or take a did:key.", "$.didMethod");

    public static Error NoDidDocument() => new("issuer.no_did_document", "No DID document stands here.", ErrorKind.NotFound);

    public static Error NoAccount() => new("issuer.no_account", "The issuer has no anchor account yet. Add one first.", ErrorKind.Conflict);
}
