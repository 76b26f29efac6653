using Anchor.Credentials.Blockcerts;
using Anchor.Verification.Identifiers;
using Anchor.Verification.Reading;
using Anchor.Verification.Web;

namespace Anchor.Verification.Statuses;

/// <summary>Whether the issuer of a credential that names no list itself has taken it back: the profile of an issuer of Blockcerts leads to one.</summary>
/// <remarks>
/// The page is the issuer's id where that is an address, else the service of the type <c>IssuerProfile</c> in its DID document. Page and
/// list are not signed: they can take a credential away, and HTTPS says whose they are.
/// </remarks>
internal static class ProfileRevocationCheck
{
    private const string Name = CheckNames.Status;

    /// <returns>Null where the issuer has no such page, or the page no list.</returns>
    public static async Task<Check?> OfAsync(Evidence evidence, KeyFinder finder, IWebDocuments? documents, CancellationToken cancellationToken)
    {
        if (evidence.IssuerDid is not { } issuer || !MayBeListed(issuer, evidence)) return null;
        if (documents is null) return Open("status.offline", "no list is fetched here");
        var keys = await finder.FindAsync([new KeyName(issuer, issuer, ForDocument: true)], cancellationToken).ConfigureAwait(false);
        if (PageOf(issuer, keys, out var fault) is not { } page) return fault;
        var told = await FetchAsync(page, BlockcertsProfile.MaxBytes, documents, cancellationToken).ConfigureAwait(false);
        if (told.Body is not { } profile) return Open("status.unreachable", $"the issuer's profile was not fetched, because {told.Failure}");
        if (!BlockcertsProfile.ReadRevocationList(profile.Span, issuer).TryGet(out var address, out var error))
            return Open("status.unreadable", error.Code == "profile.of_another" ? "the page to which the issuer leads is another's profile" : "the issuer's profile cannot be read");
        if (address is null) return null;
        var answer = await FetchAsync(address, BlockcertsRevocations.MaxBytes, documents, cancellationToken).ConfigureAwait(false);
        if (answer.Body is not { } body) return Open("status.unreachable", $"the list was not fetched, because {answer.Failure}");
        if (!BlockcertsRevocations.Read(body.Span).TryGet(out var list, out _)) return Open("status.unreadable", "the list cannot be read");
        if (list.Issuer is { } named && named != issuer) return Open("status.list_of_another", "the list is another issuer's");
        var id = CredentialText.Text(CredentialText.Member(evidence.Credential, "id"));
        if (list.Revoked.FirstOrDefault(each => each.Id == id) is not { } revoked) return Check.Pass(Name, "The issuer's list of revoked credentials does not name this one.");
        return Check.Fail(Name, "status.revoked", Printable.Fact(revoked.Reason) is { } reason
            ? $"The issuer has revoked this credential; the reason given: {reason.TrimEnd('.')}." : "The issuer has revoked this credential.");
    }

    // Nobody signs the Merkle proof: a holder who takes it out of the document must not take the credential out of the list. A JWT never had one.
    private static bool MayBeListed(string issuer, Evidence evidence) =>
        (evidence.Jwt is null && issuer.StartsWith("did:web:", StringComparison.Ordinal)) || (evidence.MerkleProof is not null && !issuer.StartsWith("did:key:", StringComparison.Ordinal));

    private static string? PageOf(string issuer, KeyRing keys, out Check? fault)
    {
        fault = null;
        if (WebKey.IsAddress(issuer)) return issuer;
        if (keys.DocumentOfIssuer(issuer) is not { } resolved) return null;
        if (!resolved.TryGet(out var document, out var error))
        {
            fault = Open(error.Code, "the issuer's own document, which leads to its list, is not known");
            return null;
        }
        return document.Services.FirstOrDefault(service => service.Type == BlockcertsProfile.ServiceType)?.Endpoint;
    }

    private static async Task<WebAnswer> FetchAsync(string address, int maxBytes, IWebDocuments documents, CancellationToken cancellationToken) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url)
            ? await documents.GetAsync(url, maxBytes, cancellationToken).ConfigureAwait(false)
            : WebAnswer.None("its address cannot be read");

    private static Check Open(string code, string why) => Check.Unknown(Name, code, $"Whether the credential was revoked could not be checked: {why}.");
}
