using System.Text.Json;
using Anchor.Credentials.Json;
using Anchor.Verification.Reading;
using Anchor.Verification.Web;

namespace Anchor.Verification.Statuses;

/// <summary>Reads 1EdTech's list of revoked credentials (Open Badges 3.0, <c>1EdTechRevocationList</c>).</summary>
/// <remarks>
/// <c>{ id, issuer, revokedCredential: [{ id, revoked?, revocationReason? }] }</c>; a credential is revoked when it stands there with
/// <c>revoked</c> true or absent. The list is not signed: it can take a credential away, and HTTPS says whose it is.
/// </remarks>
internal static class RevocationListCheck
{
    private const string Name = CheckNames.Status;
    private static readonly JsonBounds Bounds = new(MaxBytes: 16 << 20, MaxDepth: 16);

    public static async Task<Check> OfAsync(JsonElement entry, Evidence evidence, IWebDocuments? documents, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(CredentialText.Text(CredentialText.Member(entry, "id")), UriKind.Absolute, out var url))
            return Unreadable("the credential does not say where it is");
        if (documents is null) return Check.Unknown(Name, "status.offline", "Whether the credential was revoked could not be checked, because no list is fetched here.");
        var answer = await documents.GetAsync(url, Bounds.MaxBytes, cancellationToken).ConfigureAwait(false);
        if (answer.Body is not { } body)
            return Check.Unknown(Name, "status.unreachable", $"Whether the credential was revoked could not be checked: the list was not fetched, because {answer.Failure}.");
        return BoundedJson.Parse(body.Span, Bounds).TryGet(out var list, out _) ? Read(list, evidence) : Unreadable("it is not JSON");
    }

    private static Check Read(JsonElement list, Evidence evidence)
    {
        if (IssuerOf(list) is not { } issuer) return Unreadable("it does not name its issuer");
        if (issuer != evidence.IssuerDid) return Check.Unknown(Name, "status.list_of_another", "The list of revoked credentials is another issuer's, so it decides nothing.");
        if (!list.TryGetProperty("revokedCredential", out var revoked)) return Pass();
        if (revoked.ValueKind != JsonValueKind.Array) return Unreadable("its entries are no array");
        var id = CredentialText.Text(CredentialText.Member(evidence.Credential, "id"));
        foreach (var item in revoked.EnumerateArray())
        {
            if (CredentialText.Text(CredentialText.Member(item, "id")) is not { } listed) return Unreadable("one of its entries names no credential");
            if (listed != id || CredentialText.Member(item, "revoked") is { ValueKind: JsonValueKind.False }) continue;
            var reason = Printable.Fact(CredentialText.Text(CredentialText.Member(item, "revocationReason")));
            return Check.Fail(Name, "status.revoked", reason is null ? "The issuer has revoked this credential." : $"The issuer has revoked this credential, with the reason: {reason.TrimEnd('.')}.");
        }
        return Pass();
    }

    private static string? IssuerOf(JsonElement list) =>
        list.ValueKind != JsonValueKind.Object ? null
        : CredentialText.Member(list, "issuer") is { ValueKind: JsonValueKind.Object } profile ? CredentialText.Text(CredentialText.Member(profile, "id"))
        : CredentialText.Text(CredentialText.Member(list, "issuer"));

    private static Check Pass() => Check.Pass(Name, "The issuer's list of revoked credentials does not name this one.");

    private static Check Unreadable(string why) =>
        Check.Unknown(Name, "status.unreadable", $"Whether the credential was revoked could not be checked: the list cannot be read, because {why}.");
}
