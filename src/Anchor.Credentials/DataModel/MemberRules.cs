using System.Text.Json;
using Anchor.Credentials.OpenBadges;

namespace Anchor.Credentials.DataModel;

/// <summary>The rules of members that every verifiable credential may have, an Open Badge or not.</summary>
internal static class MemberRules
{
    /// <summary>The period of validity. VCDM 1.1 says issuanceDate and expirationDate for what 2.0 calls validFrom and validUntil.</summary>
    /// <param name="credential">The credential.</param>
    /// <param name="required">Whether the beginning must be there; in VCDM 1.1 it always must.</param>
    public static void Dates(Node credential, bool required)
    {
        var version1 = Vocabulary.IsVersion1(credential.Element);
        var (first, last) = version1 ? ("issuanceDate", "expirationDate") : ("validFrom", "validUntil");
        var from = credential.DateTime(first, required || version1);
        var until = credential.DateTime(last);
        if (until < from) credential.Member(last)!.Value.Fail("ob.order", $"{last} must not be before {first}.");
    }

    /// <summary>A text. VC 2.0 section 11.1: a string, or an object with @value and optionally @language and @direction and nothing else, or a list of those.</summary>
    public static void LanguageValue(Node node, string name)
    {
        if (node.Member(name) is not { } value || value.Element.ValueKind == JsonValueKind.String) return;
        var values = value.Element.ValueKind == JsonValueKind.Array ? [.. value.Element.EnumerateArray()] : new List<JsonElement> { value.Element };
        if (values.Count == 0 || !values.TrueForAll(IsLanguageObject))
            value.Fail("ob.language", $"{name} must be a string or an object of @value, @language and @direction.");
    }

    /// <summary>Schema, status, terms, refresh service and related resources.</summary>
    public static void Attachments(Node credential)
    {
        foreach (var schema in credential.Items("credentialSchema", orSingle: true)) Typed(schema, idRequired: true);
        foreach (var status in credential.Items("credentialStatus", orSingle: true)) StatusRules.Check(status);
        foreach (var terms in credential.Items("termsOfUse", orSingle: true)) Typed(terms);
        foreach (var refresh in credential.Items("refreshService", orSingle: true)) Typed(refresh);
        RelatedResourceRules.Check(credential);
    }

    /// <summary>An object that says what it is, and if it has an id, by a URL.</summary>
    public static void Typed(Node node, bool idRequired = false)
    {
        if (!node.IsObject()) return;
        node.Url("id", idRequired);
        node.Type();
    }

    private static bool IsLanguageObject(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty("@value", out var text) && text.ValueKind == JsonValueKind.String
        && value.EnumerateObject().All(m => m.Name is "@value" or "@language" or "@direction" && m.Value.ValueKind == JsonValueKind.String);
}
