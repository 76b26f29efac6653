using System.Text.Json;
using Anchor.Issuance.Keys;
using Anchor.Merkle;

namespace Anchor.Issuance.Securing;

/// <summary>Finds out about whom a credential is, so that erasing that person's key makes it unreadable with all others.</summary>
internal static class DocumentSubject
{
    /// <summary>An identifier in clear text, as rows and drafts state it; else the subject's id; else nobody but the credential itself.</summary>
    public static Hash32 Of(JsonElement credential, TenantKey tenantKey)
    {
        var subjects = credential.GetProperty("credentialSubject");
        var subject = subjects.ValueKind == JsonValueKind.Array ? subjects[0] : subjects;
        if (subject.TryGetProperty("identifier", out var identifiers) && identifiers.ValueKind == JsonValueKind.Array)
            foreach (var identifier in identifiers.EnumerateArray())
                if (identifier.ValueKind == JsonValueKind.Object && identifier.TryGetProperty("hashed", out var hashed) && hashed.ValueKind == JsonValueKind.False
                    && DocumentMembers.Text(identifier, "identityType") is { } type and not "name" && DocumentMembers.Text(identifier, "identityHash") is { } text)
                    return tenantKey.SubjectOf(type, text);
        return DocumentMembers.Text(subject, "id") is { } id
            ? tenantKey.SubjectOf("subject", id)
            : tenantKey.SubjectOf("credential", DocumentMembers.Text(credential, "id")!);
    }
}
