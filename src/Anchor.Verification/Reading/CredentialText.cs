using System.Text.Json;
using Anchor.Credentials.OpenBadges;

namespace Anchor.Verification.Reading;

/// <summary>Reads single texts out of a credential of any shape, without ever throwing.</summary>
internal static class CredentialText
{
    public static CredentialFacts Facts(JsonElement credential, string? recognisedName)
    {
        var subject = Member(credential, "credentialSubject");
        return new CredentialFacts(
            Fact(Member(credential, "id")), Fact(Member(credential, "name")), ClaimedIssuerName(credential), Printable.Fact(IssuerId(credential)),
            Printable.Fact(recognisedName), SubjectName(subject), Fact(Member(Member(subject, "achievement"), "name")),
            Results(subject), Fact(Member(credential, "awardedDate")),
            Fact(Start(credential)), Fact(End(credential)));
    }

    public static string? IssuerId(JsonElement credential) =>
        Member(credential, "issuer") is { ValueKind: JsonValueKind.Object } profile ? Text(Member(profile, "id")) : Text(Member(credential, "issuer"));

    public static string? ClaimedIssuerName(JsonElement credential) => Fact(Member(Member(credential, "issuer"), "name"));

    public static JsonElement? Start(JsonElement credential) => Member(credential, Vocabulary.IsVersion1(credential) ? "issuanceDate" : "validFrom");

    public static JsonElement? End(JsonElement credential) => Member(credential, Vocabulary.IsVersion1(credential) ? "expirationDate" : "validUntil");

    public static string? Text(JsonElement? value) => value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } item && item.TryGetProperty(name, out var value) ? value : null;

    private static string? Fact(JsonElement? value) => Printable.Fact(Text(Plain(value)));

    // A title may be a string, an object with @value, or a list of those.
    private static JsonElement? Plain(JsonElement? value) => First(value) is { ValueKind: JsonValueKind.Object } language ? Member(language, "@value") : First(value);

    private static JsonElement? First(JsonElement? value) =>
        value is not { ValueKind: JsonValueKind.Array } list ? value : list.GetArrayLength() == 0 ? null : list[0];

    // The order of a set is not signed, so none of its members may stand for the others.
    private static string? Results(JsonElement? subject) => Set(subject, "result", static result => Text(Member(result, "value")));

    private static string? SubjectName(JsonElement? subject) => Set(subject, "identifier", static identifier =>
        Member(identifier, "hashed") is { ValueKind: JsonValueKind.False } && Text(Member(identifier, "identityType")) == "name"
            ? Text(Member(identifier, "identityHash")) : null);

    private static string? Set(JsonElement? subject, string name, Func<JsonElement, string?> textOf)
    {
        if (Member(subject, name) is not { ValueKind: JsonValueKind.Array } list) return null;
        var texts = new List<string>();
        foreach (var item in list.EnumerateArray())
            if (textOf(item) is { } text) texts.Add(text);
        return Printable.Fact(texts is [var only] ? only : string.Join("; ", texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(16)));
    }
}
