namespace Anchor.Credentials.OpenBadges;

/// <summary>The rules of achievements and what hangs on them.</summary>
internal static class AchievementRules
{
    /// <summary>Checks an achievement.</summary>
    /// <returns>What its result descriptions allow.</returns>
    public static DescribedResults Check(Node achievement)
    {
        if (achievement.Known?.FindAchievement(achievement.Element) is { } known) return known;
        var (described, before) = (new DescribedResults(), achievement.Found.Count);
        CheckContent(achievement, described);
        if (achievement.Found.Count == before) achievement.Known?.KeepAchievement(achievement.Element, described);
        return described;
    }

    private static void CheckContent(Node achievement, DescribedResults described)
    {
        if (!achievement.IsObject()) return;
        achievement.Url("id", required: true);
        achievement.Type("Achievement");
        achievement.Text("name", required: true);
        achievement.Text("description", required: true);
        if (achievement.Member("criteria", required: true) is { } criteria) Criteria(criteria);
        achievement.OneOf("achievementType", Vocabulary.AchievementTypes);
        achievement.Number("creditsAvailable");
        achievement.Texts("fieldOfStudy", "humanCode", "specialization", "version");
        achievement.TextSet("tag");
        Language(achievement);
        if (achievement.Member("creator") is { } creator) ProfileRules.Check(creator);
        if (achievement.Member("image") is { } image) ProfileRules.CheckImage(image);
        foreach (var identifier in achievement.Items("otherIdentifier")) ProfileRules.CheckIdentifier(identifier);
        foreach (var alignment in achievement.Items("alignment")) AlignmentRules.Check(alignment);
        foreach (var related in achievement.Items("related")) Related(related);
        foreach (var description in achievement.Items("resultDescription")) ResultRules.CheckDescription(description, described);
        EndorsementRules.CheckAll(achievement);
    }

    private static void Criteria(Node criteria)
    {
        if (!criteria.IsObject()) return;
        var id = criteria.Url("id");
        var narrative = criteria.Text("narrative");
        if (id is null && string.IsNullOrEmpty(narrative)) criteria.Fail("ob.criteria", "Criteria have an id, a narrative, or both.");
    }

    // BCP 47, as far as a shape goes: letters and digits in parts of one to eight.
    private static void Language(Node node)
    {
        if (node.Text("inLanguage") is not { } tag) return;
        var parts = tag.Split('-');
        if (parts[0].Length < 2 || !Array.TrueForAll(parts, p => p.Length is >= 1 and <= 8 && p.All(char.IsAsciiLetterOrDigit)))
            node.Member("inLanguage")!.Value.Fail("ob.language", "inLanguage must be a BCP 47 language tag.");
    }

    private static void Related(Node related)
    {
        if (!related.IsObject()) return;
        related.Url("id", required: true);
        related.Type("Related");
        related.Texts("version");
        Language(related);
    }
}
