using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Keys;
using Anchor.Tests.Support;

namespace Anchor.Credentials.Tests.DataIntegrity;

/// <summary>Others' code as judge: Digital Bazaar's libraries and this one must agree about every document.</summary>
public sealed class DataIntegrityPeerTests
{
    private static readonly (string Suite, KeyType Type, string Curve)[] Suites =
    [
        ("eddsa-rdfc-2022", KeyType.Ed25519, "Ed25519"), ("eddsa-jcs-2022", KeyType.Ed25519, "Ed25519"),
        ("ecdsa-rdfc-2019", KeyType.P256, "P-256"), ("ecdsa-rdfc-2019", KeyType.P384, "P-384"),
        ("ecdsa-jcs-2019", KeyType.P256, "P-256"), ("ecdsa-jcs-2019", KeyType.P384, "P-384"),
    ];

    [Fact]
    public void They_verify_what_we_sign_and_refuse_its_twins_as_we_do()
    {
        using var peer = Start();
        var documents = new List<JsonNode>();
        foreach (var (suite, type, _) in Suites)
        {
            using var key = SigningKey.Generate(type);
            var signer = new DataIntegritySigner(Cryptosuite.Find(suite)!, key);
            for (var seed = 0; seed < 25; seed++)
            {
                var document = seed % 5 == 4 ? DocumentMaker.Version11(DidKey.Of(key.PublicKey)) : DocumentMaker.Make(DidKey.Of(key.PublicKey), seed);
                var secured = JsonNode.Parse(signer.Sign(DocumentMaker.Utf8(document), new ProofOptions { Created = DateTimeOffset.UnixEpoch.AddYears(56) }).Value)!;
                documents.Add(secured);
                documents.Add(Twin(secured, seed));
            }
        }
        AssertSameVerdicts(peer, documents, good: documents.Count / 2);
    }

    [Fact]
    public void We_verify_what_they_sign_and_refuse_its_twins_as_they_do()
    {
        using var peer = Start();
        var questions = Suites.SelectMany(s => Enumerable.Range(100, 20).Select(seed => new
        {
            op = "issue", suite = s.Suite, curve = s.Curve, date = "2026-05-01T00:00:00Z",
            document = seed % 5 == 4 ? DocumentMaker.Version11("did:example:a") : DocumentMaker.Make("did:example:a", seed),
        })).ToArray();
        var documents = new List<JsonNode>();
        foreach (var answer in peer.Ask(questions))
        {
            Assert.True(answer.TryGetProperty("document", out var issued), answer.ToString());
            var secured = JsonNode.Parse(issued.GetRawText())!;
            documents.Add(secured);
            documents.Add(Twin(secured, documents.Count));
        }
        AssertSameVerdicts(peer, documents, good: questions.Length);
    }

    [Fact]
    public void Every_single_twin_of_one_document_meets_the_same_verdict()
    {
        using var peer = Start();
        foreach (var (suite, type, _) in Suites)
        {
            using var key = SigningKey.Generate(type);
            var signer = new DataIntegritySigner(Cryptosuite.Find(suite)!, key);
            var secured = signer.Sign(DocumentMaker.Utf8(DocumentMaker.Badge(DidKey.Of(key.PublicKey))), new ProofOptions { Created = DateTimeOffset.UnixEpoch }).Value;
            AssertSameVerdicts(peer, [.. DocumentMaker.Twins(JsonNode.Parse(secured)!.AsObject()).Select(t => t.Twin)], good: 0);
        }
    }

    [Fact]
    public void Their_keys_and_ours_are_spelled_alike()
    {
        using var peer = Start();
        foreach (var curve in new[] { "Ed25519", "P-256", "P-384" })
        {
            var answer = peer.AskOne(new { op = "key", curve });
            var key = Multikey.Parse(answer.GetProperty("multikey").GetString()!).Value;
            Assert.Equal(answer.GetProperty("did").GetString(), DidKey.Of(key));
            Assert.Equal(key, Jwk.Read(answer.GetProperty("jwk")).Value);
            var ours = JsonElement.Parse(Jwk.Write(key));
            foreach (var member in ours.EnumerateObject()) Assert.Equal(answer.GetProperty("jwk").GetProperty(member.Name).GetString(), member.Value.GetString());
        }
    }

    private static void AssertSameVerdicts(NodePeer peer, IReadOnlyList<JsonNode> documents, int good)
    {
        var answers = peer.Ask(documents.Select(document => new { op = "verify", document }).ToArray());
        var passed = 0;
        for (var i = 0; i < documents.Count; i++)
        {
            var ours = Verify(documents[i]);
            var theirs = answers[i].GetProperty("verified").GetBoolean();
            Assert.True(theirs == (ours is null), $"{i}: we say {ours?.ToString() ?? "valid"}, they say {answers[i]}: {documents[i].ToJsonString()}");
            if (theirs) passed++;
        }
        Assert.Equal(good, passed);
    }

    // What a credential's verifier asks: every proof holds, and its key is the issuer's.
    private static Error? Verify(JsonNode document)
    {
        if (DataIntegrityTests.VerifyAll(DocumentMaker.Utf8(document)) is { } refused) return refused;
        var issuer = document["issuer"] is JsonObject profile ? profile["id"]!.GetValue<string>() : document["issuer"]!.GetValue<string>();
        var proof = document["proof"] is JsonArray set ? set[0]! : document["proof"]!;
        var controller = VerificationMethods.Resolve(proof["verificationMethod"]!.GetValue<string>()).Value.Controller;
        return controller == issuer ? null : Error.Invalid("test.controller", "The key is not the issuer's.");
    }

    private static JsonNode Twin(JsonNode secured, int seed)
    {
        var twins = DocumentMaker.Twins(secured.DeepClone().AsObject()).ToArray();
        return twins[new Random(seed).Next(twins.Length)].Twin;
    }

    private static NodePeer Start() => NodePeer.Start("tests", "Anchor.Credentials.Tests", "peers", "data-integrity.mjs");
}
