namespace Anchor.Verification.Web;

/// <summary>Fetches what credentials point to: status lists, DID documents and keys.</summary>
public interface IWebDocuments
{
    /// <summary>Fetches one document.</summary>
    /// <param name="url">Where; whatever a stranger wrote.</param>
    /// <param name="maxBytes">The largest body that is read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The body, or why there is none; every failure of the network is an answer and no exception.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    Task<WebAnswer> GetAsync(Uri url, int maxBytes, CancellationToken cancellationToken);
}

/// <summary>What came of fetching a document.</summary>
/// <param name="Body">The body; null when there is none.</param>
/// <param name="Failure">Why there is none: half a sentence for people; null when there is one.</param>
public sealed record WebAnswer(ReadOnlyMemory<byte>? Body, string? Failure)
{
    /// <summary>The address that gave the body in the end; null where it is the one that was asked.</summary>
    public Uri? From { get; init; }

    /// <summary>Whether it was at hand, so that it is asked for anew each time instead of being kept; default false.</summary>
    public bool AtHand { get; init; }

    /// <summary>A document was fetched.</summary>
    public static WebAnswer Of(ReadOnlyMemory<byte> body) => new(body, null);

    /// <summary>None was.</summary>
    public static WebAnswer None(string failure) => new(null, failure);
}
