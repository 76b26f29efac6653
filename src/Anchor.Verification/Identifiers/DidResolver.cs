using Anchor.Credentials;
using Anchor.Credentials.Identifiers;
using Anchor.Verification.Web;

namespace Anchor.Verification.Identifiers;

/// <summary>Resolves did:web over HTTPS, and the methods that hold everything themselves without asking anybody. Thread-safe.</summary>
/// <remarks>
/// Documents are kept for five minutes and failures for thirty seconds, at most 1,024 of them; so long does a key that an issuer
/// takes back still count. All who ask for one DID at the same time share one fetch of at most 15 seconds.
/// </remarks>
public sealed class DidResolver : IDidResolver
{
    internal static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);
    internal static readonly TimeSpan FailureKept = TimeSpan.FromSeconds(30);
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    internal const int Capacity = 1024;

    private readonly IWebDocuments _documents;
    private readonly FetchCache<string, Result<DidDocument>> _cache;

    /// <summary>Prepares a resolver with an empty cache.</summary>
    /// <param name="documents">The web; it decides which addresses may be asked.</param>
    /// <param name="clock">The clock of the cache.</param>
    public DidResolver(IWebDocuments documents, TimeProvider clock) => (_documents, _cache) = (documents, new(Capacity, Patience, clock));

    /// <inheritdoc/>
    public Task<Result<DidDocument>> ResolveAsync(Did did, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(did);
        if (did.Method != DidWeb.Method) return Task.FromResult(DidDocument.Inline(did));
        return DidWeb.DocumentUrl(did).TryGet(out var url, out var error)
            ? _cache.GetAsync(did.Text, time => FetchAsync(did, url, time), cancellationToken)
            : Task.FromResult<Result<DidDocument>>(error);
    }

    private async Task<(Result<DidDocument>, TimeSpan)> FetchAsync(Did did, Uri url, CancellationToken timeLimit)
    {
        var answer = await _documents.GetInTimeAsync(url, DidDocument.MaxBytes, timeLimit).ConfigureAwait(false);
        if (answer.Body is not { } body)
            return (new Error("did.unreachable", $"The document of the DID was not fetched, because {answer.Failure}.", ErrorKind.Unavailable), FailureKept);
        var read = DidDocument.Read(body.Span, did);
        return (read, read.IsOk ? Kept : FailureKept);
    }
}
