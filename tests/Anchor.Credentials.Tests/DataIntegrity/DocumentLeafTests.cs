using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;
using Anchor.JsonLd;
using Anchor.JsonLd.Rdfc;

namespace Anchor.Credentials.Tests.DataIntegrity;

public sealed class DocumentLeafTests
{
    private static readonly ProofOptions Options = new() { Created = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero) };

    [Fact]
    public void The_leaf_is_SHA_256_of_the_canonical_document_with_its_proof()
    {
        var secured = Secured();
        var expected = SHA256.HashData(Rdfc10.Canonicalise(JsonLdProcessor.ToRdf(DocumentMaker.Element(secured))));
        Assert.Equal(Convert.ToHexStringLower(expected), Leaf(secured).Value.ToString());
    }

    [Fact]
    public void A_merkle_proof_is_no_part_of_its_own_leaf()
    {
        var secured = Secured();
        var leaf = Leaf(secured).Value;
        var merkle = JsonNode.Parse("""{"type":"DataIntegrityProof","cryptosuite":"merkle-proof-2019","created":"2026-05-02T00:00:00Z","proofPurpose":"assertionMethod","verificationMethod":"did:example:a#k","proofValue":"zAAAA"}""")!;
        secured["proof"]!.AsArray().Insert(0, merkle);
        Assert.Equal(leaf, Leaf(secured).Value);
        secured["proof"]!.AsArray().Add(JsonNode.Parse("""{"type":"MerkleProof2019","proofValue":"zAAAA"}"""));
        Assert.Equal(leaf, Leaf(secured).Value);
        secured["proof"] = merkle.DeepClone();
        Assert.Equal("proof.missing", Leaf(secured).Error?.Code);
    }

    [Fact]
    public void Every_issuers_proof_is_part_of_the_leaf_in_whatever_order()
    {
        using var other = SigningKey.Generate(KeyType.P256);
        var secured = Secured();
        var both = JsonNode.Parse(new DataIntegritySigner(Cryptosuite.EcdsaRdfc2019, other).Sign(DocumentMaker.Utf8(secured), Options).Value)!;
        Assert.NotEqual(Leaf(secured).Value, Leaf(both).Value);
        var reversed = both.DeepClone();
        reversed["proof"] = new JsonArray(both["proof"]![1]!.DeepClone(), both["proof"]![0]!.DeepClone());
        Assert.Equal(Leaf(both).Value, Leaf(reversed).Value);
    }

    [Fact]
    public void Any_change_changes_the_leaf()
    {
        var secured = Secured();
        var seen = new HashSet<string> { Leaf(secured).Value.ToString() };
        foreach (var (path, twin) in DocumentMaker.Twins(secured))
            if (Leaf(twin).TryGet(out var leaf, out _)) Assert.True(seen.Add(leaf.ToString()), path.Replace('\0', '.'));
        Assert.InRange(seen.Count, 25, 200);
    }

    [Fact]
    public void What_would_be_lost_has_no_leaf()
    {
        var secured = Secured();
        secured["credentialSubject"]!["unknown"] = "x";
        Assert.StartsWith("jsonld.", Leaf(secured).Error?.Code, StringComparison.Ordinal);
        Assert.Equal("proof.missing", CredentialLeaf.OfDocument(JsonElement.Parse("{}")).Error?.Code);
    }

    private static JsonObject Secured()
    {
        using var key = SigningKey.FromEd25519(Samples.Key());
        return JsonNode.Parse(new DataIntegritySigner(Cryptosuite.EddsaRdfc2022, key)
            .Sign(DocumentMaker.Utf8(DocumentMaker.Badge(DidKey.Of(key.PublicKey))), Options).Value)!.AsObject();
    }

    private static Result<Anchor.Merkle.Hash32> Leaf(JsonNode document) => CredentialLeaf.OfDocument(DocumentMaker.Element(document));
}
