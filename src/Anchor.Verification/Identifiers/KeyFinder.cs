using Anchor.Credentials;
using Anchor.Credentials.Identifiers;
using Anchor.Credentials.Keys;
using Anchor.Verification.Web;

namespace Anchor.Verification.Identifiers;

/// <summary>Gathers the keys that a document names before anything is checked, so that the checks themselves ask nobody. Thread-safe.</summary>
internal sealed class KeyFinder(VerifierOptions options)
{
    /// <summary>The most DIDs and addresses that are asked about one document.</summary>
    public const int MaxQuestions = 8;

    private const int WebKeysKept = 256;

    private readonly IDidResolver? _dids = options.Dids ?? (options.Documents is { } documents ? new DidResolver(documents, options.Clock) : null);
    private readonly KnownKeys _known = new(options.Trust);
    private readonly FetchCache<string, Result<PublicKey>> _webKeys = new(WebKeysKept, DidResolver.Patience, options.Clock);

    /// <summary>Finds what can be found; whatever cannot has its reason in the ring.</summary>
    /// <param name="names">In the order of their weight: the first distinct eight that need a question are asked about, all at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<KeyRing> FindAsync(IEnumerable<KeyName> names, CancellationToken cancellationToken)
    {
        Dictionary<string, Task<Result<DidDocument>>> documents = [];
        Dictionary<string, Task<Result<PublicKey>>> keys = [];
        foreach (var name in names)
        {
            var isFull = documents.Count + keys.Count >= MaxQuestions;
            if (WebKey.IsAddress(name.Method))
            {
                if (NeedsAddress(name) && options.Documents is { } web && !isFull && !keys.ContainsKey(name.Method))
                    keys[name.Method] = _webKeys.GetAsync(name.Method, time => WebKey.FetchAsync(new Uri(name.Method), web, time), cancellationToken);
            }
            else if (DidToAsk(name) is { } did && _dids is { } resolver && !isFull && !documents.ContainsKey(did.Text))
                documents[did.Text] = resolver.ResolveAsync(did, cancellationToken);
        }
        if (documents.Count + keys.Count > 0) await Task.WhenAll([.. documents.Values, .. keys.Values]).ConfigureAwait(false);
        return new KeyRing(options.Trust, _known, Results(documents), Results(keys));
    }

    private bool NeedsAddress(KeyName name) =>
        name.Issuer is { } issuer && _known.Pinned(issuer).Count == 0 && WebKey.IsOnHostOf(issuer, name.Method);

    // A pinned key is believed without asking, and no live one beside it.
    private Did? DidToAsk(KeyName name)
    {
        if (!name.Method.StartsWith("did:web:", StringComparison.Ordinal)) return null;
        var text = KeyRing.ControllerOf(name.Method) ?? name.Method;
        return Did.Parse(text).TryGet(out var did, out _) && did.Method == DidWeb.Method
            && (name.ForDocument || _known.Pinned(did.Text).Count == 0) ? did : null;
    }

    // Every task has ended by now.
    private static Dictionary<string, Result<T>> Results<T>(Dictionary<string, Task<Result<T>>> tasks) =>
        tasks.Count == 0 ? [] : tasks.ToDictionary(pair => pair.Key, pair => pair.Value.GetAwaiter().GetResult(), StringComparer.Ordinal);
}
