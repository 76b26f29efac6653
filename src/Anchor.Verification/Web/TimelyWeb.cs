namespace Anchor.Verification.Web;

/// <summary>Asks on behalf of a fetch that nobody can cancel but its time limit.</summary>
internal static class TimelyWeb
{
    /// <summary>Like <see cref="IWebDocuments.GetAsync"/>, except that the end of the time is an answer too.</summary>
    public static async Task<WebAnswer> GetInTimeAsync(this IWebDocuments documents, Uri url, int maxBytes, CancellationToken timeLimit)
    {
        try
        {
            return await documents.GetAsync(url, maxBytes, timeLimit).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeLimit.IsCancellationRequested)
        {
            return WebAnswer.None("its server did not answer in time");
        }
    }
}
