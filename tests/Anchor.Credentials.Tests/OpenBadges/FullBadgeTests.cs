using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials.OpenBadges;
using Anchor.Tests.Support;

namespace Anchor.Credentials.Tests.OpenBadges;

/// <summary>The sample that uses every part of Open Badges 3.0, and each part spoiled in turn.</summary>
public sealed class FullBadgeTests
{
    private const string Achievement = "credentialSubject.achievement";
    private const string Endorsement = Achievement + ".endorsement[0]";

    [Fact]
    public void The_full_badge_is_valid() => Assert.Empty(Validate(Sample()));

    [Theory]
    [InlineData("issuer.address.type", "\"Place\"", "ob.type")]
    [InlineData("issuer.address.geo.latitude", "\"14\"", "ob.kind")]
    [InlineData("issuer.otherIdentifier[0].identifierType", "\"shoeSize\"", "ob.enumeration")]
    [InlineData("issuer.official", "true", "ob.kind")]
    [InlineData("issuer.parentOrg", "\"Consorcio\"", "ob.url")]
    [InlineData("issuer.endorsementJwt", "[\"a.b\"]", "ob.endorsement", "[0]")]
    [InlineData("issuer.endorsement", "[{\"type\":\"EndorsementCredential\"}]", "ob.required", "[0].id")]
    [InlineData("credentialSubject.source.dateOfBirth", "\"1.1.2000\"", "ob.date_time")]
    [InlineData("credentialSubject.activityStartDate", "\"2026-02-01\"", "ob.date_time")]
    [InlineData("credentialSubject.creditsEarned", "\"4\"", "ob.kind")]
    [InlineData("credentialSubject.identifier[2].identityType", "\"stageName\"", "ob.enumeration")]
    [InlineData("credentialSubject.result[0].resultDescription", "\"urn:uuid:5f0c3b7e-3c1e-4a52-9d0e-0c6a1f2b7dff\"", "ob.result")]
    [InlineData("credentialSubject.result[1].value", "\"D\"", "ob.result")]
    [InlineData("credentialSubject.result[1].status", "\"Passed\"", "ob.enumeration")]
    [InlineData("credentialSubject.result[2].achievedLevel", "\"urn:uuid:5f0c3b7e-3c1e-4a52-9d0e-0c6a1f2b7d11\"", "ob.result")]
    [InlineData(Achievement + ".otherIdentifier[0].identifier", "7", "ob.kind")]
    [InlineData(Achievement + ".related[0].id", "\"ob2\"", "ob.url")]
    [InlineData(Achievement + ".related[0].inLanguage", "\"español\"", "ob.language")]
    [InlineData(Achievement + ".alignment[0].targetUrl", "\"https://esco.example/1\"", "ob.alignment")]
    [InlineData(Achievement + ".alignment[1].targetCode", "\"15-2051\"", null)]
    [InlineData(Achievement + ".alignment[1].targetCode", "\"152051.00\"", "ob.alignment")]
    [InlineData(Achievement + ".alignment[2].targetCode", "\"1\"", "ob.alignment")]
    [InlineData(Achievement + ".resultDescription[2].requiredLevel", "\"urn:uuid:5f0c3b7e-3c1e-4a52-9d0e-0c6a1f2b7dff\"", "ob.result")]
    [InlineData(Achievement + ".resultDescription[2].rubricCriterionLevel[1].id", "\"urn:uuid:5f0c3b7e-3c1e-4a52-9d0e-0c6a1f2b7d14\"", "ob.repeated", "", true)]
    [InlineData(Achievement + ".resultDescription[2].rubricCriterionLevel[0].type", "\"Level\"", "ob.type")]
    [InlineData(Endorsement + ".type", "[\"VerifiableCredential\"]", "ob.type")]
    [InlineData(Endorsement + ".issuer", "\"gremio\"", "ob.url")]
    [InlineData(Endorsement + ".validFrom", "\"2026-01-01T00:00:00\"", "ob.date_time")]
    [InlineData(Endorsement + ".credentialSubject.type", "[\"AchievementSubject\"]", "ob.type")]
    [InlineData(Endorsement + ".credentialSubject.endorsementComment", "{}", "ob.kind")]
    [InlineData("evidence[0].type", "\"Proof\"", "ob.type")]
    [InlineData("evidence[0].genre", "[]", "ob.kind")]
    [InlineData("credentialStatus[0]", "{\"type\":\"1EdTechRevocationList\"}", "ob.required", ".id")]
    [InlineData("credentialStatus[0]", "{\"type\":\"BitstringStatusListEntry\",\"statusPurpose\":\"revocation\",\"statusListIndex\":\"-1\",\"statusListCredential\":\"https://universidad.example/l\"}", "ob.status", ".statusListIndex")]
    [InlineData("credentialStatus[0]", "{\"type\":\"BitstringStatusListEntry\",\"statusPurpose\":\"revocation\",\"statusListIndex\":\"94567\",\"statusListCredential\":\"https://universidad.example/l\"}", null)]
    [InlineData("relatedResource", "[{\"id\":\"https://a.example\"}]", "ob.related_resource", "[0]")]
    [InlineData("relatedResource", "[{\"id\":\"https://a.example\",\"digestSRI\":\"sha256-AAAA\"}]", "ob.related_resource", "[0].digestSRI")]
    [InlineData("relatedResource", "[{\"id\":\"https://a.example\",\"digestMultibase\":\"uEi\"},{\"id\":\"https://a.example\",\"digestMultibase\":\"uEi\"}]", "ob.repeated", "[1]")]
    public void A_spoiled_part_is_named(string path, string value, string? code, string below = "", bool wholeObject = false)
    {
        var document = Sample();
        OpenBadgeValidatorTests.Change(document, path, JsonNode.Parse(value));
        var expected = "$." + (wholeObject ? path[..path.LastIndexOf('.')] : path) + below;
        var found = Validate(document);
        if (code is null) Assert.Empty(found);
        else Assert.Contains(found, violation => violation.Code == code && violation.Path == expected);
    }

    [Fact]
    public void An_endorsement_is_a_document_of_its_own_too()
    {
        var endorsement = Sample()["credentialSubject"]!["achievement"]!["endorsement"]![0]!.DeepClone().AsObject();
        Assert.Empty(Validate(endorsement));
        endorsement["credentialSubject"]!.AsObject().Remove("id");
        Assert.Contains(Validate(endorsement), violation => violation is { Code: "ob.required", Path: "$.credentialSubject.id" });
    }

    [Fact]
    public void A_credential_of_the_older_data_model_is_read()
    {
        var document = Sample();
        document["@context"] = new JsonArray(Vocabulary.CredentialsV1, Vocabulary.OpenBadges303, Vocabulary.Extensions);
        document["credentialSubject"]!["achievement"]!.AsObject().Remove("endorsement");
        Assert.Contains(Validate(document), violation => violation is { Code: "ob.required", Path: "$.issuanceDate" });
        document["issuanceDate"] = "2026-05-01T00:00:00Z";
        document["expirationDate"] = "2031-05-01T00:00:00Z";
        Assert.Empty(Validate(document));
        document["expirationDate"] = "2025-05-01T00:00:00Z";
        Assert.Contains(Validate(document), violation => violation is { Code: "ob.order", Path: "$.expirationDate" });
    }

    private static JsonObject Sample() => JsonNode.Parse(File.ReadAllBytes(Repository.PathOf("scripts", "sample", "open-badge.json")))!.AsObject();

    private static IReadOnlyList<Violation> Validate(JsonObject document) => OpenBadgeValidator.Validate(JsonSerializer.SerializeToElement(document));
}
