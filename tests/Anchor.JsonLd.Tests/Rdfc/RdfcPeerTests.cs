using System.Text;
using Anchor.JsonLd.NQuads;
using Anchor.JsonLd.Rdfc;
using Anchor.Tests.Support;

namespace Anchor.JsonLd.Tests.Rdfc;

public sealed class RdfcPeerTests
{
    [Fact]
    public void The_library_rdf_canonize_gives_the_same_bytes()
    {
        using var peer = NodePeer.Start("tests", "Anchor.JsonLd.Tests", "peers", "rdf-canonize.mjs");
        var datasets = Enumerable.Range(10_000, 4000).Select(Datasets.Make).ToArray();
        var answers = peer.Ask(datasets.Select((d, i) => new
        {
            nquads = Encoding.UTF8.GetString(NQuadsWriter.Write(d)), algorithm = i % 4 == 0 ? "sha384" : "sha256",
        }).ToArray());
        for (var i = 0; i < datasets.Length; i++)
        {
            var ours = Rdfc10.Canonicalise(datasets[i], new RdfcOptions(i % 4 == 0 ? RdfcHash.Sha384 : RdfcHash.Sha256, MaxWork: int.MaxValue));
            Assert.True(answers[i].GetProperty("canonical").ValueEquals(ours), $"seed {10_000 + i}");
        }
    }
}
