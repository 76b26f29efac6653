using System.Collections.Frozen;
using System.Text.Json;

namespace Anchor.Credentials.OpenBadges;

/// <summary>The fixed names of VC 2.0 and OB 3.0.</summary>
public static class Vocabulary
{
    /// <summary>First entry of the <c>@context</c> of VCDM 1.1; read, never written.</summary>
    public const string CredentialsV1 = "https://www.w3.org/2018/credentials/v1";

    /// <summary>First entry of every <c>@context</c>.</summary>
    public const string CredentialsV2 = "https://www.w3.org/ns/credentials/v2";

    /// <summary>Second entry of every <c>@context</c>.</summary>
    public const string OpenBadges303 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

    /// <summary>Third entry where 1EdTech's schema validator, revocation list or refresh service is named: the main context does not know these types.</summary>
    public const string Extensions = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";

    /// <summary>The id of the JSON schema that every OpenBadgeCredential names.</summary>
    public const string AchievementSchema = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json";

    /// <summary>The type of that schema.</summary>
    public const string SchemaValidator = "1EdTechJsonSchemaValidator2019";

    /// <summary>The type of a status entry that points to 1EdTech's list of revoked credentials.</summary>
    public const string RevocationList = "1EdTechRevocationList";

    /// <summary>The type of a status entry that points into a W3C bitstring.</summary>
    public const string BitstringEntry = "BitstringStatusListEntry";

    /// <summary>Whether a document is written in the words of VCDM 1.1.</summary>
    public static bool IsVersion1(JsonElement credential) =>
        credential.ValueKind == JsonValueKind.Object && credential.TryGetProperty("@context", out var context)
        && (context.ValueKind == JsonValueKind.Array && context.GetArrayLength() > 0 ? context[0] : context) is { ValueKind: JsonValueKind.String } first
        && first.ValueEquals(CredentialsV1);

    internal static FrozenSet<string> AchievementTypes { get; } = FrozenSet.Create(StringComparer.Ordinal,
        "Achievement", "ApprenticeshipCertificate", "Assessment", "Assignment", "AssociateDegree", "Award", "Badge",
        "BachelorDegree", "Certificate", "CertificateOfCompletion", "Certification", "CommunityService", "Competency",
        "Course", "CoCurricular", "Degree", "Diploma", "DoctoralDegree", "Fieldwork", "GeneralEducationDevelopment",
        "JourneymanCertificate", "LearningProgram", "License", "Membership", "ProfessionalDoctorate",
        "QualityAssuranceCredential", "MasterCertificate", "MasterDegree", "MicroCredential", "ResearchDoctorate",
        "SecondarySchoolDiploma");

    internal static FrozenSet<string> AlignmentTargetTypes { get; } = FrozenSet.Create(StringComparer.Ordinal,
        "ceasn:Competency", "ceterms:Credential", "CFItem", "CFRubric", "CFRubricCriterion", "CFRubricCriterionLevel", "CTDL");

    internal static FrozenSet<string> ResultTypes { get; } = FrozenSet.Create(StringComparer.Ordinal,
        "GradePointAverage", "LetterGrade", "Percent", "PerformanceLevel", "PredictedScore", "RawScore", "Result",
        "RubricCriterion", "RubricCriterionLevel", "RubricScore", "ScaledScore", "Status");

    internal static FrozenSet<string> ResultStatuses { get; } = FrozenSet.Create(StringComparer.Ordinal,
        "Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew");

    internal static FrozenSet<string> IdentityTypes { get; } = FrozenSet.Create(StringComparer.Ordinal,
        "name", "sourcedId", "systemId", "productId", "userName", "accountId", "emailAddress", "nationalIdentityNumber",
        "isbn", "issn", "lisSourcedId", "oneRosterSourcedId", "sisSourcedId", "ltiContextId", "ltiDeploymentId",
        "ltiToolId", "ltiPlatformId", "ltiUserId", "identifier");
}
