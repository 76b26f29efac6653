using System.Text.Json;
using Anchor.Credentials.StatusLists;
using Anchor.Tests.Support;

namespace Anchor.Credentials.Tests.StatusLists;

/// <summary>A second reader, written against the specification with Node's zlib and crypto, must agree with this one.</summary>
public sealed class StatusListPeerTests
{
    [Fact]
    public void They_read_our_lists_and_we_read_theirs()
    {
        using var peer = Start();
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var list = new StatusBitstring(StatusBitstring.MinimumSize + 8 * random.Next(2000));
            int[] set = [.. Enumerable.Range(0, random.Next(1, 400)).Select(_ => random.Next(list.Size)).Distinct().Order()];
            foreach (var index in set) list[index] = true;

            var read = peer.AskOne(new { op = "decode", encoded = list.Encode() });
            Assert.True(read.TryGetProperty("size", out var size) && size.GetInt32() == list.Size, $"seed {seed}: {read}");
            Assert.Equal(set, Numbers(read, "set"));

            var theirs = peer.AskOne(new { op = "encode", size = list.Size, set }).GetProperty("encoded").GetString()!;
            Assert.Equal(list.Encode(), StatusBitstring.Decode(theirs).Value.Encode());
        }
    }

    [Fact]
    public void Both_give_out_the_same_places()
    {
        using var peer = Start();
        foreach (var size in new[] { 1, 2, 5, 1000, 131_072, 131_080, StatusBitstring.MaximumSize, int.MaxValue })
        {
            var seed = new byte[IndexPermutation.SeedLength];
            new Random(size).NextBytes(seed);
            var places = new IndexPermutation(size, seed);
            var count = Math.Min(size, 50);
            var answer = peer.AskOne(new { op = "permute", size, seed = Convert.ToHexString(seed), count });
            Assert.Equal(Enumerable.Range(0, count).Select(places.At), Numbers(answer, "places"));
        }
    }

    private static int[] Numbers(JsonElement answer, string name) => [.. answer.GetProperty(name).EnumerateArray().Select(each => each.GetInt32())];

    private static NodePeer Start() => NodePeer.Start("tests", "Anchor.Credentials.Tests", "peers", "status-list.mjs");
}
