namespace Anchor.Credentials.OpenBadges;

/// <summary>The rules of the subject, and its identities.</summary>
internal static class SubjectRules
{
    private static readonly string[] IdentityMembers = ["type", "hashed", "identityHash", "identityType", "salt"];

    public static void Check(Node subject)
    {
        if (!subject.IsObject()) return;
        var id = subject.Url("id");
        subject.Type("AchievementSubject");
        var identifiers = subject.Items("identifier");
        foreach (var identifier in identifiers) CheckIdentity(identifier);
        if (id is null && identifiers.Count == 0)
            subject.Fail("ob.subject_unidentified", "A subject needs an id or at least one identifier.");

        subject.DateTime("activityStartDate");
        subject.DateTime("activityEndDate");
        subject.Number("creditsEarned");
        subject.Texts("licenseNumber", "narrative", "role", "term");
        if (subject.Member("image") is { } image) ProfileRules.CheckImage(image);
        if (subject.Member("source") is { } source) ProfileRules.Check(source);

        var described = subject.Member("achievement", required: true) is { } achievement ? AchievementRules.Check(achievement) : new DescribedResults();
        foreach (var result in subject.Items("result")) ResultRules.Check(result, described);
    }

    private static void CheckIdentity(Node identity)
    {
        if (!identity.IsObject()) return;
        identity.Type("IdentityObject");
        var hashed = identity.Flag("hashed", required: true);
        var hash = identity.Text("identityHash", required: true);
        identity.OneOf("identityType", Vocabulary.IdentityTypes, required: true);
        identity.Text("salt");
        foreach (var member in identity.Element.EnumerateObject())
            if (!IdentityMembers.Contains(member.Name))
                new Node(member.Value, $"{identity.Path}.{member.Name}", identity.Found, identity.Known).Fail("ob.identity", "An IdentityObject has no other members.");
        if (hashed is true && hash is not null && !IsHash(hash))
            identity.Member("identityHash")!.Value.Fail("ob.identity", "A hashed identity is sha256$ or md5$ and hexadecimal digits.");
    }

    private static bool IsHash(string text)
    {
        var digits = text.StartsWith("sha256$", StringComparison.Ordinal) && text.Length == 7 + 64 ? text.AsSpan(7)
            : text.StartsWith("md5$", StringComparison.Ordinal) && text.Length == 4 + 32 ? text.AsSpan(4)
            : default;
        if (digits.IsEmpty) return false;
        foreach (var digit in digits)
            if (!char.IsAsciiHexDigit(digit)) return false;
        return true;
    }
}
