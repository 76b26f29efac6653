using System.Net;
using System.Text.Json.Nodes;
using Anchor.Web.Tests.Hosting;

namespace Anchor.Web.Tests.VcApi;

/// <summary>Speaks to the conformance tenant of a host that was started with the flag.</summary>
internal sealed class ConformanceHost(Api api)
{
    private const string Created = "2026-05-01T00:00:00Z";

    /// <summary>Every suite with a Data Integrity proof: its name in paths, its cryptosuite, its curve.</summary>
    public static readonly (string Name, string Cryptosuite, string Curve)[] Suites =
    [
        ("eddsa-rdfc-2022", "eddsa-rdfc-2022", "Ed25519"), ("eddsa-jcs-2022", "eddsa-jcs-2022", "Ed25519"),
        ("ecdsa-rdfc-2019-p256", "ecdsa-rdfc-2019", "P-256"), ("ecdsa-rdfc-2019-p384", "ecdsa-rdfc-2019", "P-384"),
        ("ecdsa-jcs-2019-p256", "ecdsa-jcs-2019", "P-256"), ("ecdsa-jcs-2019-p384", "ecdsa-jcs-2019", "P-384"),
    ];

    public Api Api => api;

    /// <summary>A credential that breaks no rule, with other members.</summary>
    public static JsonObject Credential(string members = "{}")
    {
        var credential = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"),
            ["type"] = new JsonArray("VerifiableCredential"), ["credentialSubject"] = new JsonObject { ["id"] = "did:example:subject", ["alumniOf"] = "Universidad Ejemplo" },
        };
        foreach (var (name, value) in JsonNode.Parse(members)!.AsObject()) credential[name] = value?.DeepClone();
        return credential;
    }

    public async Task<string> IssuerAsync(string suite) =>
        (await api.GetAsync("/vc/conformance")).Ok().GetProperty("issuers").EnumerateArray().Single(issuer => issuer.GetProperty("suite").GetString() == suite).GetProperty("id").GetString()!;

    public Task<Answer> TryIssueAsync(JsonNode credential, string suite = "eddsa-rdfc-2022", object? options = null) =>
        api.PostAsync($"/vc/conformance/{suite}/credentials/issue", Body("credential", credential, options ?? new { created = Created }));

    public async Task<JsonObject> IssueAsync(JsonNode credential, string suite = "eddsa-rdfc-2022", object? options = null) =>
        Document(await TryIssueAsync(credential, suite, options), "verifiableCredential");

    public async Task<JsonObject> ProveAsync(JsonNode presentation, string suite, object options) =>
        Document(await api.PostAsync($"/vc/conformance/{suite}/presentations/prove", Body("presentation", presentation, options)), "verifiablePresentation");

    public Task<Answer> VerifyAsync(JsonNode credential, object? options = null) =>
        api.PostAsync("/vc/conformance/credentials/verify", Body("verifiableCredential", credential, options ?? new { checks = new[] { "proof" } }));

    public Task<Answer> VerifyPresentationAsync(JsonNode presentation, object? options = null) =>
        api.PostAsync("/vc/conformance/presentations/verify", Body("verifiablePresentation", presentation, options ?? new { }));

    public static string Body(string member, JsonNode document, object? options) =>
        new JsonObject { [member] = document.DeepClone(), ["options"] = System.Text.Json.JsonSerializer.SerializeToNode(options) }.ToJsonString();

    /// <summary>Is refused as a whole: 400, the code, and a body that says so.</summary>
    public static void IsRefused(Answer answer, string code)
    {
        var problem = answer.IsProblem(HttpStatusCode.BadRequest, code);
        Assert.False(problem.GetProperty("verified").GetBoolean());
        Assert.Equal(code, problem.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    public static void Holds(Answer answer)
    {
        var body = answer.Ok();
        Assert.True(body.GetProperty("verified").GetBoolean());
        Assert.Equal(0, body.GetProperty("errors").GetArrayLength());
    }

    private static JsonObject Document(Answer answer, string member) => JsonNode.Parse(answer.Ok(HttpStatusCode.Created).GetProperty(member).GetRawText())!.AsObject();
}
