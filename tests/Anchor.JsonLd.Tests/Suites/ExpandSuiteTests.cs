using System.Text.Json;
using Anchor.Tests.Support;

namespace Anchor.JsonLd.Tests.Suites;

public sealed class ExpandSuiteTests
{
    private const string Manifest = "expand-manifest.jsonld";

    public static TheoryData<string, string> Cases => JsonLdSuite.Cases(Manifest);

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_case_of_the_suite_holds(string id, string name)
    {
        W3cSuites.Require("json-ld", Manifest);
        if (SuiteExceptions.Why(id) is { } why) Assert.Skip($"{name}: {why}");
        var test = JsonLdSuite.Open(Manifest, id);
        if (test.IsPositive)
        {
            var expected = JsonLdSuite.Read(test.ExpectedFile);
            var actual = JsonLdProcessor.Expand(test.Input, test.Options);
            Assert.True(ExpandedComparer.Same(expected, actual), $"expected {expected}\nactual {actual}");
        }
        else
        {
            var thrown = Assert.Throws<JsonLdException>(() => JsonLdProcessor.Expand(test.Input, test.Options));
            Assert.Equal(test.ExpectedCode, thrown.Code);
        }
    }
}

/// <summary>Compares expanded documents: the order of items counts in lists alone.</summary>
internal static class ExpandedComparer
{
    public static bool Same(JsonElement expected, JsonElement actual, bool isOrdered = false)
    {
        if (expected.ValueKind != actual.ValueKind) return false;
        return expected.ValueKind switch
        {
            JsonValueKind.Object => expected.GetPropertyCount() == actual.GetPropertyCount() && expected.EnumerateObject().All(member =>
                actual.TryGetProperty(member.Name, out var other)
                && (member.Name == "@value" ? JsonElement.DeepEquals(member.Value, other) : Same(member.Value, other, member.Name == "@list"))),
            JsonValueKind.Array => expected.GetArrayLength() == actual.GetArrayLength() && (isOrdered
                ? expected.EnumerateArray().Zip(actual.EnumerateArray()).All(pair => Same(pair.First, pair.Second))
                : SameSet([.. expected.EnumerateArray()], [.. actual.EnumerateArray()])),
            _ => JsonElement.DeepEquals(expected, actual),
        };
    }

    private static bool SameSet(List<JsonElement> expected, List<JsonElement> actual) =>
        expected.All(item => actual.FindIndex(other => Same(item, other)) is var found and >= 0 && Remove(actual, found));

    private static bool Remove(List<JsonElement> items, int index)
    {
        items.RemoveAt(index);
        return true;
    }
}
