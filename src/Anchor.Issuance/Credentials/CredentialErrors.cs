using Anchor.Credentials;

namespace Anchor.Issuance.Credentials;

internal static class CredentialErrors
{
    public static Error NotFound() => new("credential.not_found", "There is no such credential.", ErrorKind.NotFound);

    public static Error Erased() => new("credential.erased", "The learner's data was erased; the document can no longer be read.", ErrorKind.NotFound);

    public static Error Busy() => new("credential.busy", "More credentials wait to be written than this host takes. Try again in a second.", ErrorKind.Unavailable);
}
