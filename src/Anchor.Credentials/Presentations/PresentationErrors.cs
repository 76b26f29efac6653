namespace Anchor.Credentials.Presentations;

/// <summary>Every refusal of a presentation.</summary>
internal static class PresentationErrors
{
    public static Error Malformed(string why, string path = "$") => Error.Invalid("presentation.malformed", why, path);

    public static Error EnvelopeMalformed(string path, string mediaType) => Error.Invalid(
        "presentation.envelope_malformed", $"An envelope has the base context, a type of its own, and as id a data URL of {mediaType}.", path);

    public static Error TooManyCredentials { get; } = Error.Invalid(
        "presentation.too_many_credentials", $"A presentation has at most {PresentationVerifier.MaxCredentials} credentials.", "$.verifiableCredential");

    public static Error HolderMismatch { get; } =
        Error.Invalid("presentation.holder_mismatch", "The key that signed the presentation is not its holder's.", "$.holder");

    public static Error KeyNotOfIssuer(string path) =>
        Error.Invalid("proof.key_not_of_issuer", "The key that signed is not a key of the issuer that the credential names.", path + ".verificationMethod");
}
