using System.Text.Json;

namespace Anchor.Credentials.OpenBadges;

/// <summary>The rules of endorsements, wherever they hang: on a credential, an achievement or a profile.</summary>
internal static class EndorsementRules
{
    public const string TypeName = "EndorsementCredential";

    public static bool IsOne(JsonElement credential) =>
        credential.TryGetProperty("type", out var type)
        && (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(IsName) : IsName(type));

    /// <summary>Both members that may hold endorsements of this object.</summary>
    public static void CheckAll(Node endorsed)
    {
        foreach (var endorsement in endorsed.Items("endorsement"))
        {
            if (!endorsement.IsObject()) continue;
            endorsement.Type(TypeName);
            CheckContent(endorsement);
        }
        foreach (var jwt in endorsed.Items("endorsementJwt"))
            if (jwt.Element.ValueKind != JsonValueKind.String || jwt.Element.GetString()!.Split('.') is not { Length: 3 })
                jwt.Fail("ob.endorsement", "An endorsement in endorsementJwt is a compact JWS of three parts.");
    }

    /// <summary>An endorsement without its context, which an embedded one inherits or states itself.</summary>
    public static void CheckContent(Node endorsement)
    {
        endorsement.Type("VerifiableCredential");
        endorsement.Text("name");
        CredentialRules.CheckEnvelope(endorsement);
        if (endorsement.Member("credentialSubject", required: true) is not { } subject || !subject.IsObject()) return;
        subject.Url("id", required: true);
        subject.Type("EndorsementSubject");
        subject.Text("endorsementComment");
        foreach (var evidence in endorsement.Items("evidence", orSingle: true)) EvidenceRules.Check(evidence);
    }

    private static bool IsName(JsonElement type) => type.ValueKind == JsonValueKind.String && type.ValueEquals(TypeName);
}
