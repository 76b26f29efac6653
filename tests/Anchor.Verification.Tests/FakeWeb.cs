using System.Text;
using Anchor.Verification.Web;

namespace Anchor.Verification.Tests;

/// <summary>A web of a few documents; whatever is not there answers as a dead server would.</summary>
internal sealed class FakeWeb : IWebDocuments
{
    private readonly Dictionary<Uri, byte[]> _documents = [];

    public FakeWeb With(string url, string body)
    {
        _documents[new Uri(url)] = Encoding.UTF8.GetBytes(body);
        return this;
    }

    public Task<WebAnswer> GetAsync(Uri url, int maxBytes, CancellationToken cancellationToken) =>
        Task.FromResult(!_documents.TryGetValue(url, out var body) ? WebAnswer.None("its server cannot be reached")
            : body.Length > maxBytes ? WebAnswer.None($"it has more than {maxBytes} bytes")
            : WebAnswer.Of(body));
}
