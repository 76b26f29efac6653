using System.Text.Json;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Json;
using Anchor.JsonLd;
using Anchor.JsonLd.Rdfc;

namespace Anchor.Credentials.OpenBadges;

/// <summary>Checks the shape of a credential against VC 2.0 and Open Badges 3.0. It verifies no signature and fetches nothing.</summary>
/// <remarks>
/// Codes: <c>ob.required</c>, <c>ob.null</c>, <c>ob.kind</c> (the wrong sort of JSON value), <c>ob.type</c>, <c>ob.empty_set</c>,
/// <c>ob.url</c>, <c>ob.date_time</c>, <c>ob.order</c>, <c>ob.enumeration</c>, <c>ob.context</c>, <c>ob.subject_unidentified</c>,
/// <c>ob.identity</c>, <c>ob.criteria</c>, <c>ob.result</c>, <c>ob.language</c>, <c>ob.repeated</c>, <c>ob.alignment</c>, <c>ob.endorsement</c>,
/// <c>ob.status</c>, <c>ob.related_resource</c>. Documents in the words of VCDM 1.1 and endorsements are read too.
/// </remarks>
public static class OpenBadgeValidator
{
    /// <summary>Whether the document calls itself an EndorsementCredential.</summary>
    public static bool IsEndorsement(JsonElement document) => document.ValueKind == JsonValueKind.Object && EndorsementRules.IsOne(document);

    /// <summary>Whether the document calls itself an Open Badge: an OpenBadgeCredential or AchievementCredential.</summary>
    public static bool IsBadge(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object && (StatusTypes.Is(document, "OpenBadgeCredential") || StatusTypes.Is(document, "AchievementCredential"));

    /// <summary>All violations, in the order of the document's rules; empty when there are none.</summary>
    /// <param name="credential">The credential.</param>
    /// <param name="known">Parts that were found right before, where many credentials are validated; null looks at everything anew.</param>
    public static IReadOnlyList<Violation> Validate(JsonElement credential, KnownParts? known = null)
    {
        var found = new List<Violation>();
        CredentialRules.Check(new Node(credential, "$", found, known));
        return found;
    }

    /// <summary>Whether the document's contexts give every term a meaning, so that a Data Integrity proof can cover all of it.</summary>
    /// <returns>The first violation, with a <c>jsonld.*</c> or <c>document.*</c> code, or none. An unknown context is one; nothing is fetched.</returns>
    public static IReadOnlyList<Violation> ValidateTerms(JsonElement credential)
    {
        if (PlainDocument.Check(credential) is { } unplain) return [new Violation(unplain.Path ?? "$", unplain.Message, unplain.Code)];
        try
        {
            Rdfc10.Canonicalise(DocumentQuads.Of(credential));
            return [];
        }
        catch (JsonLdException e)
        {
            return [new Violation(e.Path ?? "$", e.Message, e.Code)];
        }
    }

    /// <summary>Reads the JSON within bounds and validates it; JSON that cannot be read is one violation with its <c>json.*</c> code.</summary>
    public static IReadOnlyList<Violation> Validate(ReadOnlySpan<byte> utf8, JsonBounds? bounds = null) =>
        BoundedJson.Parse(utf8, bounds).TryGet(out var element, out var error)
            ? Validate(element)
            : [new Violation("$", error.Message, error.Code)];
}
