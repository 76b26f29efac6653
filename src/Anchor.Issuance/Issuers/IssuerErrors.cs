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

    public static Error NoAccount() => new("issuer.no_account", "The issuer has no anchor account yet. Add one first.", ErrorKind.Conflict);
}
