using System.Globalization;
using Anchor.Credentials.Json;
using Anchor.Credentials.StatusLists;
using Anchor.Verification.Reading;
using Anchor.Verification.Web;

namespace Anchor.Verification.Statuses;

/// <summary>Since when and why a credential does not stand, as its issuer's host tells it: a list of bits never says.</summary>
/// <remarks>
/// Asked after a list has said that the credential is revoked or suspended, at the entry's own id, where that is an address below the
/// list's: <c>{"since": date-time, "reason": text}</c>, both optional. It is not signed, so it adds words and changes no result.
/// </remarks>
/// <param name="Since">Since when; null where that is not known.</param>
/// <param name="Reason">Why, for people; null where that is not known.</param>
internal sealed record StatusReason(DateTimeOffset? Since, string? Reason)
{
    private static readonly JsonBounds Bounds = new(MaxBytes: 4096, MaxDepth: 4);

    public static async Task<StatusReason?> AskAsync(BitstringStatusListEntry entry, IWebDocuments documents, CancellationToken cancellationToken)
    {
        if (entry.Id is null || !entry.Id.StartsWith(entry.ListCredential + "/", StringComparison.Ordinal) || !Uri.TryCreate(entry.Id, UriKind.Absolute, out var url)) return null;
        // What the list has said already stands, however long its words are in coming.
        var answer = await documents.GetInTimeAsync(url, Bounds.MaxBytes, cancellationToken).ConfigureAwait(false);
        if (answer.Body is not { } body || !BoundedJson.Parse(body.Span, Bounds).TryGet(out var told, out _)) return null;
        var since = CredentialText.Text(CredentialText.Member(told, "since")) is { } text && XsdDateTime.TryParse(text, out var moment) ? moment : (DateTimeOffset?)null;
        return new StatusReason(since, CredentialText.Text(CredentialText.Member(told, "reason")));
    }

    /// <summary>The end of a sentence; empty where nothing is known.</summary>
    public string Words
    {
        get
        {
            var since = Since is { } moment ? string.Create(CultureInfo.InvariantCulture, $", since {moment:yyyy-MM-dd}") : "";
            return Printable.Fact(Reason) is { } why ? $"{since}; the reason given: {why.TrimEnd('.')}" : since;
        }
    }
}
