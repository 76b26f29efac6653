using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Web.Tests.Hosting;

namespace Anchor.Web.Tests.VcApi;

/// <summary>What a registered issuer issues by the VC API is as real as what it issues otherwise.</summary>
[Collection(WebCollection.Name)]
public sealed class OrdinaryTenantTests(WebFixture web)
{
    [Fact]
    public async Task Only_the_issuers_own_key_signs_in_its_name_and_anybody_verifies()
    {
        var (one, other) = (await web.RegisterAsync(), await web.RegisterAsync());
        var body = ConformanceHost.Body("credential", ConformanceHost.Credential(), new { });
        var path = $"/vc/{one.Id}/credentials/issue";
        (await web.Anybody.PostAsync(path, body)).IsProblem(HttpStatusCode.Unauthorized, "access.key_unknown");
        (await other.Api.PostAsync(path, body)).IsProblem(HttpStatusCode.Forbidden, "access.other_issuer");
        (await web.Anybody.With((await web.KeyAsync(one.Id, "read")).Key).PostAsync(path, body)).IsProblem(HttpStatusCode.Forbidden, "access.scope_missing");
        (await web.Anybody.With((await web.KeyAsync(one.Id, "issue")).Key).PostAsync($"/vc/{one.Id}/credentials/status", "{}")).IsProblem(HttpStatusCode.Forbidden, "access.scope_missing");
        (await web.Anybody.PostAsync($"/vc/{Guid.NewGuid()}/credentials/verify", """{"verifiableCredential":{}}""")).IsProblem(HttpStatusCode.NotFound, "issuer.not_found");
        (await web.Anybody.PostAsync("/vc/anything/credentials/verify", """{"verifiableCredential":{}}""")).IsProblem(HttpStatusCode.NotFound, "issuer.not_found");

        var issued = await IssueAsync(one, ConformanceHost.Credential());
        ConformanceHost.Holds(await VerifyAsync(other, issued));
    }

    [Fact]
    public async Task Without_the_flag_nothing_of_the_conformance_tenant_is_there()
    {
        foreach (var path in new[] { "credentials/issue", "credentials/verify", "presentations/prove", "presentations/verify", "credentials/status", "eddsa-rdfc-2022/credentials/issue" })
            (await web.Anybody.PostAsync($"/vc/conformance/{path}", "{}")).IsProblem(HttpStatusCode.NotFound, "issuer.not_found");
        (await web.Anybody.GetAsync("/vc/conformance")).IsProblem(HttpStatusCode.NotFound, "issuer.not_found");
    }

    [Fact]
    public async Task The_issuer_is_its_own_did_or_the_did_of_the_suites_key()
    {
        var issuer = await web.RegisterAsync();
        var signers = (await issuer.Api.GetAsync($"/vc/{issuer.Id}")).Ok().GetProperty("issuers").EnumerateArray().ToDictionary(each => each.GetProperty("suite").GetString()!, each => each.GetProperty("id").GetString()!);
        Assert.Equal(issuer.Did, signers["eddsa-rdfc-2022"]);
        Assert.Equal(3, signers.Values.Distinct().Count());
        foreach (var (suite, _, _) in ConformanceHost.Suites)
        {
            var credential = ConformanceHost.Credential($$$"""{"issuer":{"id":"{{{signers[suite]}}}","name":"Universidad Ejemplo"}}""");
            ConformanceHost.Holds(await VerifyAsync(issuer, await IssueAsync(issuer, credential, suite)));
            credential["issuer"] = "did:key:z6MkhTNL7i2etLerDK8Acz5t528giE5KA4p75T6ka1E1D74r";
            (await TryIssueAsync(issuer, credential, suite)).IsProblem(HttpStatusCode.BadRequest, "document.issuer_foreign");
        }
        (await TryIssueAsync(issuer, ConformanceHost.Credential($$"""{"issuer":"{{signers["ecdsa-rdfc-2019-p384"]}}"}"""), "ecdsa-rdfc-2019-p256")).IsProblem(HttpStatusCode.BadRequest, "document.issuer_foreign");
        var chosen = await IssueAsync(issuer, ConformanceHost.Credential($$"""{"issuer":"{{signers["ecdsa-rdfc-2019-p384"]}}"}"""), "ecdsa-rdfc-2019");
        Assert.StartsWith(signers["ecdsa-rdfc-2019-p384"], chosen["proof"]!["verificationMethod"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_issuer_with_a_did_web_signs_in_its_name_and_names_its_lists()
    {
        var registered = (await web.Operator.PostAsync("/api/v1/issuers", new { name = "Universidad Web", timeZone = "UTC", didMethod = "web" })).Ok(HttpStatusCode.Created);
        var (id, did) = (registered.GetProperty("id").GetGuid(), registered.GetProperty("did").GetString()!);
        var (keyId, key) = await web.KeyAsync(id, "read", "issue");
        var issuer = new TestIssuer(id, did, key, keyId, web.Anybody.With(key));
        var issued = await IssueAsync(issuer, ConformanceHost.Credential());
        Assert.Equal(did, issued["issuer"]!.GetValue<string>());
        Assert.StartsWith(did + "#z6Mk", issued["proof"]!["verificationMethod"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(2, issued["credentialStatus"]!.AsArray().Count);
        ConformanceHost.Holds(await VerifyAsync(issuer, issued));
        ConformanceHost.Holds(await VerifyAsync(issuer, await IssueAsync(issuer, ConformanceHost.Credential(), "ecdsa-rdfc-2019-p384")));
    }

    [Theory]
    [InlineData("""{"id":"https://universidad.example/credentials/1"}""", "{}", "document.id_unfit")]
    [InlineData("""{"id":"urn:uuid:1"}""", "{}", "document.id_unfit")]
    [InlineData("""{"proof":{"type":"DataIntegrityProof"}}""", "{}", "document.proof_present")]
    [InlineData("{}", """{"mandatoryPointers":["/issuer"]}""", "options.pointers_unsupported")]
    [InlineData("""{"@context":["https://www.w3.org/ns/credentials/v2",{"alumniOf":"https://example.org/#alumniOf"}]}""", "{}", "document.own_vocabulary")]
    [InlineData("""{"credentialSubject":{}}""", "{}", "vc.subject_empty")]
    public async Task What_only_a_tenant_that_tests_may_do_is_refused(string members, string options, string code)
    {
        var issuer = await web.RegisterAsync();
        var answer = await issuer.Api.PostAsync($"/vc/{issuer.Id}/credentials/issue", ConformanceHost.Body("credential", ConformanceHost.Credential(members), JsonNode.Parse(options)));
        answer.IsProblem(HttpStatusCode.BadRequest, code);
    }

    [Fact]
    public async Task The_same_id_gives_the_same_answer_and_never_another_credential()
    {
        var (one, other) = (await web.ReadyAsync(), await web.RegisterAsync());
        var id = $"urn:uuid:{Guid.NewGuid()}";
        foreach (var suite in new[] { "eddsa-rdfc-2022", "ecdsa-jcs-2019-p384", "vc-jwt" })
        {
            id = $"urn:uuid:{Guid.NewGuid()}";
            var credential = ConformanceHost.Credential($$"""{"id":"{{id}}"}""");
            var first = await IssueAsync(one, credential, suite);
            var again = await IssueAsync(one, credential, suite);
            Assert.Equal(first.ToJsonString(), again.ToJsonString());
            credential["name"] = "another name";
            (await TryIssueAsync(one, credential, suite)).IsProblem(HttpStatusCode.Conflict, "document.id_taken");
            credential.Remove("name");
            (await TryIssueAsync(one, credential, "eddsa-jcs-2022")).IsProblem(HttpStatusCode.Conflict, "document.id_taken");
            (await TryIssueAsync(other, credential, suite)).IsProblem(HttpStatusCode.Conflict, "document.id_taken");
        }
        var body = ConformanceHost.Body("credential", ConformanceHost.Credential(), new { });
        var keyed = (await one.Api.PostAsync($"/vc/{one.Id}/credentials/issue", body, "key-1")).Ok(HttpStatusCode.Created);
        Assert.Equal(keyed.ToString(), (await one.Api.PostAsync($"/vc/{one.Id}/credentials/issue", body, "key-1")).Ok(HttpStatusCode.Created).ToString());
        (await one.Api.PostAsync($"/vc/{one.Id}/credentials/issue", ConformanceHost.Body("credential", ConformanceHost.Credential("""{"name":"x"}"""), new { }), "key-1"))
            .IsProblem(HttpStatusCode.Conflict, "document.id_taken");
    }

    [Fact]
    public async Task What_was_issued_in_any_suite_is_kept_gathered_and_anchored()
    {
        // What an issuer without an account issued waits the longest, and holds up nobody.
        await IssueAsync(await web.RegisterAsync(), ConformanceHost.Credential());
        var issuer = await web.ReadyAsync();
        await web.WriteTrustAsync([(issuer.Did, "Universidad Inventada")]);
        var ids = new List<string>();
        foreach (var suite in ConformanceHost.Suites.Select(each => each.Name).Append("vc-jwt-p256"))
        {
            var issued = await IssueAsync(issuer, ConformanceHost.Credential(), suite);
            ids.Add(suite.StartsWith("vc-jwt", StringComparison.Ordinal) ? JwtId(issued) : issued["id"]!.GetValue<string>());
        }
        foreach (var id in ids)
        {
            Assert.StartsWith("urn:uuid:", id, StringComparison.Ordinal);
            await WebFixture.UntilAsync(async () => (await issuer.Api.GetAsync($"/api/v1/credentials/{id[9..]}")).Ok().GetProperty("anchored").GetBoolean());
            var bundle = (await issuer.Api.GetAsync($"/api/v1/credentials/{id[9..]}/bundle")).Text;
            var report = (await web.Anybody.PostTextAsync("/api/v1/verify", bundle, "application/json")).Ok();
            // The DID of another curve is bound to no account and recognised by nobody: that is open, and nothing is wrong.
            var own = bundle.Contains("\"binding\":\"", StringComparison.Ordinal);
            Assert.True(report.GetProperty("verdict").GetString() == (own ? "valid" : "indeterminate"), report.GetRawText());
        }
    }

    [Fact]
    public async Task A_credential_is_suspended_reinstated_and_revoked_in_the_words_of_the_vc_api()
    {
        var issuer = await web.ReadyAsync();
        var issued = await IssueAsync(issuer, ConformanceHost.Credential());
        Assert.Equal(["revocation", "suspension"], issued["credentialStatus"]!.AsArray().Select(entry => entry!["statusPurpose"]!.GetValue<string>()));
        ConformanceHost.Holds(await VerifyAsync(issuer, issued));
        var id = issued["id"]!.GetValue<string>();
        (await SetAsync(issuer, id, "suspension", "1")).Ok();
        ConformanceHost.IsRefused(await VerifyAsync(issuer, issued), "status.suspended");
        (await SetAsync(issuer, id, "suspension", false)).Ok();
        ConformanceHost.Holds(await VerifyAsync(issuer, issued));
        (await SetAsync(issuer, id, "revocation", true)).Ok();
        ConformanceHost.IsRefused(await VerifyAsync(issuer, issued), "status.revoked");
        (await SetAsync(issuer, id, "revocation", "0")).IsProblem(HttpStatusCode.Conflict, "status.revoked");
        (await SetAsync(issuer, id, "taste", "1")).IsProblem(HttpStatusCode.BadRequest, "status.entry_malformed");
        (await SetAsync(issuer, id, "revocation", "2")).IsProblem(HttpStatusCode.BadRequest, "status.entry_malformed");
        (await SetAsync(issuer, $"urn:uuid:{Guid.NewGuid()}", "revocation", "1")).IsProblem(HttpStatusCode.NotFound, "credential.not_found");
        (await SetAsync(issuer, "1", "revocation", "1")).IsProblem(HttpStatusCode.BadRequest, "status.credential_unnamed");
    }

    [Fact]
    public async Task A_status_is_given_where_it_is_asked_for_and_the_lists_are_the_issuers()
    {
        var issuer = await web.RegisterAsync();
        var asked = new { credentialStatus = new[] { new { type = "BitstringStatusListEntry", statusPurpose = "revocation" } } };
        Assert.False((await IssueAsync(issuer, ConformanceHost.Credential(), "eddsa-jcs-2022", new { credentialStatus = Array.Empty<object>() })).ContainsKey("credentialStatus"));
        Assert.True((await IssueAsync(issuer, ConformanceHost.Credential(), "eddsa-jcs-2022", asked)).ContainsKey("credentialStatus"));
        Assert.False((await IssueAsync(issuer, ConformanceHost.Credential(), "ecdsa-rdfc-2019-p256")).ContainsKey("credentialStatus"));
        (await TryIssueAsync(issuer, ConformanceHost.Credential(), "ecdsa-rdfc-2019-p256", asked)).IsProblem(HttpStatusCode.BadRequest, "document.status_of_another");
        Assert.True((await web.Conformance().IssueAsync(ConformanceHost.Credential(), "ecdsa-rdfc-2019-p256", asked)).ContainsKey("credentialStatus"));
    }

    [Fact]
    public async Task A_presentation_is_signed_in_the_issuers_own_name_only()
    {
        var issuer = await web.RegisterAsync();
        var presentation = new JsonObject { ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"), ["type"] = new JsonArray("VerifiablePresentation"), ["holder"] = issuer.Did };
        var proven = (await issuer.Api.PostAsync($"/vc/{issuer.Id}/presentations/prove", ConformanceHost.Body("presentation", presentation, new { challenge = "c1" }))).Ok(HttpStatusCode.Created);
        Assert.Equal("authentication", proven.GetProperty("verifiablePresentation").GetProperty("proof").GetProperty("proofPurpose").GetString());
        presentation["holder"] = "did:example:somebody";
        (await issuer.Api.PostAsync($"/vc/{issuer.Id}/presentations/prove", ConformanceHost.Body("presentation", presentation, new { }))).IsProblem(HttpStatusCode.BadRequest, "document.holder_foreign");
        (await issuer.Api.PostAsync($"/vc/{issuer.Id}/presentations/prove", ConformanceHost.Body("presentation", ConformanceHost.Credential(), new { }))).IsProblem(HttpStatusCode.BadRequest, "vc.type");
    }

    [Theory]
    [InlineData("VerifiableCredential", "credentialSubject", "document.presentation_is_credential")]
    [InlineData("https://www.w3.org/2018/credentials#VerifiableCredential", "https://www.w3.org/2018/credentials#credentialSubject", "document.presentation_is_credential")]
    [InlineData("BitstringStatusListCredential", "credentialSubject", "document.presentation_is_credential")]
    [InlineData("VerifiablePresentation", "https://www.w3.org/2018/credentials#credentialSubject", "document.own_vocabulary")]
    public async Task A_presentation_is_no_way_to_a_credential_that_nobody_recorded(string type, string subject, string code)
    {
        var issuer = await web.RegisterAsync();
        foreach (var suite in new[] { "eddsa-rdfc-2022", "eddsa-jcs-2022", "vc-jwt" })
        {
            var credential = ConformanceHost.Credential($$"""{"id":"urn:uuid:{{Guid.NewGuid()}}","issuer":"{{issuer.Did}}","holder":"{{issuer.Did}}","type":["VerifiablePresentation","{{type}}"]}""");
            credential[subject] = new JsonObject { ["id"] = "did:example:subject", ["type"] = "Person" };
            if (subject != "credentialSubject") foreach (var name in new[] { "credentialSubject", "issuer" }) credential.Remove(name);
            var answer = await issuer.Api.PostAsync($"/vc/{issuer.Id}/{suite}/presentations/prove", ConformanceHost.Body("presentation", credential, new { proofPurpose = "assertionMethod" }));
            answer.IsProblem(HttpStatusCode.BadRequest, code);
        }
    }

    private static Task<Answer> TryIssueAsync(TestIssuer issuer, JsonNode credential, string suite = "eddsa-rdfc-2022", object? options = null) =>
        issuer.Api.PostAsync($"/vc/{issuer.Id}/{suite}/credentials/issue", ConformanceHost.Body("credential", credential, options ?? new { }));

    private static async Task<JsonObject> IssueAsync(TestIssuer issuer, JsonNode credential, string suite = "eddsa-rdfc-2022", object? options = null) =>
        JsonNode.Parse((await TryIssueAsync(issuer, credential, suite, options)).Ok(HttpStatusCode.Created).GetProperty("verifiableCredential").GetRawText())!.AsObject();

    private Task<Answer> VerifyAsync(TestIssuer issuer, JsonNode credential) =>
        web.Anybody.PostAsync($"/vc/{issuer.Id}/credentials/verify", ConformanceHost.Body("verifiableCredential", credential, new { }));

    private static Task<Answer> SetAsync(TestIssuer issuer, string id, string statusPurpose, object status) => issuer.Api.PostAsync(
        $"/vc/{issuer.Id}/credentials/status", new { credentialId = id, credentialStatus = new[] { new { type = "BitstringStatusListEntry", statusPurpose, status } } });

    private static string JwtId(JsonObject envelope) =>
        JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(envelope["id"]!.GetValue<string>().Split('.')[1])).RootElement.GetProperty("id").GetString()!;
}
