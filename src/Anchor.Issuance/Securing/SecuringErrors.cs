using Anchor.Credentials;

namespace Anchor.Issuance.Securing;

internal static class SecuringErrors
{
    public static Error ProofPresent() => Error.Invalid("document.proof_present", "A credential that carries a proof was issued already.", "$.proof");

    public static Error ProofBesideJwt() => Error.Invalid("document.proof_beside_jwt", "A document with a proof inside is not enveloped.", "$.proof");

    public static Error IssuerForeign(string did) =>
        Error.Invalid("document.issuer_foreign", $"The issuer must be {did}, whose key signs in this suite, or be left out.", "$.issuer");

    public static Error HolderForeign(string did) =>
        Error.Invalid("document.holder_foreign", $"The holder must be {did}, whose key signs in this suite, or be left out.", "$.holder");

    public static Error PresentationIsCredential() => Error.Invalid(
        "document.presentation_is_credential", "A presentation must not be a credential at the same time; issue the credential, and present it in verifiableCredential.", "$.type");

    public static Error IdUnfit() => Error.Invalid("document.id_unfit", "The id must be urn:uuid: and a UUID, or be left out.", "$.id");

    public static Error IdTaken() => new("document.id_taken", "Another credential has this id.", ErrorKind.Conflict, "$.id");

    public static Error StatusOfAnother() => Error.Invalid(
        "document.status_of_another", "The issuer's status lists are signed by its own DID, under which this suite does not sign. Choose an EdDSA suite.", "$.credentialStatus");

    public static Error StatusUnpublished() =>
        new("document.status_unpublished", "This host has no public address, so nobody could fetch a status list from it.", ErrorKind.Conflict, "$.credentialStatus");

    public static Error NeedsApproval() =>
        new("credential.needs_approval", "This issuer asks for a second person's approval; open a batch instead.", ErrorKind.Conflict);
}
