using System.Text.Json;
using Anchor.Credentials.DataModel;

namespace Anchor.Credentials.OpenBadges;

/// <summary>The rules of the credential itself.</summary>
internal static class CredentialRules
{
    internal static readonly string[] OpenBadgeContexts =
    [
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.0.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
        Vocabulary.OpenBadges303,
    ];

    /// <summary>Checks an achievement credential, or an endorsement that comes as a document of its own.</summary>
    public static void Check(Node credential)
    {
        if (!credential.IsObject()) return;
        Contexts(credential);
        credential.Type("VerifiableCredential");
        credential.Type("OpenBadgeCredential", "AchievementCredential", EndorsementRules.TypeName);
        if (EndorsementRules.IsOne(credential.Element))
        {
            EndorsementRules.CheckContent(credential);
            return;
        }
        CheckEnvelope(credential);
        if (credential.Member("credentialSubject", required: true) is { } subject) SubjectRules.Check(subject);
        if (credential.Member("image") is { } image) ProfileRules.CheckImage(image);
        foreach (var evidence in credential.Items("evidence", orSingle: true)) EvidenceRules.Check(evidence);
        EndorsementRules.CheckAll(credential);
    }

    /// <summary>What every credential has, whatever its subject: id, issuer, texts, dates, schema, status, terms.</summary>
    public static void CheckEnvelope(Node credential)
    {
        credential.Url("id", required: true);
        if (credential.Member("issuer", required: true) is { } issuer) ProfileRules.CheckIssuer(issuer);
        MemberRules.LanguageValue(credential, "name");
        MemberRules.LanguageValue(credential, "description");
        MemberRules.Dates(credential, required: true);
        credential.DateTime("awardedDate");
        MemberRules.Attachments(credential);
    }

    private static void Contexts(Node credential)
    {
        if (credential.Member("@context", required: true) is not { } context) return;
        JsonElement[] entries = context.Element.ValueKind == JsonValueKind.Array ? [.. context.Element.EnumerateArray()] : [];
        if (entries.Length < 2 || !(Is(entries[0], Vocabulary.CredentialsV2) || Is(entries[0], Vocabulary.CredentialsV1)))
            context.Fail("ob.context", $"@context must begin with {Vocabulary.CredentialsV2}, or with {Vocabulary.CredentialsV1} in older credentials.");
        else if (!Array.Exists(OpenBadgeContexts, known => Is(entries[1], known)))
            context.Fail("ob.context", $"@context must go on with a context of Open Badges 3.0, such as {Vocabulary.OpenBadges303}.");
        for (var i = 2; i < entries.Length; i++)
            if (entries[i].ValueKind != JsonValueKind.Object && !(entries[i].ValueKind == JsonValueKind.String && AbsoluteUrl.IsOne(entries[i].GetString())))
                new Node(entries[i], $"{context.Path}[{i}]", context.Found, context.Known).Fail("ob.context", "A context is an absolute URL or an object.");

        static bool Is(JsonElement entry, string url) => entry.ValueKind == JsonValueKind.String && entry.ValueEquals(url);
    }
}
