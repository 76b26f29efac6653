using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Jwt;

namespace Anchor.Verification.Tests;

/// <summary>Documents rewritten so that the signature still holds while the JSON reads otherwise, and documents made to break the reader.</summary>
public sealed class HostileDocumentTests
{
    private const string Credentials = "https://www.w3.org/2018/credentials#";
    private const string DateTime = "http://www.w3.org/2001/XMLSchema#dateTime";
    private readonly World _world = new();

    public static TheoryData<string, Action<JsonObject>> Rewritings => new()
    {
        { "nest", document => Move(document, "validUntil", value => document["@nest"] = new JsonObject { ["validUntil"] = value }) },
        { "iri", document => Move(document, "validUntil", value => document[Credentials + "validUntil"] = new JsonObject { ["@type"] = DateTime, ["@value"] = value }) },
        { "included", document => Move(document, "validUntil", value => document["@included"] = new JsonArray(new JsonObject { ["id"] = document["id"]!.DeepClone(), ["type"] = document["type"]!.DeepClone(), ["validUntil"] = value })) },
        { "result", document => Move(document["credentialSubject"]!.AsObject(), "result", value => document["credentialSubject"]!["https://purl.imsglobal.org/spec/vc/ob/vocab.html#result"] = value) },
        { "prefix", document =>
            {
                var id = document["id"]!.GetValue<string>();
                document["@context"]!.AsArray().Add(new JsonObject { ["zz"] = new JsonObject { ["@id"] = id[..^1], ["@prefix"] = true } });
                document["id"] = "zz:" + id[^1];
            } },
        { "proof", document => document["proof"]![0]!.AsObject()["https://w3id.org/security#challenge"] = "c" },
    };

    [Theory]
    [MemberData(nameof(Rewritings))]
    public async Task A_document_rewritten_under_a_whole_signature_is_never_valid(string rewriting, Action<JsonObject> rewrite)
    {
        var signed = Secure(_world.Document(format: CredentialFormat.DataIntegrity));
        var rewritten = BundledCredential.OfText(World.Edited(signed.ToText(), rewrite));
        var report = await _world.VerifyAsync(_world.BundleOf(signed) with { Credential = rewritten });
        Assert.NotEqual(Verdict.Valid, report.Verdict);
        Assert.NotEqual(CheckResult.Passed, report.Of(CheckNames.Signature).Result);
        // Most of them leave the leaf as it was; the check must not depend on luck.
        if (rewriting is "nest" or "iri" or "result" or "prefix") Assert.Equal(CredentialLeaf.Of(signed).Value, CredentialLeaf.Of(rewritten).Value);
    }

    [Fact]
    public async Task The_order_of_results_decides_nothing()
    {
        var plain = World.Edited(_world.Document(format: CredentialFormat.DataIntegrity), document =>
        {
            var results = document["credentialSubject"]!["result"]!.AsArray();
            var second = results[0]!.DeepClone();
            second["value"] = "12";
            results.Add(second);
        });
        var signed = Secure(plain);
        var swapped = BundledCredential.OfText(World.Edited(signed.ToText(), document =>
        {
            var results = document["credentialSubject"]!["result"]!.AsArray();
            document["credentialSubject"]!["result"] = new JsonArray(results[1]!.DeepClone(), results[0]!.DeepClone());
        }));
        var reports = new[] { await _world.VerifyAsync(_world.BundleOf(signed)), await _world.VerifyAsync(_world.BundleOf(swapped)) };
        Assert.All(reports, report => Assert.Equal("12; 95", report.Credential!.Result));
    }

    public static TheoryData<string> Breakers => new()
    {
        "{\"version\":1,\"credential\":{\"endorsement\":[{}]}}",
        "{\"version\":1,\"credential\":{\"endorsement\":[{\"type\":\"EndorsementCredential\"}]}}",
        "{\"endorsement\":[7,null,[],{}],\"@context\":[]}",
        "{\"@context\":[],\"x\":" + Deep(64) + ",\"proof\":" + Proof("eddsa-jcs-2022") + "}",
        "{\"@context\":[],\"x\":" + Deep(62) + ",\"proof\":[" + Proof("eddsa-jcs-2022") + ",{\"type\":\"MerkleProof2019\"}]}",
        "{\"version\":1,\"credential\":{\"@context\":[],\"x\":" + Deep(68) + ",\"proof\":" + Proof("eddsa-rdfc-2022") + "}}",
        "{\"@context\":[" + Deep(60) + "],\"endorsement\":[{\"type\":\"EndorsementCredential\"}]}",
    };

    [Theory]
    [MemberData(nameof(Breakers))]
    public async Task Whatever_comes_there_is_a_report(string document) => Assert.Equal(Verdict.Invalid, (await _world.VerifyAsync(Encoding.UTF8.GetBytes(document))).Verdict);

    [Fact]
    public async Task Many_dear_proofs_are_not_all_paid_for()
    {
        var clique = new JsonArray();
        for (var i = 0; i < 9; i++)
            clique.Add(new JsonObject { ["id"] = $"_:b{i}", ["urn:x"] = new JsonArray([.. Enumerable.Range(0, 9).Where(j => j != i).Select(j => new JsonObject { ["id"] = $"_:b{j}" })]) });
        var endorsement = new JsonObject { ["type"] = new JsonArray("VerifiableCredential", "EndorsementCredential"), ["urn:y"] = clique.DeepClone() };
        var document = World.Edited(_world.Document(format: CredentialFormat.DataIntegrity), plain =>
        {
            plain["urn:y"] = clique;
            plain["endorsement"] = new JsonArray([.. Enumerable.Range(0, 50).Select(_ => endorsement.DeepClone())]);
            plain["proof"] = new JsonArray([.. Enumerable.Range(0, 32).Select(_ => JsonNode.Parse(Proof("eddsa-rdfc-2022")))]);
        });
        var clock = Stopwatch.StartNew();
        var report = await _world.VerifyAsync(document);
        TestContext.Current.TestOutputHelper?.WriteLine($"{clock.Elapsed}");
        report.Found(CheckNames.Signature, CheckResult.Unknown, "proof.too_many");
        Assert.Contains(report.Checks, check => check.Code == "endorsement.too_many");
    }

    private static string Deep(int levels) => new string('[', levels) + new string(']', levels);

    private static string Proof(string suite)
    {
        var world = new World(1);
        return $"{{\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"{suite}\",\"proofPurpose\":\"assertionMethod\",\"verificationMethod\":\"{world.Did}#{world.Did["did:key:".Length..]}\",\"proofValue\":\"z{new string('1', 64)}\"}}";
    }

    private static void Move(JsonObject from, string name, Action<JsonNode> put)
    {
        var value = from[name]!.DeepClone();
        from.Remove(name);
        put(value);
    }

    private BundledCredential Secure(byte[] plain)
    {
        var secured = new ArrayBufferWriter<byte>();
        CredentialSigner.Create(CredentialFormat.DataIntegrity, _world.Key).Sign(plain, new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero), secured);
        return BundledCredential.OfText(secured.WrittenSpan);
    }
}
