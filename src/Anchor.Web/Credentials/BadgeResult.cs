using System.Text;
using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.Baking;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Jwt;
using Anchor.Issuance.Credentials;
using Anchor.Web.Errors;

namespace Anchor.Web.Credentials;

/// <summary>Answers with a credential baked into its picture.</summary>
internal static class BadgeResult
{
    public static IResult Of(IssuedBundle issued) =>
        DocumentOf(issued.Bundle.Credential).Then(document => BadgeImage.Bake(BadgePicture.Of(document), issued.Bundle)).ToResponse(badge =>
            BadgeImage.FormatOf(badge) == BadgeImageFormat.Png
                ? Results.Bytes(badge, "image/png", $"{issued.Id}.png")
                : Results.Bytes(badge, "image/svg+xml", $"{issued.Id}.svg"));

    private static Result<JsonElement> DocumentOf(BundledCredential credential) =>
        credential.CompactJws is { } compact ? VcJwt.Parse(Encoding.ASCII.GetBytes(compact)).Map(jwt => jwt.Claims) : credential.Document!.Value;
}
