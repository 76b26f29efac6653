using System.Text.Json;
using Anchor.Credentials.OpenBadges;
using Anchor.Verification.Reading;

namespace Anchor.Verification.Findings;

/// <summary>Whether the credential is about the person whom the reader has before them: by an identifier that they state, never by name alone.</summary>
internal static class RecipientCheck
{
    private const string Name = CheckNames.Recipient;

    /// <param name="evidence">The document.</param>
    /// <param name="identifier">An e-mail address, a student number or the subject's own id, exactly as the issuer knew it; null asks nothing.</param>
    /// <returns>Null when nothing was asked.</returns>
    public static Check? Of(Evidence evidence, string? identifier)
    {
        if (identifier is null) return null;
        if (evidence.Credential is not { } credential) return NotReached.Of(Name);
        var subject = CredentialText.Member(credential, "credentialSubject");
        if (CredentialText.Text(CredentialText.Member(subject, "id")) == identifier) return Pass();
        var unreadable = false;
        foreach (var identity in Identities(subject))
        {
            if (CredentialText.Text(CredentialText.Member(identity, "identityType")) == "name") continue;
            if (CredentialText.Text(CredentialText.Member(identity, "identityHash")) is not { } hash) continue;
            var hashed = CredentialText.Member(identity, "hashed") is { ValueKind: JsonValueKind.True };
            if (hashed && !hash.StartsWith("sha256$", StringComparison.Ordinal)) unreadable = true;
            else if (string.Equals(hash, hashed ? IdentityObject.HashOf(identifier, Salt(identity)) : identifier, StringComparison.OrdinalIgnoreCase)) return Pass();
        }
        return unreadable
            ? Check.Unknown(Name, "recipient.hash_unsupported", "Whom the credential is about is hashed in a way that is not read here.")
            : Check.Fail(Name, "recipient.another", "The credential is about somebody else than the person with this identifier.");
    }

    private static string Salt(JsonElement identity) => CredentialText.Text(CredentialText.Member(identity, "salt")) ?? "";

    private static IEnumerable<JsonElement> Identities(JsonElement? subject) =>
        CredentialText.Member(subject, "identifier") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    private static Check Pass() => Check.Pass(Name, "The credential is about the person with the identifier that was asked for.");
}
