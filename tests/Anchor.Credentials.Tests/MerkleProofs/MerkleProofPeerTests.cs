using System.Text.Json;
using Anchor.Credentials.MerkleProofs;
using Anchor.Merkle;
using Anchor.Tests.Support;

namespace Anchor.Credentials.Tests.MerkleProofs;

/// <summary>Others' code as judge: the tools of Blockcerts and this code must read each other's values alike.</summary>
public sealed class MerkleProofPeerTests
{
    private const string Package = "@blockcerts/lds-merkle-proof-2019";

    [Fact]
    public void They_read_what_we_write()
    {
        using var peer = Start();
        var proofs = Proofs().ToArray();
        var answers = peer.Ask(proofs.Select(proof => new { op = "decode", proofValue = proof.ToValue() }).ToArray());
        for (var i = 0; i < proofs.Length; i++)
        {
            Assert.True(answers[i].TryGetProperty("proof", out var read), answers[i].ToString());
            Assert.Equal(proofs[i].MerkleRoot.ToString(), read.GetProperty("merkleRoot").GetString());
            Assert.Equal(proofs[i].TargetHash.ToString(), read.GetProperty("targetHash").GetString());
            Assert.Equal(proofs[i].Anchors.Select(anchor => anchor.ToString()), read.GetProperty("anchors").EnumerateArray().Select(anchor => anchor.GetString()));
            Assert.Equal(proofs[i].Path, read.GetProperty("path").EnumerateArray().Select(Step));
        }
    }

    [Fact]
    public void We_read_what_they_write()
    {
        using var peer = Start();
        var proofs = Proofs().ToArray();
        var answers = peer.Ask(proofs.Select(proof => new
        {
            op = "encode",
            proof = new
            {
                merkleRoot = proof.MerkleRoot.ToString(), targetHash = proof.TargetHash.ToString(),
                // Their encoder turns digits into bytes, and takes no prefix for a digit.
                anchors = proof.Anchors.Select(anchor => $"blink:{anchor.Label}:{anchor.Transaction}"),
                path = proof.Path.Select(step => new Dictionary<string, string> { [step.IsLeft ? "left" : "right"] = step.Sibling.ToString() }),
            },
        }).ToArray());
        for (var i = 0; i < proofs.Length; i++)
        {
            Assert.True(answers[i].TryGetProperty("proofValue", out var value), answers[i].ToString());
            var read = MerkleProof2019.ReadValue(value.GetString()!).Value;
            Assert.Equal((proofs[i].MerkleRoot, proofs[i].TargetHash), (read.MerkleRoot, read.TargetHash));
            Assert.Equal(proofs[i].Path, read.Path);
            Assert.Equal(proofs[i].Anchors.Select(anchor => (anchor.Label, anchor.Transaction)), read.Anchors.Select(anchor => (anchor.Label, anchor.Transaction)));
            Assert.Equal(proofs[i].ToInclusionProof().Value.Index, read.ToInclusionProof().Value.Index);
        }
    }

    private static MerkleStep Step(JsonElement step)
    {
        var side = Assert.Single(step.EnumerateObject());
        return new MerkleStep(side.Name == "left", Hash32.Parse(side.Value.GetString()));
    }

    private static IEnumerable<MerkleProof2019> Proofs()
    {
        ChainLabel[] labels = [ChainLabel.EthereumMainnet, ChainLabel.EthereumSepolia, new(1, 5), new(0, 3)];
        for (var size = 1; size <= 33; size += 4)
        {
            var (leaves, tree) = MerkleProofTests.TreeOf(size);
            for (var index = 0; index < size; index += 3)
                yield return MerkleProof2019.Of(
                    tree.Prove(index), leaves[index], tree.AnchoredRoot, new ChainAnchor(labels[index % labels.Length], leaves[index])).Value;
        }
    }

    private static NodePeer Start()
    {
        Assert.SkipUnless(File.Exists(Repository.PathOf("node_modules", Package, "package.json")), $"{Package} is not among the installed packages.");
        return NodePeer.Start("tests", "Anchor.Credentials.Tests", "peers", "merkle-proof-2019.mjs");
    }
}
