using System.Collections.Frozen;
using System.Text.Json;

namespace Anchor.JsonLd.Contexts;

/// <summary>The contexts that are known, by URL. Immutable; safe to share between threads; never fetches anything.</summary>
public sealed class ContextRegistry
{
    private static readonly Lazy<ContextRegistry> LazyBundled = new(ReadBundled);
    private readonly FrozenDictionary<string, JsonElement> _documents;
    private volatile ContextCache _cache = new();

    private ContextRegistry(FrozenDictionary<string, JsonElement> documents) => _documents = documents;

    /// <summary>
    /// Verifiable Credentials 1 and 2 and their examples, Open Badges 3.0 to 3.0.3 and extensions, Data Integrity 1 and 2,
    /// Multikey, DID, Bitstring Status List, and Blockcerts 3.
    /// </summary>
    public static ContextRegistry Bundled => LazyBundled.Value;

    /// <summary>A registry that knows nothing.</summary>
    public static ContextRegistry Empty { get; } = new(FrozenDictionary<string, JsonElement>.Empty);

    /// <summary>The URLs that are known.</summary>
    public IReadOnlyCollection<string> Urls => _documents.Keys;

    /// <summary>How many processed contexts are kept, for tests.</summary>
    internal int CachedContexts => _cache.Count;

    /// <summary>The registry that also knows this document, or knows it instead of another under the same URL.</summary>
    /// <param name="url">Absolute.</param>
    /// <param name="document">The whole document, <c>{"@context": …}</c>; it is copied.</param>
    public ContextRegistry With(string url, JsonElement document)
    {
        var documents = _documents.ToDictionary(StringComparer.Ordinal);
        documents[url] = document.Clone();
        return new ContextRegistry(documents.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>Finds the document at a URL.</summary>
    /// <returns>False when the URL is not known.</returns>
    public bool TryGet(string url, out JsonElement document) => _documents.TryGetValue(url, out document);

    internal ActiveContext Initial(JsonLdOptions options)
    {
        var cache = _cache;
        if (cache.IsFull) _cache = cache = new ContextCache();
        return cache.Initial(options.BaseIri, options.ProcessingMode, options.Safe);
    }

    private static ContextRegistry ReadBundled()
    {
        using var stream = typeof(ContextRegistry).Assembly.GetManifestResourceStream("contexts.json")
            ?? throw new InvalidOperationException("The bundled contexts are missing from the assembly.");
        using var document = JsonDocument.Parse(stream);
        var documents = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var context in document.RootElement.EnumerateObject()) documents.Add(context.Name, context.Value.Clone());
        return new ContextRegistry(documents.ToFrozenDictionary(StringComparer.Ordinal));
    }
}
