namespace Anchor.Verification.Web;

/// <summary>Fetches each address once for all that point to it. Thread-safe.</summary>
/// <remarks>At most 64 answers are kept, each under its whole address and the bound of its size; a failure for half a minute.</remarks>
/// <param name="documents">Who fetches.</param>
/// <param name="keep">How long a document is kept.</param>
/// <param name="clock">The clock of that.</param>
internal sealed class KeptDocuments(IWebDocuments documents, TimeSpan keep, TimeProvider clock) : IWebDocuments
{
    private const int Capacity = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FailureKept = TimeSpan.FromSeconds(30);

    private readonly FetchCache<(string Url, int MaxBytes), WebAnswer> _answers = new(Capacity, Patience, clock);

    public Task<WebAnswer> GetAsync(Uri url, int maxBytes, CancellationToken cancellationToken) =>
        _answers.GetAsync((url.OriginalString, maxBytes), async time =>
        {
            var answer = await documents.GetInTimeAsync(url, maxBytes, time).ConfigureAwait(false);
            return (answer, answer.AtHand ? TimeSpan.Zero : answer.Body is null ? FailureKept : keep);
        }, cancellationToken);
}
