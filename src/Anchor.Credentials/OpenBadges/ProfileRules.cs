using System.Text.Json;

namespace Anchor.Credentials.OpenBadges;

/// <summary>The rules of profiles and pictures.</summary>
internal static class ProfileRules
{
    /// <summary>An issuer: its URL alone, or a Profile.</summary>
    public static void CheckReference(Node issuer)
    {
        if (issuer.Element.ValueKind == JsonValueKind.String)
        {
            if (!AbsoluteUrl.IsOne(issuer.Element.GetString())) issuer.Fail("ob.url", "An issuer that is a string must be an absolute URL.");
            return;
        }
        Check(issuer);
    }

    public static void Check(Node profile)
    {
        if (!profile.IsObject()) return;
        profile.Url("id", required: true);
        profile.Type("Profile");
        profile.Texts("name", "phone", "description", "email");
        profile.Url("url");
        profile.Flag("official");
        if (profile.Member("image") is { } image) CheckImage(image);
        foreach (var identifier in profile.Items("otherIdentifier")) identifier.IsObject();
        if (profile.Member("parentOrg") is { } parent) CheckReference(parent);
    }

    public static void CheckImage(Node image)
    {
        if (image.Element.ValueKind == JsonValueKind.String)
        {
            if (!AbsoluteUrl.IsOne(image.Element.GetString())) image.Fail("ob.url", "A picture that is a string must be an absolute URL.");
            return;
        }
        if (!image.IsObject()) return;
        image.Url("id", required: true);
        image.Type("Image");
        image.Text("caption");
    }
}
