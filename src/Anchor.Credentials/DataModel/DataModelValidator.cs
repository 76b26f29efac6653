using System.Text.Json;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.OpenBadges;
using Anchor.JsonLd;

namespace Anchor.Credentials.DataModel;

/// <summary>Checks the shape of any verifiable credential or presentation against the W3C data model. It verifies no signature and fetches nothing.</summary>
/// <remarks>
/// VC data model 2.0, and 1.1 in its own words. Codes: <c>vc.required</c>, <c>vc.null</c>, <c>vc.kind</c> (the wrong sort of JSON value),
/// <c>vc.type</c>, <c>vc.empty_set</c>, <c>vc.url</c>, <c>vc.date_time</c>, <c>vc.order</c>, <c>vc.context</c>, <c>vc.subject_empty</c>,
/// <c>vc.language</c>, <c>vc.repeated</c>, <c>vc.status</c>, <c>vc.related_resource</c>, <c>vc.digest</c>; <c>jsonld.*</c> for words that no
/// context explains; and the codes of <see cref="OpenBadgeValidator"/> for what calls itself an Open Badge.
/// </remarks>
public static class DataModelValidator
{
    private const string Shared = "ob.";
    private const string Own = "vc.";

    /// <summary>All violations of a credential; empty when there are none.</summary>
    public static IReadOnlyList<Violation> ValidateCredential(JsonElement credential) => Validate(credential, CheckCredential);

    /// <summary>All violations of a presentation and of the credentials that it embeds; empty when there are none.</summary>
    /// <remarks>What is in an envelope is not looked at: open it, and validate what it holds.</remarks>
    public static IReadOnlyList<Violation> ValidatePresentation(JsonElement presentation) => Validate(presentation, CheckPresentation);

    private static void CheckPresentation(Node presentation)
    {
        UnderOwnCodes(presentation, PresentationShape.Check);
        foreach (var credential in PresentationShape.Embedded(presentation)) CheckCredential(credential);
    }

    private static void CheckCredential(Node credential)
    {
        if (UnderOwnCodes(credential, CredentialShape.Check) && IsOpenBadge(credential.Element)) CredentialRules.Check(credential);
    }

    private static List<Violation> Validate(JsonElement document, Action<Node> check)
    {
        var found = new List<Violation>();
        check(new Node(document, "$", found));
        if (found.Count == 0 && Terms(document) is { } violation) found.Add(violation);
        return found;
    }

    // One set of readers serves both models; only the codes say whose rule it is.
    private static bool UnderOwnCodes(Node node, Action<Node> check)
    {
        var found = new List<Violation>();
        check(node with { Found = found });
        node.Found.AddRange(found.Select(OfModel));
        return found.Count == 0;
    }

    private static Violation OfModel(Violation violation) =>
        violation.Code.StartsWith(Shared, StringComparison.Ordinal) ? violation with { Code = Own + violation.Code[Shared.Length..] } : violation;

    private static bool IsOpenBadge(JsonElement credential) =>
        credential.GetProperty("@context").EnumerateArray().Any(entry =>
            entry.ValueKind == JsonValueKind.String && Array.Exists(CredentialRules.OpenBadgeContexts, known => entry.ValueEquals(known)))
        && (OpenBadgeValidator.IsBadge(credential) || OpenBadgeValidator.IsEndorsement(credential));

    private static Violation? Terms(JsonElement document)
    {
        try
        {
            DocumentQuads.Of(document);
            return null;
        }
        catch (JsonLdException e)
        {
            return new Violation(e.Path ?? "$", e.Message, e.Code);
        }
    }
}
