using System.Text.Json.Nodes;
using Anchor.Credentials.OpenBadges;

namespace Anchor.Credentials.Tests.OpenBadges;

public sealed class OpenBadgeValidatorTests
{
    private const string Achievement = "credentialSubject.achievement";

    [Fact]
    public void What_Anchor_writes_is_valid() => Assert.Empty(OpenBadgeValidator.Validate(Samples.Document()));

    [Theory]
    [InlineData("@context", "ob.required")]
    [InlineData("id", "ob.required")]
    [InlineData("type", "ob.required")]
    [InlineData("issuer", "ob.required")]
    [InlineData("issuer.id", "ob.required")]
    [InlineData("issuer.type", "ob.required")]
    [InlineData("validFrom", "ob.required")]
    [InlineData("credentialSubject", "ob.required")]
    [InlineData("credentialSubject.type", "ob.required")]
    [InlineData(Achievement, "ob.required")]
    [InlineData(Achievement + ".id", "ob.required")]
    [InlineData(Achievement + ".type", "ob.required")]
    [InlineData(Achievement + ".name", "ob.required")]
    [InlineData(Achievement + ".description", "ob.required")]
    [InlineData(Achievement + ".criteria", "ob.required")]
    [InlineData(Achievement + ".alignment[0].targetName", "ob.required")]
    [InlineData(Achievement + ".alignment[0].targetUrl", "ob.required")]
    [InlineData(Achievement + ".resultDescription[0].id", "ob.required")]
    [InlineData(Achievement + ".resultDescription[0].resultType", "ob.required")]
    [InlineData("credentialSubject.identifier[0].hashed", "ob.required")]
    [InlineData("credentialSubject.identifier[0].identityHash", "ob.required")]
    [InlineData("credentialSubject.identifier[0].identityType", "ob.required")]
    [InlineData("credentialSchema[0].id", "ob.required")]
    [InlineData("credentialSchema[0].type", "ob.required")]
    public void A_missing_member_is_named_by_its_path(string path, string code)
    {
        var document = Sample();
        Change(document, path, null, remove: true);
        var violations = Validate(document);
        Assert.Contains(violations, v => v.Path == "$." + path && v.Code == code);
    }

    [Theory]
    [InlineData("issuer", "null", "ob.null")]
    [InlineData("issuer", "\"Universidad Ejemplo\"", "ob.url")]
    [InlineData("issuer", "7", "ob.kind")]
    [InlineData("@context", "[\"https://www.w3.org/ns/credentials/v2\"]", "ob.context")]
    [InlineData("@context", "[\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\",\"https://www.w3.org/ns/credentials/v2\"]", "ob.context")]
    [InlineData("@context", "\"https://www.w3.org/ns/credentials/v2\"", "ob.context")]
    [InlineData("id", "\"no url\"", "ob.url")]
    [InlineData("id", "\"/relative\"", "ob.url")]
    [InlineData("type", "[\"VerifiableCredential\"]", "ob.type")]
    [InlineData("type", "[]", "ob.kind")]
    [InlineData("validFrom", "\"2026-05-01T00:00:00\"", "ob.date_time")]
    [InlineData("validFrom", "\"2026-02-31T00:00:00Z\"", "ob.date_time")]
    [InlineData("validUntil", "\"2020-01-01T00:00:00Z\"", "ob.order")]
    [InlineData("name", "{\"@value\":\"x\",\"extra\":\"y\"}", "ob.language")]
    [InlineData("evidence", "[]", "ob.empty_set")]
    [InlineData("endorsement", "{}", "ob.kind")]
    [InlineData("credentialSubject", "[]", "ob.kind")]
    [InlineData("credentialSubject.identifier", "[]", "ob.empty_set")]
    [InlineData("credentialSubject.identifier", "{}", "ob.kind")]
    [InlineData("credentialSubject.identifier[0].type", "\"Identity\"", "ob.type")]
    [InlineData("credentialSubject.identifier[0].hashed", "\"true\"", "ob.kind")]
    [InlineData("credentialSubject.identifier[0].identityHash", "\"ana@universidad.example\"", "ob.identity")]
    [InlineData("credentialSubject.identifier[0].identityType", "\"shoeSize\"", "ob.enumeration")]
    [InlineData("credentialSubject.result[0].resultDescription", "\"urn:uuid:0190f5c2-0000-7c1d-9e2f-00000000000a\"", "ob.result")]
    [InlineData("credentialSubject.result[0].status", "\"ext:Excellent\"", "ob.enumeration")]
    [InlineData(Achievement + ".criteria", "{}", "ob.criteria")]
    [InlineData(Achievement + ".achievementType", "\"Diplome\"", "ob.enumeration")]
    [InlineData(Achievement + ".achievementType", "\"ext:\"", "ob.enumeration")]
    [InlineData(Achievement + ".inLanguage", "\"español\"", "ob.language")]
    [InlineData(Achievement + ".tag", "[]", "ob.empty_set")]
    [InlineData(Achievement + ".alignment", "null", "ob.null")]
    [InlineData(Achievement + ".alignment[0].targetUrl", "\"esco\"", "ob.url")]
    [InlineData(Achievement + ".alignment[0].targetType", "\"ESCO\"", "ob.enumeration")]
    [InlineData(Achievement + ".resultDescription[0].resultType", "\"Grade\"", "ob.enumeration")]
    public void A_wrong_value_is_named_by_its_path(string path, string json, string code)
    {
        var document = Sample();
        Change(document, path, JsonNode.Parse(json), remove: false);
        Assert.Contains(Validate(document), v => v.Path == "$." + path && v.Code == code);
    }

    [Theory]
    [InlineData("credentialSubject.identifier[0].name", "\"Ana\"", "$.credentialSubject.identifier[0].name", "ob.identity")]
    [InlineData("evidence", "[null]", "$.evidence[0]", "ob.null")]
    [InlineData("evidence", "[{\"id\":\"urn:x\"}]", "$.evidence[0].type", "ob.required")]
    [InlineData("credentialStatus", "{\"id\":\"urn:x\"}", "$.credentialStatus.type", "ob.required")]
    [InlineData("refreshService", "{}", "$.refreshService.type", "ob.required")]
    [InlineData("termsOfUse", "[{}]", "$.termsOfUse[0].type", "ob.required")]
    public void An_added_member_is_held_to_its_rule(string path, string json, string at, string code)
    {
        var document = Sample();
        Change(document, path, JsonNode.Parse(json), remove: false);
        Assert.Contains(Validate(document), v => v.Path == at && v.Code == code);
    }

    [Fact]
    public void A_subject_without_id_and_identifier_is_nobody()
    {
        var document = Sample();
        Change(document, "credentialSubject.identifier", null, remove: true);
        Assert.Contains(Validate(document), v => v == new Violation("$.credentialSubject", "A subject needs an id or at least one identifier.", "ob.subject_unidentified"));
    }

    [Theory]
    [InlineData(Achievement + ".achievementType", "\"ext:Diplomado\"")]
    [InlineData("issuer", "\"did:web:universidad.example\"")]
    [InlineData("name", "{\"@value\":\"Diploma\",\"@language\":\"es\",\"@direction\":\"ltr\"}")]
    [InlineData("credentialSubject.id", "\"did:example:ana\"")]
    [InlineData("validUntil", "\"2026-05-01T06:00:00Z\"")]
    public void What_the_rules_allow_is_allowed(string path, string json)
    {
        var document = Sample();
        Change(document, path, JsonNode.Parse(json), remove: false);
        Assert.Empty(Validate(document));
    }

    [Fact]
    public void Every_JSON_value_in_place_of_every_member_is_answered_and_never_throws()
    {
        JsonNode?[] odd = [null, JsonValue.Create(1), JsonValue.Create("x"), JsonValue.Create(true), new JsonArray(), new JsonObject(), new JsonArray(null, 1)];
        foreach (var path in Paths(Sample(), ""))
            foreach (var value in odd)
            {
                var document = Sample();
                Change(document, path, value?.DeepClone(), remove: false);
                _ = Validate(document);
            }
        foreach (var json in new[] { "null", "1", "[]", "\"x\"", "{}" })
            Assert.NotEmpty(OpenBadgeValidator.Validate(System.Text.Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void JSON_that_cannot_be_read_is_one_violation() =>
        Assert.Equal("json.malformed", Assert.Single(OpenBadgeValidator.Validate("{"u8)).Code);

    [Fact]
    public void A_document_is_read_back_into_records()
    {
        var credential = OpenBadgeCredential.Read(Samples.Document()).Value;
        Assert.Equal("Ana Ejemplo Núñez", credential.CredentialSubject.DisplayName);
        Assert.Equal("Universidad Ejemplo", credential.Issuer.Name);
        Assert.Equal("95", credential.CredentialSubject.Result![0].Value);
        Assert.Equal("ESCO", credential.CredentialSubject.Achievement.Alignment![0].TargetFramework);
    }

    private static JsonObject Sample() => JsonNode.Parse(Samples.Document())!.AsObject();

    private static IReadOnlyList<Violation> Validate(JsonNode document) =>
        OpenBadgeValidator.Validate(System.Text.Encoding.UTF8.GetBytes(document.ToJsonString()));

    internal static IEnumerable<string> Paths(JsonNode node, string prefix)
    {
        var children = node switch
        {
            JsonObject o => o.Select(p => (prefix.Length == 0 ? p.Key : $"{prefix}.{p.Key}", p.Value)),
            JsonArray a => a.Select((v, i) => ($"{prefix}[{i}]", v)),
            _ => [],
        };
        foreach (var (path, child) in children.ToList())
        {
            yield return path;
            if (child is not null)
                foreach (var below in Paths(child, path)) yield return below;
        }
    }

    internal static void Change(JsonObject document, string path, JsonNode? value, bool remove = false)
    {
        var steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        JsonNode node = document;
        foreach (var step in steps[..^1])
            node = step[0] == '[' ? node[int.Parse(step[1..^1], System.Globalization.CultureInfo.InvariantCulture)]! : node[step]!;
        if (steps[^1][0] == '[') node[int.Parse(steps[^1][1..^1], System.Globalization.CultureInfo.InvariantCulture)] = value;
        else if (remove) node.AsObject().Remove(steps[^1]);
        else node[steps[^1]] = value;
    }
}
