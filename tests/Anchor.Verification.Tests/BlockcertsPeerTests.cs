using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;
using Anchor.Credentials.MerkleProofs;
using Anchor.Merkle;
using Anchor.Tests.Support;

namespace Anchor.Verification.Tests;

/// <summary>Others' code as judge: the unmodified verifier of Blockcerts takes our documents, and refuses their corrupted twins.</summary>
public sealed class BlockcertsPeerTests
{
    private const string Package = "@blockcerts/cert-verifier-js";
    private const string Issuer = "https://universidad.example/blockcerts.json";
    private const string Account = "1111111111111111111111111111111111111111111111111111111111111111";

    private readonly World _world = new(did: Issuer);

    [Fact]
    public void They_verify_what_we_write_and_refuse_its_twins()
    {
        using var peer = Start();
        foreach (var size in new[] { 1, 2, 3, 7, 33 })
        {
            var (document, root) = Document(size);
            AssertAnswer(peer, "success", document, root);
            AssertAnswer(peer, "failure", document, MerkleHash.Leaf([1]));
            AssertAnswer(peer, "failure", document, root, from: World.LookAlike);
            AssertAnswer(peer, "failure", Edited(document, node => node["name"] = "Doctorado"), root);
            AssertAnswer(peer, "failure", Edited(document, node => node["proof"]![0]!["created"] = "2026-01-01T00:00:00Z"), root);
        }
    }

    private void AssertAnswer(NodePeer peer, string status, byte[] document, Hash32 input, Address? from = null)
    {
        var answer = peer.AskOne(new
        {
            document = JsonElement.Parse(document), profile = Profile(), account = Account,
            transaction = new { input = input.ToHex(), from = (from ?? _world.Account.Address).ToString(), timestamp = World.AnchoredAt },
        });
        Assert.True(status == answer.GetProperty("status").GetString(), answer.ToString());
    }

    private (byte[] Document, Hash32 Root) Document(int size)
    {
        using var key = SigningKey.FromEd25519(_world.Key);
        var secured = new DataIntegritySigner(Cryptosuite.EddsaRdfc2022, key, Issuer + "#key-1")
            .Sign(_world.Document(format: CredentialFormat.DataIntegrity), new ProofOptions { Created = DateTimeOffset.FromUnixTimeSeconds((long)World.AnchoredAt) }).Value;
        var leaf = CredentialLeaf.OfDocument(JsonElement.Parse(secured)).Value;
        var tree = MerkleTree.Build([.. Enumerable.Range(1, size - 1).Select(i => MerkleHash.Leaf([(byte)i])), leaf]);
        var anchor = new ChainAnchor(ChainLabel.EthereumSepolia, MerkleHash.Leaf("transaction"u8));
        var options = new MerkleProofOptions(new Guid(1, 0, 0, new byte[8]), DateTimeOffset.FromUnixTimeSeconds((long)World.AnchoredAt), Issuer + "#account");
        return (BlockcertsDocument.Write(secured, tree.Prove(size - 1), tree.AnchoredRoot, anchor, options).Value, tree.AnchoredRoot);
    }

    private JsonObject Profile()
    {
        var key = PublicKey.FromEd25519(_world.Key.PublicKey).Value;
        return new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"),
            ["id"] = Issuer, ["type"] = "Profile", ["name"] = "Universidad Ejemplo", ["url"] = "https://universidad.example",
            ["verificationMethod"] = new JsonArray(new JsonObject
            {
                ["id"] = Issuer + "#key-1", ["type"] = "Multikey", ["controller"] = Issuer,
                ["publicKeyMultibase"] = Multikey.Format(key), ["publicKeyJwk"] = JsonNode.Parse(Jwk.Write(key)),
            }),
            ["assertionMethod"] = new JsonArray(Issuer + "#key-1"),
        };
    }

    private static byte[] Edited(byte[] document, Action<JsonObject> edit) => BlockcertsWorld.Edited(document, edit);

    private static NodePeer Start()
    {
        Assert.SkipUnless(File.Exists(Repository.PathOf("node_modules", Package, "package.json")), $"{Package} is not among the installed packages.");
        return NodePeer.Start("tests", "Anchor.Verification.Tests", "peers", "blockcerts.mjs");
    }
}
