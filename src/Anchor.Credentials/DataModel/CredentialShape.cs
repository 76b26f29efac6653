using System.Text.Json;
using Anchor.Credentials.OpenBadges;

namespace Anchor.Credentials.DataModel;

/// <summary>The rules of a verifiable credential of VCDM 2.0, or in the words of 1.1, whatever it is about.</summary>
internal static class CredentialShape
{
    public static void Check(Node credential)
    {
        if (!credential.IsObject()) return;
        Contexts(credential);
        credential.Type("VerifiableCredential");
        credential.Url("id");
        if (credential.Member("issuer", required: true) is { } issuer) Agent(issuer, "issuer");
        MemberRules.LanguageValue(credential, "name");
        MemberRules.LanguageValue(credential, "description");
        MemberRules.Dates(credential, required: false);
        Subjects(credential);
        foreach (var evidence in credential.Items("evidence", orSingle: true)) MemberRules.Typed(evidence);
        MemberRules.Attachments(credential);
        foreach (var proof in credential.Items("proof", orSingle: true)) MemberRules.Typed(proof);
    }

    /// <summary>An ordered set that begins with the base context; what follows are URLs or objects.</summary>
    public static void Contexts(Node document)
    {
        if (document.Member("@context", required: true) is not { } context) return;
        var entries = context.Element.ValueKind == JsonValueKind.Array ? context.Element.EnumerateArray().ToArray() : [];
        if (entries.Length == 0 || !(Is(entries[0], Vocabulary.CredentialsV2) || Is(entries[0], Vocabulary.CredentialsV1)))
        {
            context.Fail("ob.context", $"@context must be an array that begins with {Vocabulary.CredentialsV2}, or with {Vocabulary.CredentialsV1} in older documents.");
            return;
        }
        for (var i = 1; i < entries.Length; i++)
            if (entries[i].ValueKind != JsonValueKind.Object && !(entries[i].ValueKind == JsonValueKind.String && AbsoluteUrl.IsOne(entries[i].GetString())))
                new Node(entries[i], $"{context.Path}[{i}]", context.Found).Fail("ob.context", "A context is an absolute URL or an object.");

        static bool Is(JsonElement entry, string url) => entry.ValueKind == JsonValueKind.String && entry.ValueEquals(url);
    }

    /// <summary>An issuer or a holder: its URL, or an object with it.</summary>
    public static void Agent(Node agent, string name)
    {
        if (agent.Element.ValueKind == JsonValueKind.String)
        {
            if (!AbsoluteUrl.IsOne(agent.Element.GetString())) agent.Fail("ob.url", $"{name} must be an absolute URL, or an object with one.");
            return;
        }
        if (!agent.IsObject()) return;
        agent.Url("id", required: true);
        MemberRules.LanguageValue(agent, "name");
        MemberRules.LanguageValue(agent, "description");
    }

    // Section 4.8: each object must be the subject of at least one claim; an id alone says that it is.
    private static void Subjects(Node credential)
    {
        if (credential.Member("credentialSubject", required: true) is null) return;
        foreach (var subject in credential.Items("credentialSubject", orSingle: true))
        {
            if (!subject.IsObject()) continue;
            if (!subject.Element.EnumerateObject().Any()) subject.Fail("ob.subject_empty", "A subject must have at least one member.");
            subject.Url("id");
        }
    }
}
