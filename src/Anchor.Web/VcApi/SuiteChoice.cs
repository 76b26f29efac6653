using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Keys;

namespace Anchor.Web.VcApi;

/// <summary>Finds the suite that a request means.</summary>
internal static class SuiteChoice
{
    /// <summary>The suite of the path, else that of the options, else the one that Open Badges asks for.</summary>
    /// <param name="instance">The suite in the path; null where it names none.</param>
    /// <param name="options">The options.</param>
    /// <param name="document">Says by the did:key of its issuer or holder which curve is meant, where the suite's name alone does not.</param>
    public static Result<SecuringSuite> Of(string? instance, VcOptions options, JsonElement document)
    {
        var named = instance is null ? null : SecuringSuite.Find(instance);
        if (instance is not null && named is null) return new Error("suite.not_found", $"The suites are {string.Join(", ", SecuringSuite.All)}.", ErrorKind.NotFound);
        if (options.Cryptosuite is not { } wanted) return named is null ? SecuringSuite.Default : Fitting(named, instance!, document);
        if (SecuringSuite.Find(wanted) is not { } suite)
            return Error.Invalid("options.cryptosuite_unknown", $"The suites are {string.Join(", ", SecuringSuite.All)}.", "$.options.cryptosuite");
        if (named is null) return Fitting(suite, wanted, document);
        return named.Cryptosuite == suite.Cryptosuite && (wanted != suite.Name || suite == named)
            ? Fitting(named, instance!, document)
            : Error.Invalid("options.cryptosuite_mismatch", $"This instance signs with {named}.", "$.options.cryptosuite");
    }

    private static SecuringSuite Fitting(SecuringSuite suite, string name, JsonElement document) =>
        name != suite.Name && PartyOf(document) is { } did && DidKey.Parse(did).TryGet(out var key, out _) && suite.With(key.Type) is { } other ? other : suite;

    private static string? PartyOf(JsonElement document)
    {
        if (!document.TryGetProperty("issuer", out var party) && !document.TryGetProperty("holder", out party)) return null;
        if (party.ValueKind == JsonValueKind.Object && !party.TryGetProperty("id", out party)) return null;
        return party.ValueKind == JsonValueKind.String ? party.GetString() : null;
    }
}
