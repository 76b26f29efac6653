namespace Anchor.Credentials.OpenBadges;

/// <summary>The rules of evidence.</summary>
internal static class EvidenceRules
{
    public static void Check(Node evidence)
    {
        if (!evidence.IsObject()) return;
        evidence.Url("id");
        evidence.Type("Evidence");
        evidence.Texts("narrative", "name", "description", "genre", "audience");
    }
}
