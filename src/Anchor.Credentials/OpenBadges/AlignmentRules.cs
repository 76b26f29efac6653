namespace Anchor.Credentials.OpenBadges;

/// <summary>The rules of alignments. What a framework's nodes look like is checked for ESCO, O*NET and CTDL.</summary>
internal static class AlignmentRules
{
    private const string EscoSkills = "http://data.europa.eu/esco/";

    public static void Check(Node alignment)
    {
        if (!alignment.IsObject()) return;
        alignment.Type("Alignment");
        alignment.Text("targetName", required: true);
        var url = alignment.Url("targetUrl", required: true);
        var code = alignment.Text("targetCode");
        alignment.Text("targetDescription");
        var framework = alignment.Text("targetFramework");
        alignment.OneOf("targetType", Vocabulary.AlignmentTargetTypes);
        switch (framework)
        {
            case AlignmentFrameworks.Esco when url is not null && !url.StartsWith(EscoSkills, StringComparison.Ordinal):
                Refuse("targetUrl", $"An ESCO alignment points to a concept, {EscoSkills}….");
                break;
            case AlignmentFrameworks.OnetSoc when code is null || !IsSocCode(code):
                Refuse("targetCode", "An O*NET-SOC alignment has a code such as 15-2051.00.");
                break;
            case AlignmentFrameworks.Ctdl when code is null || !code.StartsWith("ce-", StringComparison.Ordinal):
                Refuse("targetCode", "A CTDL alignment has the node's CTID, ce-….");
                break;
        }

        void Refuse(string member, string rule) => alignment.Found.Add(new Violation($"{alignment.Path}.{member}", rule, "ob.alignment"));
    }

    // dd-dddd, with .dd where O*NET divides an occupation of the SOC further.
    private static bool IsSocCode(string code) =>
        code.Length is 7 or 10
        && code[2] == '-' && (code.Length == 7 || code[7] == '.')
        && !code.Where((_, i) => i is not (2 or 7)).Any(c => !char.IsAsciiDigit(c));
}

/// <summary>How alignments name the frameworks that registrars use most.</summary>
public static class AlignmentFrameworks
{
    /// <summary>European Skills, Competences, Qualifications and Occupations; <c>targetUrl</c> is the concept's URI.</summary>
    public const string Esco = "ESCO";

    /// <summary>The occupations of O*NET; <c>targetCode</c> is the O*NET-SOC code.</summary>
    public const string OnetSoc = "O*NET-SOC";

    /// <summary>The Credential Registry; <c>targetCode</c> is the CTID.</summary>
    public const string Ctdl = "Credential Transparency Description Language";
}
