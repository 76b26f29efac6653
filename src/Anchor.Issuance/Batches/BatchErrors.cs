using Anchor.Credentials;

namespace Anchor.Issuance.Batches;

internal static class BatchErrors
{
    public static Error NotFound() => new("batch.not_found", "The issuer has no such batch.", ErrorKind.NotFound);

    public static Error NotOpen(BatchStatus status) =>
        new("batch.not_open", $"The batch is {status.ToString().ToLowerInvariant()}; rows can only be added while it is open.", ErrorKind.Conflict);

    public static Error AlreadyApproved() => new("batch.already_approved", "The batch has been approved already.", ErrorKind.Conflict);

    public static Error NotApproved() => new("batch.not_approved", "The batch has not been approved.", ErrorKind.Conflict);

    public static Error AlreadySealed() => new("batch.already_sealed", "The batch is sealed; nothing can be added to it or changed.", ErrorKind.Conflict);

    public static Error Discarded() => new("batch.discarded", "The batch was given up.", ErrorKind.Conflict);

    public static Error SigningHasBegun() =>
        new("batch.signing_begun", "Credentials of the batch have been signed; it can no longer be given up.", ErrorKind.Conflict);

    public static Error Empty() => new("batch.empty", "The batch has no rows.", ErrorKind.Conflict);

    public static Error Incomplete(long size, long approved) =>
        new("batch.incomplete", $"{size} of {approved} credentials are signed; the batch can be sealed when all are.", ErrorKind.Conflict);

    public static Error OwnApproval() =>
        new("batch.own_approval_forbidden", "Whoever opened the batch or imported rows may not approve it; ask a second person.", ErrorKind.Forbidden);

    public static Error ImportIncomplete(Guid importId) =>
        new("batch.import_incomplete", $"The import {importId} was not read to its end. Send the same file again with the same idempotency key, or discard the import.", ErrorKind.Conflict);

    public static Error Changed() => new("batch.changed", "The batch was changed by someone else at the same moment. Try again.", ErrorKind.Conflict);

    public static Error BlockcertsNeedsWeb() => Error.Invalid(
        "format.blockcerts_needs_did_web", "The format blockcerts needs an issuer with a did:web and a host with a public address: its verifiers read the issuer's profile there.", "$.format");

    public static Error BlockcertsNeedsDirect() => Error.Invalid(
        "format.blockcerts_needs_direct", "The format blockcerts needs a transaction of the issuer's own account with the bare root; this network's relay wraps transactions.", "$.chainId");

    public static Error NotSealed() => new("batch.not_sealed", "The batch has no root yet; it is anchored when it is sealed.", ErrorKind.Conflict);

    public static Error ImportNotFound() => new("import.not_found", "The batch has no such import.", ErrorKind.NotFound);

    public static Error ImportDiscarded() => new("import.discarded", "This import was given up. Send the file with a new idempotency key.", ErrorKind.Conflict);

    public static Error ImportRunning() => new("import.in_progress", "Another request is importing with the same idempotency key at the moment.", ErrorKind.Conflict);

    public static Error ImportOtherFile() =>
        new("idempotency.key_reused", "This idempotency key belongs to an import of another file. Send a new key.", ErrorKind.Conflict);
}
