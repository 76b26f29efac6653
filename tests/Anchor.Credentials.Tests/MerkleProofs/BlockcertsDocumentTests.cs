using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;
using Anchor.Credentials.MerkleProofs;
using Anchor.Credentials.Tests.DataIntegrity;
using Anchor.Merkle;

namespace Anchor.Credentials.Tests.MerkleProofs;

public sealed class BlockcertsDocumentTests
{
    private static readonly ChainAnchor Anchor = new(ChainLabel.EthereumSepolia, MerkleProofTests.LeafOf("transaction"));
    private static readonly MerkleProofOptions Options = new(Samples.Id, new DateTimeOffset(2026, 5, 2, 0, 0, 0, TimeSpan.Zero), "did:web:universidad.example#anchoring");

    [Fact]
    public void The_Merkle_proof_stands_last_and_every_other_byte_is_kept()
    {
        var secured = Secured();
        var (tree, written) = Write(secured);
        Assert.StartsWith(Text(secured)[..^"]}".Length], Text(written), StringComparison.Ordinal);
        Assert.EndsWith("}]}", Text(written), StringComparison.Ordinal);
        var document = JsonElement.Parse(written);
        Assert.True(tree.Prove(1).Verify(CredentialLeaf.OfDocument(document).Value, tree.AnchoredRoot));

        var proof = document.GetProperty("proof")[1];
        Assert.Equal(
            ["id", "type", "cryptosuite", "created", "proofPurpose", "verificationMethod", "proofValue"], proof.EnumerateObject().Select(member => member.Name));
        Assert.Equal($"urn:uuid:{Samples.Id}", proof.GetProperty("id").GetString());
        Assert.Equal("2026-05-02T00:00:00Z", proof.GetProperty("created").GetString());
        var read = MerkleProof2019.Read(proof).Value;
        Assert.Equal((tree.AnchoredRoot, Anchor), (read.MerkleRoot, read.Anchors.Single()));
        Assert.Equal(1UL, read.ToInclusionProof().Value.Index);
    }

    [Fact]
    public void A_single_proof_becomes_the_first_of_two_wherever_it_stands()
    {
        var document = JsonNode.Parse(Secured())!.AsObject();
        var single = document["proof"]![0]!.DeepClone();
        document.Remove("proof");
        const string Before = "\uFEFF { \"nested\": {\"proof\": [1]}, \"pr\\u006fof\" : ";
        var (middle, after) = (single.ToJsonString(), " , " + document.ToJsonString()[1..] + "\n");
        var written = Text(BlockcertsDocument.Append(Encoding.UTF8.GetBytes(Before + middle + after), Proof(), Options).Value);
        Assert.StartsWith(Before[1..] + "[" + middle + ",{\"id\":\"urn:uuid:", written, StringComparison.Ordinal);
        Assert.EndsWith("\"}]" + after, written, StringComparison.Ordinal);
        Assert.Equal(2, JsonElement.Parse(written).GetProperty("proof").GetArrayLength());
    }

    [Fact]
    public void Another_documents_proof_is_not_written_into_it()
    {
        var (tree, _) = Write(Secured());
        var other = DocumentMaker.Utf8(Edited(document => document["name"] = "Otra"));
        Assert.Equal("merkle_proof.not_of_leaf", BlockcertsDocument.Write(other, tree.Prove(1), tree.AnchoredRoot, Anchor, Options).Error?.Code);
    }

    [Fact]
    public void Only_a_signed_document_without_a_Merkle_proof_gets_one()
    {
        var (_, written) = Write(Secured());
        Assert.Equal("merkle_proof.already_there", BlockcertsDocument.Append(written, Proof(), Options).Error?.Code);
        Assert.Equal("merkle_proof.already_there", BlockcertsDocument.Append("""{"proof":{"type":"MerkleProof2019"}}"""u8, Proof(), Options).Error?.Code);
        Assert.Equal("proof.missing", BlockcertsDocument.Append("{}"u8, Proof(), Options).Error?.Code);
        Assert.Equal("proof.missing", BlockcertsDocument.Append("""{"proof":[]}"""u8, Proof(), Options).Error?.Code);
        Assert.Equal("proof.malformed", BlockcertsDocument.Append("[]"u8, Proof(), Options).Error?.Code);
        Assert.Equal("json.malformed", BlockcertsDocument.Append("{"u8, Proof(), Options).Error?.Code);
        Assert.Equal("json.duplicate_key", BlockcertsDocument.Append("""{"proof":1,"proof":2}"""u8, Proof(), Options).Error?.Code);
    }

    [Fact]
    public void The_legacy_type_is_read_too()
    {
        var (_, written) = Write(Secured());
        var proof = JsonNode.Parse(written)!["proof"]![1]!.AsObject();
        var expected = Read(proof).Value;
        proof["type"] = "MerkleProof2019";
        Assert.Equal("merkle_proof.malformed", Read(proof).Error?.Code);
        proof.Remove("cryptosuite");
        Assert.Equal(expected, Read(proof).Value);
    }

    [Theory]
    [InlineData("type", "Ed25519Signature2020")]
    [InlineData("cryptosuite", "eddsa-rdfc-2022")]
    [InlineData("cryptosuite", null)]
    [InlineData("proofPurpose", "authentication")]
    [InlineData("proofPurpose", null)]
    [InlineData("created", null)]
    [InlineData("verificationMethod", null)]
    [InlineData("proofValue", null)]
    [InlineData("proofValue", "z1")]
    public void A_proof_without_its_parts_is_refused(string member, string? value)
    {
        var (_, written) = Write(Secured());
        var proof = JsonNode.Parse(written)!["proof"]![1]!.AsObject();
        if (value is null) proof.Remove(member);
        else proof[member] = value;
        Assert.Equal("merkle_proof.malformed", Read(proof).Error?.Code);
    }

    [Fact]
    public void What_is_no_proof_at_all_is_malformed()
    {
        foreach (var json in new[] { "null", "[]", "7", "{}", """{"type":7}""" })
            Assert.Equal("proof.malformed", MerkleProof2019.Read(JsonElement.Parse(json)).Error?.Code);
    }

    private static Result<MerkleProof2019> Read(JsonNode proof) => MerkleProof2019.Read(DocumentMaker.Element(proof));

    private static (MerkleTree Tree, byte[] Written) Write(byte[] secured)
    {
        var leaf = CredentialLeaf.OfDocument(JsonElement.Parse(secured)).Value;
        var tree = MerkleTree.Build([MerkleProofTests.LeafOf("a"), leaf, MerkleProofTests.LeafOf("b")]);
        return (tree, BlockcertsDocument.Write(secured, tree.Prove(1), tree.AnchoredRoot, Anchor, Options).Value);
    }

    private static MerkleProof2019 Proof()
    {
        var (leaves, tree) = MerkleProofTests.TreeOf(1);
        return MerkleProof2019.Of(tree.Prove(0), leaves[0], tree.AnchoredRoot, Anchor).Value;
    }

    private static JsonObject Edited(Action<JsonObject> edit)
    {
        var document = JsonNode.Parse(Secured())!.AsObject();
        edit(document);
        return document;
    }

    private static byte[] Secured()
    {
        using var key = SigningKey.FromEd25519(Samples.Key());
        return new DataIntegritySigner(Cryptosuite.EddsaRdfc2022, key)
            .Sign(DocumentMaker.Utf8(DocumentMaker.Badge(DidKey.Of(key.PublicKey))), new ProofOptions { Created = DateTimeOffset.UnixEpoch }).Value;
    }

    private static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);
}
