using System.Runtime.InteropServices;
using System.Text.Json;

namespace Anchor.JsonLd.Contexts;

/// <summary>Adds local contexts to an active one (JSON-LD 1.1 API §4.1).</summary>
internal sealed class ContextProcessor(Operation operation)
{
    /// <summary>Where a local context comes from and under which rules it is added.</summary>
    /// <param name="BaseUrl">What relative URLs of further contexts are resolved against.</param>
    /// <param name="Remote">The URL whose document it is, and those that led there; null when a document or a term holds it.</param>
    /// <param name="IsOfDocument">Whether it stands in the document itself, or may do so: its size is bounded and its effect not shared.</param>
    /// <param name="OverridesProtected">Whether protected terms may be redefined.</param>
    /// <param name="Propagates">Whether it holds in node objects further inside, unless it says otherwise.</param>
    /// <param name="Validated">When a scoped context is only validated: the URLs that were.</param>
    internal readonly record struct Source(string? BaseUrl, RemoteUrl? Remote = null, bool IsOfDocument = false, bool OverridesProtected = false, bool Propagates = true, HashSet<string>? Validated = null)
    {
        public bool IsPlain => !OverridesProtected && Propagates && Validated is null;
    }

    /// <summary>The URLs that are being read, innermost first.</summary>
    internal sealed record RemoteUrl(string Url, RemoteUrl? Outer)
    {
        public bool Holds(string url)
        {
            for (var remote = this; remote is not null; remote = remote.Outer)
                if (remote.Url == url) return true;
            return false;
        }
    }

    /// <summary>Applies the value of a document's <c>@context</c>.</summary>
    public ActiveContext Apply(ActiveContext active, JsonElement local) => Add(active, local, new Source(operation.Options.BaseIri, IsOfDocument: true));

    /// <summary>Applies the scoped context of a property's term.</summary>
    public ActiveContext ApplyProperty(ActiveContext active, TermDefinition property)
    {
        if (active.After(property) is { } known) return known;
        return active.Remember(property, AddScoped(active, property, overridesProtected: true, propagates: true));
    }

    /// <summary>Applies the scoped context of a type's term.</summary>
    public ActiveContext ApplyType(ActiveContext active, TermDefinition type)
    {
        if (active.AfterType(type) is { } known) return known;
        return active.RememberType(type, AddScoped(active, type, overridesProtected: false, propagates: false));
    }

    // A shared context has nothing of the document, and so have its scoped contexts.
    private ActiveContext AddScoped(ActiveContext active, TermDefinition definition, bool overridesProtected, bool propagates) => Add(
        active, definition.ScopedContext, new Source(definition.ScopedBase, IsOfDocument: active.Cache is null, OverridesProtected: overridesProtected, Propagates: propagates));

    private ActiveContext Add(ActiveContext active, JsonElement local, Source source)
    {
        operation.Enter();
        if (local.ValueKind == JsonValueKind.Object && local.TryGetProperty("@propagate"u8, out var propagate)
            && propagate.ValueKind is JsonValueKind.True or JsonValueKind.False)
            source = source with { Propagates = propagate.GetBoolean() };
        var result = source.Propagates || active.Previous is not null ? active : WithPrevious(active, active);

        if (local.ValueKind != JsonValueKind.Array) result = AddOne(result, local, source);
        else
        {
            var index = 0;
            foreach (var item in local.EnumerateArray())
            {
                operation.Path.Push(index++);
                result = AddOne(result, item, source);
                operation.Path.Pop();
            }
        }
        operation.Leave();
        return result;
    }

    private ActiveContext AddOne(ActiveContext result, JsonElement local, Source source)
    {
        if (source.IsOfDocument) operation.CountContext();
        return local.ValueKind switch
        {
            JsonValueKind.Null => Reset(result, source),
            JsonValueKind.String => AddUrl(result, local.GetString()!, source),
            JsonValueKind.Object => AddObject(result, local, source),
            _ => throw operation.Error(Codes.InvalidLocalContext, "A context must be an object, a URL or null."),
        };
    }

    private ActiveContext Reset(ActiveContext active, Source source)
    {
        if (!source.OverridesProtected && active.ProtectedTerms > 0)
            throw operation.Error(Codes.InvalidContextNullification, "A context with protected terms cannot be set to null.");
        return source.Propagates ? active.Initial : WithPrevious(active.Initial, active);
    }

    private ActiveContext AddUrl(ActiveContext active, string url, Source source)
    {
        url = IriExpansion.Resolve(source.BaseUrl, url, operation);
        if (source.IsPlain && active.After(url) is { } known) return known;
        if (source.Validated is { } validated && !validated.Add(url)) return active;
        if (source.Remote?.Holds(url) == true)
            throw operation.Error(operation.Options.ProcessingMode == JsonLdVersion.V10 ? Codes.RecursiveContextInclusion : Codes.ContextOverflow, $"The context {url} includes itself.");

        var inner = source with { BaseUrl = url, Remote = new RemoteUrl(url, source.Remote), IsOfDocument = false, Propagates = true };
        var result = Add(active, ReadContext(url), inner);
        return source.IsPlain ? active.Remember(url, result) : result;
    }

    /// <summary>The value of <c>@context</c> in the document at a URL.</summary>
    private JsonElement ReadContext(string url)
    {
        if (!operation.Options.Registry.TryGet(url, out var document))
            throw operation.Error(Codes.ContextUnknown, $"The context {url} is not known, and contexts are never fetched.");
        return document.ValueKind == JsonValueKind.Object && document.TryGetProperty("@context"u8, out var context)
            ? context
            : throw operation.Error(Codes.InvalidRemoteContext, $"The document at {url} holds no context.");
    }

    private ActiveContext AddObject(ActiveContext active, JsonElement local, Source source)
    {
        if (source.IsOfDocument && JsonMarshal.GetRawUtf8Value(local).Length > operation.Options.Bounds.MaxContextBytes)
            throw operation.Error(Codes.ContextTooLarge, $"A context has more than {operation.Options.Bounds.MaxContextBytes} bytes.");

        var members = ReadMembers(local, source);
        var draft = new ContextDraft(active, source.IsOfDocument);
        new ContextHeader(operation, draft).Read(members, source.Remote is not null);
        var definer = new TermDefiner(operation, draft, members, source);
        foreach (var term in members.Keys)
            if (!ContextHeader.Holds(term)) definer.Define(term);
        var result = draft.Finish();
        ValidateScoped(result, definer.Scoped, source);
        return result;
    }

    /// <summary>The members of a context, those of an imported one included.</summary>
    private Dictionary<string, JsonElement> ReadMembers(JsonElement local, Source source)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in local.EnumerateObject()) members[member.Name] = member.Value;
        if (!members.TryGetValue("@import", out var import)) return members;

        if (operation.Options.ProcessingMode == JsonLdVersion.V10)
            throw operation.Error(Codes.InvalidContextEntry, "@import belongs to JSON-LD 1.1.");
        if (import.ValueKind != JsonValueKind.String) throw operation.Error(Codes.InvalidImportValue, "@import must be a URL.");
        var url = IriExpansion.Resolve(source.BaseUrl, import.GetString()!, operation);
        var imported = ReadContext(url);
        if (imported.ValueKind != JsonValueKind.Object) throw operation.Error(Codes.InvalidRemoteContext, "An imported context must be an object.");
        foreach (var member in imported.EnumerateObject())
        {
            if (member.NameEquals("@import"u8)) throw operation.Error(Codes.InvalidContextEntry, "An imported context must not import another.");
            members.TryAdd(member.Name, member.Value);
        }
        return members;
    }

    /// <summary>A scoped context must be valid where it is defined, even when nothing ever uses it.</summary>
    private void ValidateScoped(ActiveContext result, List<TermDefinition>? scoped, Source source)
    {
        if (scoped is null) return;
        var validated = source.Validated ?? new HashSet<string>(StringComparer.Ordinal);
        for (var remote = source.Remote; remote is not null; remote = remote.Outer) validated.Add(remote.Url);
        foreach (var definition in scoped)
        {
            var (depth, steps) = (operation.Depth, operation.Path.Depth);
            try
            {
                Add(result, definition.ScopedContext, new Source(source.BaseUrl, source.Remote, IsOfDocument: result.Cache is null, OverridesProtected: true, Validated: validated));
            }
            catch (JsonLdException e) when (IsOfContext(e.Code))
            {
                operation.Depth = depth;
                operation.Path.Restore(steps);
                throw operation.Error(Codes.InvalidScopedContext, $"The scoped context of a term is invalid: {e.Message}");
            }
        }
    }

    // What is said about the whole document or the registry stays what it is.
    private static bool IsOfContext(string code) => code is not (Codes.ContextUnknown or Codes.TooDeep or Codes.TooLarge
        or Codes.TooManyContexts or Codes.TooManyTerms or Codes.ContextTooLarge or Codes.IriTooLong);

    private static ActiveContext WithPrevious(ActiveContext context, ActiveContext previous) => new()
    {
        Terms = context.Terms, ProtectedTerms = context.ProtectedTerms, Base = context.Base, Vocab = context.Vocab, Language = context.Language,
        Direction = context.Direction, Previous = previous, Initial = context.Initial, Aliases = context.Aliases, Cache = previous.Cache is null ? null : context.Cache,
    };
}
