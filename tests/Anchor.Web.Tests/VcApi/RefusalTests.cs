using System.Net;
using System.Text.Json.Nodes;
using Anchor.Web.Tests.Hosting;

namespace Anchor.Web.Tests.VcApi;

/// <summary>Every refusal of the VC API, with its code.</summary>
[Collection(WebCollection.Name)]
public sealed class RefusalTests(WebFixture web)
{
    private ConformanceHost Host => web.Conformance();

    /// <summary>What is wrong in a credential, whether it is to be issued or verified: changed members, the code, the path.</summary>
    public static TheoryData<string, string, string> Shapes => new()
    {
        { """{"@context":["https://www.w3.org/ns/credentials/v2","https://example.org/unknown/v1"]}""", "jsonld.context_unknown", "$['@context'][1]" },
        { """{"@context":["https://www.w3.org/ns/credentials/v2",7]}""", "vc.context", "$.@context[1]" },
        { """{"@context":["https://www.w3.org/ns/credentials/v2",{"@vocab":null}],"type":["VerifiableCredential","Unmapped"],"credentialSubject":{"id":"did:example:a"}}""", "jsonld.relative_type", "" },
        { """{"type":["Other"]}""", "vc.type", "$.type" },
        { """{"id":"not-a-url"}""", "vc.url", "$.id" },
        { """{"issuer":null}""", "vc.null", "$.issuer" },
        { """{"issuer":{"id":"not-a-url"}}""", "vc.url", "$.issuer.id" },
        { """{"credentialSubject":{}}""", "vc.subject_empty", "$.credentialSubject" },
        { """{"credentialSubject":[{"id":"did:example:a"},{}]}""", "vc.subject_empty", "$.credentialSubject[1]" },
        { """{"validFrom":"2026-01-01"}""", "vc.date_time", "$.validFrom" },
        { """{"validFrom":"2026-01-01T00:00:00"}""", "vc.date_time", "$.validFrom" },
        { """{"validFrom":"2026-01-02T00:00:00Z","validUntil":"2026-01-01T00:00:00Z"}""", "vc.order", "$.validUntil" },
        { """{"credentialStatus":{"id":"https://example.org/s"}}""", "vc.required", "$.credentialStatus.type" },
        { """{"credentialSchema":{"id":"https://example.org/s"}}""", "vc.required", "$.credentialSchema.type" },
        { """{"credentialSchema":{"type":"JsonSchema"}}""", "vc.required", "$.credentialSchema.id" },
        { """{"termsOfUse":{"id":"https://example.org/t"}}""", "vc.required", "$.termsOfUse.type" },
        { """{"evidence":{"id":"https://example.org/e"}}""", "vc.required", "$.evidence.type" },
        { """{"refreshService":{"id":"https://example.org/r"}}""", "vc.required", "$.refreshService.type" },
        { """{"name":{"@value":"a","@language":"en","url":"did:example:b"}}""", "vc.language", "$.name" },
        { """{"description":{"@value":"a","more":"b"}}""", "vc.language", "$.description" },
        { """{"relatedResource":[{"digestMultibase":"uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"}]}""", "vc.required", "$.relatedResource[0].id" },
        { """{"relatedResource":[{"id":"urn:a:b","digestMultibase":"uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"},{"id":"urn:a:b","digestMultibase":"uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"}]}""", "vc.repeated", "$.relatedResource[1]" },
        { """{"relatedResource":[{"id":"https://www.w3.org/ns/credentials/v2"}]}""", "vc.related_resource", "$.relatedResource[0]" },
        { """{"relatedResource":[{"id":"https://www.w3.org/ns/credentials/v2","digestMultibase":"uEiAjCHMnK5-ayOIZLWo_TBoKYVvSAprlkYEjRlm19Cj0uw"}]}""", "vc.digest", "$.relatedResource[0].digestMultibase" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_credential_that_breaks_a_rule_is_neither_issued_nor_verified(string members, string code, string path)
    {
        var credential = ConformanceHost.Credential(members);
        var refused = (await Host.TryIssueAsync(credential)).IsProblem(HttpStatusCode.BadRequest, code);
        if (path.Length > 0) Assert.Equal(path, refused.GetProperty("path").GetString());
        if (!credential.ContainsKey("issuer")) credential["issuer"] = "did:example:issuer";
        ConformanceHost.IsRefused(await Host.VerifyAsync(credential), code);
        var presentation = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"), ["type"] = new JsonArray("VerifiablePresentation"), ["verifiableCredential"] = new JsonArray(credential),
        };
        ConformanceHost.IsRefused(await Host.VerifyPresentationAsync(presentation), code);
    }

    /// <summary>What is wrong with a proof: its member, the value (null removes it), the code.</summary>
    public static TheoryData<string, string?, string> Proofs => new()
    {
        { "type", null, "vc.required" },
        { "type", "\"UnknownProofType\"", "proof.type_unknown" },
        { "cryptosuite", "\"UnknownCryptosuite\"", "proof.cryptosuite_unknown" },
        { "cryptosuite", "\"eddsa-jcs-2022\"", "proof.signature_invalid" },
        { "created", "\"invalidDate\"", "proof.malformed" },
        { "created", "\"2026-05-01T00:00:00\"", "proof.malformed" },
        { "created", "\"2126-05-01T00:00:00Z\"", "proof.created_in_future" },
        { "created", "\"2026-05-01T00:00:01Z\"", "proof.signature_invalid" },
        { "expires", "\"2026-05-01T00:00:00Z\"", "proof.expired" },
        { "proofPurpose", null, "proof.malformed" },
        { "proofPurpose", "\"authentication\"", "proof.purpose_mismatch" },
        { "verificationMethod", null, "proof.malformed" },
        { "verificationMethod", "\"did:key:invalidVm\"", "key.method_malformed" },
        { "proofValue", null, "proof.malformed" },
        { "proofValue", "null", "proof.malformed" },
        { "proofValue", "\"3UJgD2nMXEHrsAKGKpRzLMWbSFRH4\"", "proof.malformed" },
        { "domain", "\"another.example\"", "proof.signature_invalid" },
    };

    [Theory]
    [MemberData(nameof(Proofs))]
    public async Task A_proof_that_breaks_a_rule_is_refused(string member, string? value, string code)
    {
        var issued = await Host.IssueAsync(ConformanceHost.Credential());
        var proof = issued["proof"]!.AsObject();
        if (value is null) proof.Remove(member);
        else proof[member] = JsonNode.Parse(value);
        ConformanceHost.IsRefused(await Host.VerifyAsync(issued), code);
    }

    [Fact]
    public async Task A_proof_must_be_there_and_be_for_whom_and_what_was_asked()
    {
        var issued = await Host.IssueAsync(ConformanceHost.Credential(), options: new { created = "2026-05-01T00:00:00Z", domain = "here.example", challenge = "c1" });
        ConformanceHost.Holds(await Host.VerifyAsync(issued, new { checks = new[] { "proof" }, domain = "here.example", challenge = "c1" }));
        ConformanceHost.IsRefused(await Host.VerifyAsync(issued, new { domain = "there.example" }), "proof.domain_mismatch");
        ConformanceHost.IsRefused(await Host.VerifyAsync(issued, new { challenge = "c2" }), "proof.challenge_mismatch");
        ConformanceHost.IsRefused(await Host.VerifyAsync(issued, new { expectedProofPurpose = "authentication" }), "proof.purpose_mismatch");
        issued["proof"] = null;
        ConformanceHost.IsRefused(await Host.VerifyAsync(issued), "vc.null");
        issued.Remove("proof");
        ConformanceHost.IsRefused(await Host.VerifyAsync(issued), "proof.missing");
        ConformanceHost.IsRefused(await Host.VerifyPresentationAsync(new JsonObject { ["type"] = new JsonArray("NonconformingDocument") }), "vc.required");
    }

    [Fact]
    public async Task A_credential_in_an_envelope_is_refused_without_its_context_its_type_or_its_data()
    {
        var issued = await Host.IssueAsync(ConformanceHost.Credential(), "vc-jwt");
        ConformanceHost.Holds(await Host.VerifyAsync(issued));
        foreach (var (member, value, code) in new (string, JsonNode?, string)[]
        {
            ("@context", new JsonArray(), "presentation.envelope_malformed"), ("@context", "https://www.w3.org/ns/credentials/examples/v2", "presentation.envelope_malformed"),
            ("id", issued["id"]!.GetValue<string>().Split(',')[1], "presentation.envelope_malformed"), ("id", issued["id"]!.GetValue<string>() + "A", "jwt.malformed"),
            ("type", null, "vc.context"), ("type", "VerifiableCredential", "vc.context"),
        })
        {
            var twin = issued.DeepClone().AsObject();
            if (value is null) twin.Remove(member);
            else twin[member] = value;
            ConformanceHost.IsRefused(await Host.VerifyAsync(twin), code);
        }
    }

    [Fact]
    public async Task Checks_are_made_that_are_asked_for()
    {
        var expired = await Host.IssueAsync(ConformanceHost.Credential("""{"validFrom":"2020-01-01T00:00:00Z","validUntil":"2021-01-01T00:00:00Z"}"""));
        ConformanceHost.Holds(await Host.VerifyAsync(expired));
        ConformanceHost.IsRefused(await Host.VerifyAsync(expired, new { checks = Array.Empty<string>() }), "credential.expired");
        var future = await Host.IssueAsync(ConformanceHost.Credential("""{"validFrom":"2120-01-01T00:00:00Z"}"""));
        ConformanceHost.IsRefused(await Host.VerifyAsync(future, new { checks = new[] { "validity" } }), "credential.not_yet_valid");
        var elsewhere = await Host.IssueAsync(ConformanceHost.Credential(
            """{"credentialStatus":{"type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"1","statusListCredential":"https://127.0.0.1/none"}}"""));
        var answer = await Host.VerifyAsync(elsewhere, new { checks = new[] { "proof", "credentialStatus" } });
        ConformanceHost.IsRefused(answer, "status.unreachable");
        Assert.Equal("unknown", answer.Json.GetProperty("errors")[0].GetProperty("result").GetString());
        (await Host.VerifyAsync(expired, new { checks = new[] { "luck" } })).IsProblem(HttpStatusCode.BadRequest, "options.check_unknown");
    }

    [Theory]
    [InlineData("{}", "request.document_missing")]
    [InlineData("""{"credential":[]}""", "request.document_missing")]
    [InlineData("[]", "json.malformed")]
    [InlineData("""{"credential":{"a":1,"a":2}}""", "json.duplicate_key")]
    [InlineData("""{"credential":{},"options":7}""", "options.malformed")]
    [InlineData("""{"credential":{},"options":{"created":"yesterday"}}""", "options.malformed")]
    [InlineData("""{"credential":{},"options":{"cryptosuite":"rot13"}}""", "options.cryptosuite_unknown")]
    [InlineData("""{"credential":{},"options":{"type":"Ed25519Signature2020"}}""", "options.type_unknown")]
    [InlineData("""{"credential":{},"options":{"proofPurpose":"keyAgreement"}}""", "options.purpose_unfit")]
    [InlineData("""{"credential":{},"options":{"credentialStatus":[{"type":"BitstringStatusListEntry","statusPurpose":"taste"}]}}""", "options.malformed")]
    public async Task A_body_that_is_none_is_refused(string body, string code) =>
        (await Host.Api.PostAsync("/vc/conformance/credentials/issue", body)).IsProblem(HttpStatusCode.BadRequest, code);

    [Fact]
    public async Task Paths_bodies_and_types_have_their_bounds()
    {
        (await Host.Api.PostAsync("/vc/conformance/rot13/credentials/issue", """{"credential":{}}""")).IsProblem(HttpStatusCode.NotFound, "suite.not_found");
        (await Host.Api.PostAsync("/vc/conformance/eddsa-rdfc-2022/credentials/issue", """{"credential":{},"options":{"cryptosuite":"ecdsa-rdfc-2019"}}"""))
            .IsProblem(HttpStatusCode.BadRequest, "options.cryptosuite_mismatch");
        (await Host.Api.PostTextAsync("/vc/conformance/credentials/issue", """{"credential":{}}""", "text/plain")).IsProblem(HttpStatusCode.UnsupportedMediaType, "request.media_type");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Host.VerifyAsync(ConformanceHost.Credential($$"""{"name":"{{new string('a', 1 << 20)}}"}"""))).Status);
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 70)) + "1" + new string('}', 70);
        (await Host.Api.PostAsync("/vc/conformance/credentials/verify", $$"""{"verifiableCredential":{{deep}}}""")).IsProblem(HttpStatusCode.BadRequest, "json.too_deep");
    }
}
