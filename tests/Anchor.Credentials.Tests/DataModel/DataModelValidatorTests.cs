using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials.DataModel;
using Anchor.Credentials.OpenBadges;
using Anchor.Credentials.Tests.DataIntegrity;

namespace Anchor.Credentials.Tests.DataModel;

public sealed class DataModelValidatorTests
{
    private const string V2 = "https://www.w3.org/ns/credentials/v2";
    private const string Final = "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU";
    private const string July2024 = "sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg";

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"id":"urn:uuid:0190f5c2-7a3b-7c1d-9e2f-000000000011","validFrom":"2026-02-26T01:02:58.447Z","validUntil":"2026-02-26T01:02:58.447+00:00"}""")]
    [InlineData("""{"validFrom":"2020-01-01T00:00:00-06:00"}""")]
    [InlineData("""{"issuer":{"id":"did:example:i","name":{"@value":"Ejemplo","@language":"es","@direction":"ltr"},"description":[{"@value":"a","@language":"en"}]}}""")]
    [InlineData("""{"name":[{"@value":"Dog","@language":"en"},{"@value":"Perro","@language":"es"}],"description":"text"}""")]
    [InlineData("""{"credentialSubject":[{"id":"did:example:a"},{"id":"did:example:b"}]}""")]
    [InlineData("""{"@context":["https://www.w3.org/ns/credentials/v2","https://www.w3.org/ns/credentials/examples/v2"],"type":["VerifiableCredential","RelationshipCredential"],"credentialSubject":{"degree":{"type":"Any"}}}""")]
    [InlineData("""{"@context":["https://www.w3.org/ns/credentials/v2",{"Mine":"https://example.org/#Mine"}],"type":["Mine","VerifiableCredential","https://example.org/#Other"]}""")]
    [InlineData("""{"credentialStatus":{"id":"did:example:status","type":"https://example.org/#Status"}}""")]
    [InlineData("""{"credentialStatus":[{"type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"94567","statusListCredential":"https://example.org/1"}]}""")]
    [InlineData("""{"refreshService":{"type":"https://example.org/#R","id":"did:example:refresh/1"},"termsOfUse":[{"type":"https://example.org/#T"},{"type":"https://example.org/#T"}],"evidence":{"type":"https://example.org/#E"}}""")]
    [InlineData("""{"credentialSchema":[{"id":"https://example.org/s.json","type":"JsonSchema"}]}""")]
    [InlineData("""{"relatedResource":{"id":"https://www.w3.org/ns/credentials/v2","mediaType":"application/ld+json","digestSRI":"sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU","digestMultibase":"uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"}}""")]
    [InlineData("""{"relatedResource":[{"id":"https://www.w3.org/ns/credentials/v2","digestSRI":"sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg"},{"id":"https://example.org/unknown","digestMultibase":"uEiAjCHMnK5-ayOIZLWo_TBoKYVvSAprlkYEjRlm19Cj0uw"}]}""")]
    public void A_credential_of_the_data_model_is_accepted_whatever_it_is_about(string members) => Assert.Empty(Validate(Credential(members)));

    /// <summary>Every refusal of a shape: what is changed, the code, the path.</summary>
    public static TheoryData<string, string, string> Refusals => new()
    {
        { """{"@context":null}""", "vc.null", "$.@context" },
        { """{"@context":"https://www.w3.org/ns/credentials/v2"}""", "vc.context", "$.@context" },
        { """{"@context":[]}""", "vc.context", "$.@context" },
        { """{"@context":["https://www.w3.org/ns/credentials/examples/v2","https://www.w3.org/ns/credentials/v2"]}""", "vc.context", "$.@context" },
        { """{"@context":["https://www.w3.org/ns/credentials/v2","https ://not-a-url/contexts/example/v1"]}""", "vc.context", "$.@context[1]" },
        { """{"@context":["https://www.w3.org/ns/credentials/v2",123192875]}""", "vc.context", "$.@context[1]" },
        { """{"@context":["https://www.w3.org/ns/credentials/v2","https://example.org/unknown/v1"]}""", "jsonld.context_unknown", "$['@context'][1]" },
        { """{"@context":["https://www.w3.org/ns/credentials/v2",{"VerifiableCredential":"https://example.org/#Other"}]}""", "jsonld.protected_term_redefinition", "" },
        { """{"type":null}""", "vc.null", "$.type" },
        { """{"type":[]}""", "vc.kind", "$.type" },
        { """{"type":["VerifiableCredential",7]}""", "vc.kind", "$.type" },
        { """{"type":["https://example.org/#Other"]}""", "vc.type", "$.type" },
        { """{"type":["VerifiableCredential","ExampleTestCredential"]}""", "jsonld.relative_type", "" },
        { """{"@context":["https://www.w3.org/ns/credentials/v2",{"Mine":"https ://not-a-url#Mine"}],"type":["VerifiableCredential","Mine"]}""", "jsonld", "" },
        { """{"id":null}""", "vc.null", "$.id" },
        { """{"id":["urn:uuid:a","urn:uuid:b"]}""", "vc.kind", "$.id" },
        { """{"id":"not-a-url"}""", "vc.url", "$.id" },
        { """{"issuer":null}""", "vc.null", "$.issuer" },
        { """{"issuer":"not-a-url"}""", "vc.url", "$.issuer" },
        { """{"issuer":{}}""", "vc.required", "$.issuer.id" },
        { """{"issuer":{"id":null}}""", "vc.null", "$.issuer.id" },
        { """{"issuer":{"id":"not-a-url"}}""", "vc.url", "$.issuer.id" },
        { """{"issuer":{"id":"did:example:i","name":{"@value":"a","@language":"en","url":"did:example:b"}}}""", "vc.language", "$.issuer.name" },
        { """{"issuer":{"id":"did:example:i","description":{"@value":"a","@language":"en","url":"did:example:b"}}}""", "vc.language", "$.issuer.description" },
        { """{"name":{"@value":"a","@language":"en","url":"did:example:b"}}""", "vc.language", "$.name" },
        { """{"description":[{"@value":"a","extra":"b"}]}""", "vc.language", "$.description" },
        { """{"name":{"@language":"en"}}""", "vc.language", "$.name" },
        { """{"credentialSubject":null}""", "vc.null", "$.credentialSubject" },
        { """{"credentialSubject":"did:example:subject"}""", "vc.kind", "$.credentialSubject" },
        { """{"credentialSubject":{}}""", "vc.subject_empty", "$.credentialSubject" },
        { """{"credentialSubject":[]}""", "vc.empty_set", "$.credentialSubject" },
        { """{"credentialSubject":[{"id":"did:example:a"},{}]}""", "vc.subject_empty", "$.credentialSubject[1]" },
        { """{"credentialSubject":{"id":"not-a-url"}}""", "vc.url", "$.credentialSubject.id" },
        { """{"credentialSubject":{"id":["did:example:a","did:example:b"]}}""", "vc.kind", "$.credentialSubject.id" },
        { """{"credentialSubject":{"unexplained":"word"}}""", "jsonld.unmapped_term", "" },
        { """{"validFrom":"2026-02-26"}""", "vc.date_time", "$.validFrom" },
        { """{"validFrom":"2026-02-26T01:02:58"}""", "vc.date_time", "$.validFrom" },
        { """{"validFrom":20260226}""", "vc.kind", "$.validFrom" },
        { """{"validUntil":"2026-02-30T01:02:58Z"}""", "vc.date_time", "$.validUntil" },
        { """{"validFrom":"2026-02-26T01:02:58Z","validUntil":"2026-02-26T01:02:57Z"}""", "vc.order", "$.validUntil" },
        { """{"credentialStatus":{"id":"did:example:status"}}""", "vc.required", "$.credentialStatus.type" },
        { """{"credentialStatus":{"id":"not-a-url","type":"https://example.org/#S"}}""", "vc.url", "$.credentialStatus.id" },
        { """{"credentialStatus":"https://example.org/1"}""", "vc.kind", "$.credentialStatus" },
        { """{"credentialStatus":{"type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"-1","statusListCredential":"https://example.org/1"}}""", "vc.status", "$.credentialStatus.statusListIndex" },
        { """{"credentialStatus":{"type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":true,"statusListCredential":"https://example.org/1"}}""", "vc.kind", "$.credentialStatus.statusListIndex" },
        { """{"credentialSchema":{"id":"https://example.org/s.json"}}""", "vc.required", "$.credentialSchema.type" },
        { """{"credentialSchema":{"type":"JsonSchema"}}""", "vc.required", "$.credentialSchema.id" },
        { """{"credentialSchema":{"id":11,"type":"JsonSchema"}}""", "vc.kind", "$.credentialSchema.id" },
        { """{"termsOfUse":{"id":"https://example.org/t"}}""", "vc.required", "$.termsOfUse.type" },
        { """{"evidence":[{"id":"https://example.org/e"}]}""", "vc.required", "$.evidence[0].type" },
        { """{"refreshService":{"id":"https://example.org/r"}}""", "vc.required", "$.refreshService.type" },
        { """{"relatedResource":["https://www.w3.org/ns/credentials/v2"]}""", "vc.kind", "$.relatedResource[0]" },
        { """{"relatedResource":{"digestMultibase":"uEiAjCHMnK5-ayOIZLWo_TBoKYVvSAprlkYEjRlm19Cj0uw"}}""", "vc.required", "$.relatedResource.id" },
        { """{"relatedResource":[{"id":"urn:a:b","digestMultibase":"uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"},{"id":"urn:a:b","digestMultibase":"uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"}]}""", "vc.repeated", "$.relatedResource[1]" },
        { """{"relatedResource":{"id":"https://www.w3.org/ns/credentials/v2"}}""", "vc.related_resource", "$.relatedResource" },
        { """{"relatedResource":{"id":"https://example.org/unknown","digestSRI":"sha256-ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356"}}""", "vc.related_resource", "$.relatedResource.digestSRI" },
        { """{"relatedResource":{"id":"https://www.w3.org/ns/credentials/v2","digestSRI":"sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb"}}""", "vc.digest", "$.relatedResource.digestSRI" },
        { """{"relatedResource":{"id":"https://www.w3.org/ns/credentials/v2","digestMultibase":"uEiAjCHMnK5-ayOIZLWo_TBoKYVvSAprlkYEjRlm19Cj0uw"}}""", "vc.digest", "$.relatedResource.digestMultibase" },
        { """{"relatedResource":{"id":"https://www.w3.org/ns/credentials/v2","digestMultibase":"WZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"}}""", "vc.related_resource", "$.relatedResource.digestMultibase" },
        { """{"proof":null}""", "vc.null", "$.proof" },
        { """{"proof":{"cryptosuite":"eddsa-rdfc-2022"}}""", "vc.required", "$.proof.type" },
        { """{"proof":{"type":"DataIntegrityProof","id":"not-a-url"}}""", "vc.url", "$.proof.id" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Whatever_breaks_a_rule_is_named_by_its_code_and_path(string members, string code, string path)
    {
        var first = Validate(Credential(members))[0];
        Assert.StartsWith(code, first.Code, StringComparison.Ordinal);
        if (path.Length > 0) Assert.Equal(path, first.Path);
    }

    [Theory]
    [InlineData("@context")]
    [InlineData("type")]
    [InlineData("issuer")]
    [InlineData("credentialSubject")]
    public void A_missing_member_is_named(string member)
    {
        var credential = Credential("{}");
        credential.Remove(member);
        Assert.Contains(Validate(credential), violation => violation == new Violation($"$.{member}", $"{member} is required.", "vc.required"));
    }

    [Fact]
    public void The_words_of_version_1_1_are_read_and_need_their_beginning()
    {
        var credential = DocumentMaker.Version11("did:example:i");
        Assert.Empty(Validate(credential));
        credential.Remove("issuanceDate");
        Assert.Equal("vc.required", Assert.Single(Validate(credential)).Code);
    }

    [Fact]
    public void What_calls_itself_an_Open_Badge_keeps_the_rules_of_one()
    {
        var badge = DocumentMaker.Badge("did:example:i");
        Assert.Empty(Validate(badge));
        badge["credentialSubject"]!.AsObject().Remove("achievement");
        Assert.Equal(("ob.required", "$.credentialSubject.achievement"), (Validate(badge)[0].Code, Validate(badge)[0].Path));
    }

    [Theory]
    [InlineData("""{"holder":"did:example:h","verifiableCredential":[]}""", null, null)]
    [InlineData("""{"holder":{"id":"did:example:h"},"id":"urn:uuid:0190f5c2-7a3b-7c1d-9e2f-000000000011"}""", null, null)]
    [InlineData("""{"verifiableCredential":[{"@context":"https://www.w3.org/ns/credentials/v2","id":"data:application/vc+jwt,a.b.c","type":"EnvelopedVerifiableCredential"}]}""", null, null)]
    [InlineData("""{"@context":["https://www.w3.org/ns/credentials/v2",{"Mine":"https://example.org/#Mine"}],"type":["VerifiablePresentation","Mine"]}""", null, null)]
    [InlineData("""{"@context":["https://www.w3.org/ns/credentials/examples/v2"]}""", "vc.context", "$.@context")]
    [InlineData("""{"type":["VerifiableCredential"]}""", "vc.type", "$.type")]
    [InlineData("""{"id":"not-a-url"}""", "vc.url", "$.id")]
    [InlineData("""{"holder":{"name":"somebody"}}""", "vc.required", "$.holder.id")]
    [InlineData("""{"holder":"somebody"}""", "vc.url", "$.holder")]
    [InlineData("""{"verifiableCredential":["https://example.org/credentials/1"]}""", "vc.kind", "$.verifiableCredential[0]")]
    [InlineData("""{"verifiableCredential":7}""", "vc.kind", "$.verifiableCredential")]
    [InlineData("""{"verifiableCredential":[{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"issuer":"did:example:i","credentialSubject":{}}]}""", "vc.subject_empty", "$.verifiableCredential[0].credentialSubject")]
    [InlineData("""{"verifiableCredential":[{"id":"data:application/vc+jwt,a.b.c"}]}""", "vc.required", "$.verifiableCredential[0].@context")]
    [InlineData("""{"unexplained":"word"}""", "jsonld.unmapped_term", null)]
    public void A_presentation_keeps_the_rules_of_its_own_and_those_of_its_credentials(string members, string? code, string? path)
    {
        var presentation = With(new JsonObject { ["@context"] = new JsonArray(V2), ["type"] = new JsonArray("VerifiablePresentation") }, members);
        var found = DataModelValidator.ValidatePresentation(JsonElement.Parse(presentation.ToJsonString()));
        Assert.Equal(code, found.Count == 0 ? null : found[0].Code);
        if (path is not null) Assert.Equal(path, found[0].Path);
    }

    [Fact]
    public void Both_contents_that_a_resource_had_are_known()
    {
        foreach (var digests in new[] { Final, July2024, $"{Final} {July2024}" })
            Assert.Empty(Validate(Credential($$$"""{"relatedResource":{"id":"{{{V2}}}","digestSRI":"{{{digests}}}"}}""")));
    }

    private static IReadOnlyList<Violation> Validate(JsonNode credential) => DataModelValidator.ValidateCredential(JsonElement.Parse(credential.ToJsonString()));

    private static JsonObject Credential(string members) => With(new JsonObject
    {
        ["@context"] = new JsonArray(V2), ["type"] = new JsonArray("VerifiableCredential"), ["issuer"] = "did:example:issuer",
        ["credentialSubject"] = new JsonObject { ["id"] = "did:example:subject" },
    }, members);

    private static JsonObject With(JsonObject document, string members)
    {
        foreach (var (name, value) in JsonNode.Parse(members)!.AsObject()) document[name] = value?.DeepClone();
        return document;
    }
}
