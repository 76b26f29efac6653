using Anchor.Credentials;
using Anchor.Credentials.Json;
using Anchor.Credentials.Keys;
using Anchor.Verification.Web;

namespace Anchor.Verification.Identifiers;

/// <summary>A key that stands under an address of its own, as a JWK (Open Badges 3.0 section 8.2.2: <c>kid</c>).</summary>
internal static class WebKey
{
    private static readonly JsonBounds Bounds = new(MaxBytes: 1 << 14, MaxDepth: 4);

    /// <summary>Whether a name is such an address.</summary>
    public static bool IsAddress(string name) => name.StartsWith("https://", StringComparison.Ordinal);

    /// <summary>Whether such an address lies on the server of the issuer's own id.</summary>
    public static bool IsOnHostOf(string? issuer, string name) =>
        issuer is not null && IsAddress(issuer) && Uri.TryCreate(issuer, UriKind.Absolute, out var home)
        && Uri.TryCreate(name, UriKind.Absolute, out var url) && IsSameServer(home, url) && url.Fragment.Length == 0;

    public static async Task<(Result<PublicKey>, TimeSpan)> FetchAsync(Uri url, IWebDocuments documents, CancellationToken timeLimit)
    {
        var answer = await documents.GetInTimeAsync(url, Bounds.MaxBytes, timeLimit).ConfigureAwait(false);
        if (answer.Body is not { } body) return Refused("key.unreachable", $"It was not fetched, because {answer.Failure}.");
        // An issuer's server that sends everybody wherever they ask to go does not vouch for what stands there.
        if (answer.From is { } from && !IsSameServer(url, from)) return Refused("key.elsewhere", "The issuer's server sends to another one for it, which may be anybody's.");
        var read = BoundedJson.Parse(body.Span, Bounds).Then(Jwk.Read);
        return read.IsOk ? (read, DidResolver.Kept) : Refused("key.unreadable", "What stands at its address is no public JWK that signs.");
    }

    private static (Result<PublicKey>, TimeSpan) Refused(string code, string words) => (Error.Invalid(code, words), DidResolver.FailureKept);

    private static bool IsSameServer(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && one.UserInfo.Length == 0 && other.UserInfo.Length == 0
        && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);
}
