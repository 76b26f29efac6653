using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials.Bundles;
using Anchor.Merkle;

namespace Anchor.Credentials.Tests.Bundles;

public sealed class BundleTests
{
    [Fact]
    public void A_bundle_is_read_back_as_it_was_written()
    {
        var bundle = Bundle.Read(Sample().ToUtf8()).Value;
        Assert.Equal("a.b.c", bundle.Credential.CompactJws);
        Assert.Equal((7UL, 3UL, 3), (bundle.InclusionProof!.Size, bundle.InclusionProof.Index, bundle.InclusionProof.Path.Count));
        Assert.Equal(Sample().Anchors, bundle.Anchors);
        Assert.Equal(Sample().ToUtf8(), bundle.ToUtf8());
    }

    [Fact]
    public void A_bundle_before_sealing_has_only_its_credential()
    {
        using var document = JsonDocument.Parse("{\"id\":\"urn:x\"}");
        var bundle = Bundle.Read(new Bundle(BundledCredential.OfDocument(document.RootElement), null, null, []).ToUtf8()).Value;
        Assert.Equal("urn:x", bundle.Credential.Document!.Value.GetProperty("id").GetString());
        Assert.Null(bundle.InclusionProof);
        Assert.Empty(bundle.Anchors);
    }

    [Theory]
    [InlineData("{\"id\":\"urn:x\", \"name\":\"\\u00d1and\u00fa\"}", "{\"id\":\"urn:x\", \"name\":\"\\u00d1and\u00fa\"}")]
    [InlineData("{\n  \"id\": \"urn:x\",\r\n  \"name\": [ \"a\\nb\" ]\n}", "{\"id\":\"urn:x\",\"name\":[\"a\\nb\"]}")]
    public void A_document_goes_out_as_it_was_signed_and_never_in_several_lines(string document, string expected)
    {
        var text = Encoding.UTF8.GetString(new Bundle(BundledCredential.OfText(Encoding.UTF8.GetBytes(document)), null, null, []).ToUtf8());
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Equal(-1, text.AsSpan().IndexOfAny('\n', '\r'));
    }

    [Fact]
    public void The_path_length_of_every_leaf_is_that_of_a_slow_tree()
    {
        for (ulong size = 1; size <= 130; size++)
            for (ulong index = 0; index < size; index++)
                Assert.Equal(Slow(index, size), Anchor.Merkle.InclusionProof.PathLength(size, index));
        Assert.Equal(64, Anchor.Merkle.InclusionProof.PathLength(ulong.MaxValue, 0));

        // RFC 9162 section 2.1.3.1: split at the largest power of two below the size.
        static int Slow(ulong index, ulong size)
        {
            if (size == 1) return 0;
            ulong k = 1;
            while (k * 2 < size) k *= 2;
            return 1 + (index < k ? Slow(index, k) : Slow(index - k, size - k));
        }
    }

    [Theory]
    [InlineData("inclusionProof.index", "7", "bundle.index_out_of_range", "$.inclusionProof.index")]
    [InlineData("inclusionProof.index", "6", "bundle.path_length", "$.inclusionProof.path")]
    [InlineData("inclusionProof.size", "9", "bundle.path_length", "$.inclusionProof.path")]
    [InlineData("inclusionProof.size", "0", "bundle.index_out_of_range", "$.inclusionProof.index")]
    [InlineData("inclusionProof.path", "[]", "bundle.path_length", "$.inclusionProof.path")]
    [InlineData("inclusionProof.path", "[\"0x00\",\"0x00\",\"0x00\"]", "bundle.malformed", "$.inclusionProof.path[0]")]
    [InlineData("inclusionProof.path", "null", "bundle.malformed", "$.inclusionProof.path")]
    [InlineData("inclusionProof.size", "-1", "bundle.malformed", "$.inclusionProof.size")]
    [InlineData("inclusionProof.size", "7.5", "bundle.malformed", "$.inclusionProof.size")]
    [InlineData("inclusionProof.size", "9007199254740992", "bundle.malformed", "$.inclusionProof.size")]
    [InlineData("inclusionProof.size", "\"07\"", "bundle.malformed", "$.inclusionProof.size")]
    [InlineData("inclusionProof", "[]", "bundle.malformed", "$.inclusionProof")]
    [InlineData("version", "2", "bundle.version_unknown", "$.version")]
    [InlineData("version", "null", "bundle.malformed", "$.version")]
    [InlineData("credential", "null", "bundle.malformed", "$.credential")]
    [InlineData("credential", "7", "bundle.malformed", "$.credential")]
    [InlineData("credential", "\"a b\"", "bundle.malformed", "$.credential")]
    [InlineData("binding", "{}", "bundle.malformed", "$.binding")]
    [InlineData("anchors", "{}", "bundle.too_many_anchors", "$.anchors")]
    [InlineData("anchors", "[7]", "bundle.malformed", "$.anchors[0]")]
    [InlineData("tokens", "{}", "bundle.too_many_tokens", "$.tokens")]
    [InlineData("tokens", "[7]", "bundle.malformed", "$.tokens[0]")]
    [InlineData("tokens", "[{\"chainId\":1}]", "bundle.malformed", "$.tokens[0].contract")]
    [InlineData("tokens", "[{\"contract\":\"0x5fbdb2315678afecb367f032d93f642f64180aa3\"}]", "bundle.malformed", "$.tokens[0].chainId")]
    [InlineData("tokens", "[{\"chainId\":1,\"contract\":\"0x5fbdb2315678afecb367f032d93f642f64180aa\"}]", "bundle.malformed", "$.tokens[0].contract")]
    public void Each_wrong_member_has_a_code_and_a_path(string member, string json, string code, string path)
    {
        var bundle = JsonNode.Parse(Sample().ToUtf8())!;
        var steps = member.Split('.');
        (steps.Length == 1 ? bundle : bundle[steps[0]]!)[steps[^1]] = JsonNode.Parse(json);
        var error = Bundle.Read(Encoding.UTF8.GetBytes(bundle.ToJsonString())).Error;
        Assert.Equal((code, path), (error?.Code, error?.Path));
    }

    [Fact]
    public void A_path_too_long_or_too_short_by_one_is_refused()
    {
        foreach (var length in new[] { 2, 4, 65, 5000 })
        {
            var bundle = Sample() with { InclusionProof = new BundleProof(7, 3, [.. Enumerable.Repeat(default(Hash32), length)]) };
            Assert.Equal("bundle.path_length", Bundle.Read(bundle.ToUtf8()).Error?.Code);
        }
    }

    [Fact]
    public void More_anchors_than_allowed_are_refused() =>
        Assert.Equal("bundle.too_many_anchors", Bundle.Read((Sample() with { Anchors = [.. Enumerable.Repeat(Sample().Anchors[0], 17)] }).ToUtf8()).Error?.Code);

    [Fact]
    public void Tokens_are_read_back_and_written_only_where_there_are_any()
    {
        TokenClaim[] tokens = [new(1, "0x5FbDB2315678afecb367f032d93F642f64180aa3"), new(ulong.MaxValue, "0x" + new string('a', 40))];
        var bundle = Sample() with { Tokens = tokens };
        Assert.Equal(tokens, Bundle.Read(bundle.ToUtf8()).Value.Tokens);
        Assert.Equal(bundle.ToUtf8(), Bundle.Read(bundle.ToUtf8()).Value.ToUtf8());
        Assert.DoesNotContain("tokens", Samples.Text(Sample().ToUtf8()), StringComparison.Ordinal);
        Assert.Empty(Bundle.Read(Sample().ToUtf8()).Value.Tokens);
    }

    [Fact]
    public void More_tokens_than_allowed_are_refused()
    {
        TokenClaim[] tokens = [.. Enumerable.Range(0, Bundle.MaxTokens + 1).Select(static i => new TokenClaim((ulong)i, "0x" + new string('a', 40)))];
        Assert.True(Bundle.Read((Sample() with { Tokens = tokens[1..] }).ToUtf8()).IsOk);
        Assert.Equal("bundle.too_many_tokens", Bundle.Read((Sample() with { Tokens = tokens }).ToUtf8()).Error?.Code);
    }

    [Fact]
    public void Numbers_beyond_2_to_53_are_strings()
    {
        var text = Samples.Text((Sample() with { Anchors = [Sample().Anchors[0] with { BlockNumber = ulong.MaxValue }] }).ToUtf8());
        Assert.Contains("\"blockNumber\":\"18446744073709551615\"", text, StringComparison.Ordinal);
        Assert.Equal(ulong.MaxValue, Bundle.Read(Encoding.UTF8.GetBytes(text)).Value.Anchors[0].BlockNumber);
    }

    [Fact]
    public void Unknown_members_are_ignored_and_repeated_ones_refused()
    {
        Assert.True(Bundle.Read("{\"version\":1,\"credential\":\"a.b.c\",\"later\":{}}"u8).IsOk);
        Assert.Equal("json.duplicate_key", Bundle.Read("{\"version\":1,\"credential\":\"a.b.c\",\"credential\":\"d.e.f\"}"u8).Error?.Code);
    }

    [Fact]
    public void A_bundle_of_depth_100_000_is_too_deep() =>
        Assert.Equal("json.too_deep", Bundle.Read(Encoding.ASCII.GetBytes("{\"credential\":" + new string('[', 100_000))).Error?.Code);

    private static Bundle Sample() => new(
        BundledCredential.OfJwt("a.b.c"),
        new BundleProof(7, 3, [.. Enumerable.Range(1, 3).Select(i => Hash32.Parse(new string((char)('0' + i), 64)))]),
        "d.e.f",
        [new AnchorClaim(648540, "0x" + new string('a', 40), "0x" + new string('B', 40), Hash32.Parse(new string('c', 64)), 12, Hash32.Parse(new string('d', 64)), 1777615200)]);
}
