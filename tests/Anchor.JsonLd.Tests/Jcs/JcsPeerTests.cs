using System.Globalization;
using System.Text;
using System.Text.Json;
using Anchor.JsonLd.Jcs;
using Anchor.Tests.Support;

namespace Anchor.JsonLd.Tests.Jcs;

public sealed class JcsPeerTests
{
    [Fact]
    public void The_library_canonicalize_gives_the_same_bytes()
    {
        var texts = Enumerable.Range(50_000, 5000).Select(JsonTexts.Make).ToArray();
        AssertSame(texts);
    }

    [Fact]
    public void Numbers_are_written_as_node_writes_them()
    {
        var random = new Random(77);
        var texts = Enumerable.Range(0, 400).Select(_ => "[" + string.Join(',', Enumerable.Range(0, 500)
            .Select(_ => JsonTexts.Number(random).ToString("E20", CultureInfo.InvariantCulture))) + "]").ToArray();
        AssertSame(texts);
    }

    [Fact]
    public void Every_power_of_two_and_its_neighbours_are_written_as_node_writes_them()
    {
        var texts = Enumerable.Range(-1074, 2098).Select(power => Math.ScaleB(1, power)).Select(value => "[" + string.Join(',',
            new[] { value, -value, Math.BitIncrement(value), Math.BitDecrement(value) }.Where(double.IsFinite)
                .Select(n => n.ToString("E20", CultureInfo.InvariantCulture))) + "]").ToArray();
        AssertSame(texts);
    }

    private static void AssertSame(IReadOnlyList<string> texts)
    {
        using var peer = NodePeer.Start("tests", "Anchor.JsonLd.Tests", "peers", "canonicalize.mjs");
        var answers = peer.Ask(texts);
        for (var i = 0; i < texts.Count; i++)
        {
            var ours = Encoding.UTF8.GetString(JsonCanonicaliser.Canonicalise(JsonElement.Parse(texts[i])));
            Assert.Equal(answers[i].GetString(), ours);
        }
    }
}
