using Anchor.Credentials.Identifiers;

namespace Anchor.Credentials.Keys;

/// <summary>Finds the keys behind verification methods without asking anybody.</summary>
public static class VerificationMethods
{
    /// <summary>The key that a verification method names, when the name itself holds it (did:key, did:jwk).</summary>
    /// <param name="id">A DID URL with a fragment.</param>
    /// <returns>
    /// <c>key.method_unsupported</c> for every other DID method: its keys are pinned or fetched elsewhere.
    /// <c>key.method_malformed</c> when the fragment is not the DID's own key, and the codes of <see cref="Multikey"/> and <see cref="DidJwk"/>.
    /// </returns>
    public static Result<VerificationMethod> Resolve(string id)
    {
        if (id.StartsWith("did:jwk:", StringComparison.Ordinal)) return ResolveJwk(id);
        if (!id.StartsWith(DidKey.Prefix, StringComparison.Ordinal)) return KeyErrors.MethodUnsupported;
        var hash = id.IndexOf('#', StringComparison.Ordinal);
        if (hash < 0 || id[(hash + 1)..] != id[DidKey.Prefix.Length..hash]) return KeyErrors.MethodMalformed;
        return DidKey.Parse(id[..hash]).Map(key => new VerificationMethod(id, id[..hash], key));
    }

    private static Result<VerificationMethod> ResolveJwk(string id) =>
        Did.ParseMethodId(id).TryGet(out var parts, out _) && parts.Fragment == DidJwk.Fragment
            ? DidJwk.Parse(parts.Did).Map(key => new VerificationMethod(id, parts.Did.Text, key))
            : KeyErrors.MethodMalformed;
}
