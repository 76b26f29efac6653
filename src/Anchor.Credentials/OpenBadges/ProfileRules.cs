using System.Text.Json;

namespace Anchor.Credentials.OpenBadges;

/// <summary>The rules of profiles and pictures.</summary>
internal static class ProfileRules
{
    /// <summary>The issuer of a credential.</summary>
    public static void CheckIssuer(Node issuer)
    {
        if (issuer.Known?.HasIssuer(issuer.Element) == true) return;
        var before = issuer.Found.Count;
        CheckReference(issuer);
        if (issuer.Found.Count == before) issuer.Known?.KeepIssuer(issuer.Element);
    }

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
        profile.Texts(
            "name", "phone", "description", "email", "official", "familyName", "givenName", "additionalName", "patronymicName",
            "honorificPrefix", "honorificSuffix", "familyNamePrefix");
        profile.Url("url");
        profile.Date("dateOfBirth");
        if (profile.Member("image") is { } image) CheckImage(image);
        if (profile.Member("address") is { } address) CheckAddress(address);
        foreach (var identifier in profile.Items("otherIdentifier")) CheckIdentifier(identifier);
        if (profile.Member("parentOrg") is { } parent) CheckReference(parent);
        EndorsementRules.CheckAll(profile);
    }

    /// <summary>An identifier in some other system: <c>IdentifierEntry</c>.</summary>
    public static void CheckIdentifier(Node entry)
    {
        if (!entry.IsObject()) return;
        entry.Type("IdentifierEntry");
        entry.Text("identifier", required: true);
        entry.OneOf("identifierType", Vocabulary.IdentityTypes, required: true);
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

    private static void CheckAddress(Node address)
    {
        if (!address.IsObject()) return;
        address.Type("Address");
        address.Texts(
            "addressCountry", "addressCountryCode", "addressRegion", "addressLocality", "streetAddress", "postOfficeBoxNumber", "postalCode");
        if (address.Member("geo") is not { } place || !place.IsObject()) return;
        place.Type("GeoCoordinates");
        place.Number("latitude");
        place.Number("longitude");
    }
}
