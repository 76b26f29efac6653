using Anchor.JsonLd;

namespace Anchor.Credentials.DataIntegrity;

/// <summary>Every refusal of a Data Integrity proof.</summary>
internal static class ProofErrors
{
    public const string MalformedCode = "proof.malformed";

    public static Error Malformed(string why, string? path = null) => Error.Invalid(MalformedCode, why, path);

    public static Error Missing { get; } = Error.Invalid("proof.missing", "The document carries no proof.", "$.proof");

    public static Error TooMany { get; } =
        Error.Invalid("proof.too_many", $"The document carries more than {DataIntegrityProofs.MaxProofs} proofs.", "$.proof");

    public static Error TypeUnknown(string path) =>
        Error.Invalid("proof.type_unknown", "Only proofs of type DataIntegrityProof are verified here.", path + ".type");

    public static Error CryptosuiteUnknown(string path) =>
        Error.Invalid("proof.cryptosuite_unknown", "The proof's cryptosuite is not known here.", path + ".cryptosuite");

    public static Error PurposeMismatch(string path) =>
        Error.Invalid("proof.purpose_mismatch", "The proof was made for another purpose.", path + ".proofPurpose");

    public static Error Expired(string path) => Error.Invalid("proof.expired", "The proof has expired.", path + ".expires");

    public static Error CreatedInFuture(string path) =>
        Error.Invalid("proof.created_in_future", "The proof says that it was made in the future.", path + ".created");

    public static Error DomainMismatch(string path) =>
        Error.Invalid("proof.domain_mismatch", "The proof was made for other domains than the expected ones.", path + ".domain");

    public static Error ChallengeMismatch(string path) =>
        Error.Invalid("proof.challenge_mismatch", "The proof does not answer the expected challenge.", path + ".challenge");

    public static Error PreviousMissing(string path) =>
        Error.Invalid("proof.previous_missing", "The proof follows another one that is not there.", path + ".previousProof");

    public static Error PreviousAmbiguous(string path) =>
        Error.Invalid("proof.previous_ambiguous", "The proof follows another one, and several proofs have its id.", path + ".previousProof");

    public static Error ContextMismatch(string path) =>
        Error.Invalid("proof.context_mismatch", "The document's contexts do not begin with those that the proof covers.", path + ".@context");

    public static Error KeyWrongType(string? path = null) =>
        Error.Invalid("proof.key_wrong_type", "The cryptosuite does not sign with keys of this type.", path is null ? null : path + ".verificationMethod");

    public static Error SignatureInvalid(string path) =>
        Error.Invalid("proof.signature_invalid", "The signature does not fit the key and the content.", path + ".proofValue");

    /// <summary>What JSON-LD and canonicalisation refuse keeps its own code.</summary>
    public static Error From(JsonLdException exception) => Error.Invalid(exception.Code, exception.Message, exception.Path);
}
