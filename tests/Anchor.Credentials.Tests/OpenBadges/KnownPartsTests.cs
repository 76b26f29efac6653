using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials.Json;
using Anchor.Credentials.OpenBadges;

namespace Anchor.Credentials.Tests.OpenBadges;

/// <summary>What is known of parts that were right changes no finding: looking at everything anew is the oracle.</summary>
public sealed class KnownPartsTests
{
    private static readonly string?[] Wrongs = ["null", "7", "\"\"", "\"x\"", "[]", "[null]", "{}", "true", null];

    private readonly KnownParts _known = new();

    [Fact]
    public void Whatever_is_changed_after_a_right_one_is_found_as_without_it()
    {
        Assert.Empty(Validate(Sample()));
        var found = 0;
        foreach (var path in Paths(Sample(), ""))
            foreach (var wrong in Wrongs)
            {
                var document = Sample();
                OpenBadgeValidatorTests.Change(document, path, wrong is null ? null : JsonNode.Parse(wrong), remove: wrong is null && !path.EndsWith(']'));
                found += Validate(document).Count;
                // Neither is a wrong one known the second time.
                Validate(document);
            }
        Assert.True(found > 500);
        Assert.Empty(Validate(Sample()));
    }

    [Fact]
    public void A_result_is_held_against_the_descriptions_of_a_known_achievement()
    {
        Assert.Empty(Validate(Sample()));
        var document = Sample();
        document["credentialSubject"]!["result"]![0]!["resultDescription"] = "urn:uuid:0190f5c2-7a3b-7c1d-9e2f-0000000000ff";
        Assert.Equal("ob.result", Assert.Single(Validate(document)).Code);
    }

    [Fact]
    public void One_changed_byte_is_another_part()
    {
        var known = new KnownBytes<string>(3);
        var bytes = "{\"name\":\"Universidad Ejemplo\"}"u8.ToArray();
        known.Keep(bytes, "right");
        Assert.Equal("right", known.Find(bytes));
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            Assert.Null(known.Find(changed));
        }
        Assert.Null(known.Find(bytes.AsSpan(1)));
        Assert.Null(known.Find([.. bytes, (byte)' ']));
    }

    [Fact]
    public void Only_so_many_parts_are_kept_and_none_that_is_long()
    {
        var known = new KnownBytes<string>(3);
        for (byte i = 0; i < 10; i++) known.Keep([i], $"{i}");
        Assert.Null(known.Find([6]));
        Assert.Equal(("7", "8", "9"), (known.Find([7]), known.Find([8]), known.Find([9])));
        known.Keep(new byte[64 * 1024 + 1], "long");
        Assert.Null(known.Find(new byte[64 * 1024 + 1]));
    }

    private IReadOnlyList<Violation> Validate(JsonObject document)
    {
        var element = JsonElement.Parse(Encoding.UTF8.GetBytes(document.ToJsonString()));
        var found = OpenBadgeValidator.Validate(element, _known);
        Assert.Equal(OpenBadgeValidator.Validate(element), found);
        return found;
    }

    private static JsonObject Sample() => JsonNode.Parse(Samples.Document())!.AsObject();

    private static IEnumerable<string> Paths(JsonNode node, string prefix) => OpenBadgeValidatorTests.Paths(node, prefix);
}
