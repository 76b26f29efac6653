namespace Anchor.Credentials.StatusLists;

/// <summary>Every refusal of a status list or of an entry that points into one.</summary>
internal static class StatusListErrors
{
    public const string EntryMalformedCode = "status_list.entry_malformed";
    public const string MalformedCode = "status_list.malformed";

    public static Error Malformed(string why, string? path = null) => Error.Invalid(MalformedCode, why, path);

    public static Error Encoding { get; } =
        Error.Invalid("status_list.encoding", "An encoded list is u and base64url, without padding, of one gzip file.", "$.credentialSubject.encodedList");

    public static Error TooLarge(int maxSize) =>
        Error.Invalid("status_list.too_large", $"The list unpacks to more than {maxSize} bits.", "$.credentialSubject.encodedList");

    public static Error TooShort { get; } = Error.Invalid(
        "status_list.too_short", $"The list has fewer than {StatusBitstring.MinimumSize} bits, too few to hide a credential among.", "$.credentialSubject.encodedList");
}
