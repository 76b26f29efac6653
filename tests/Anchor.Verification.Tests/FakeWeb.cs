using System.Collections.Concurrent;
using System.Text;
using Anchor.Verification.Web;

namespace Anchor.Verification.Tests;

/// <summary>A web of a few documents; whatever is not there answers as a dead server would.</summary>
internal sealed class FakeWeb : IWebDocuments
{
    private readonly Dictionary<Uri, (byte[] Body, Uri? From)> _documents = [];

    /// <summary>Every address that was asked for, in this order.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>Holds every answer back until it ends.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Whether every document is at hand instead of far away.</summary>
    public bool AtHand { get; set; }

    public FakeWeb With(string url, string body, string? from = null) => With(url, Encoding.UTF8.GetBytes(body), from);

    public FakeWeb With(string url, byte[] body, string? from = null)
    {
        _documents[new Uri(url)] = (body, from is null ? null : new Uri(from));
        return this;
    }

    public FakeWeb Without(string url)
    {
        _documents.Remove(new Uri(url));
        return this;
    }

    public async Task<WebAnswer> GetAsync(Uri url, int maxBytes, CancellationToken cancellationToken)
    {
        Asked.Enqueue(url.AbsoluteUri);
        await Gate.WaitAsync(cancellationToken);
        return !_documents.TryGetValue(url, out var found) ? WebAnswer.None("its server cannot be reached")
            : found.Body.Length > maxBytes ? WebAnswer.None($"it has more than {maxBytes} bytes")
            : WebAnswer.Of(found.Body) with { From = found.From, AtHand = AtHand };
    }
}
