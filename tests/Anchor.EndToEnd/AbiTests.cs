using System.Reflection;
using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;
using Anchor.Tests.Support;

namespace Anchor.EndToEnd;

/// <summary>The signatures in C# are those of the compiled contract: same names, same types, and for events the same indexed parameters.</summary>
public sealed class AbiTests
{
    private static readonly JsonElement[] Abi =
        [.. JsonDocument.Parse(File.ReadAllBytes(Repository.Require("artifacts/contracts/AnchorRegistry.json"))).RootElement.GetProperty("abi").EnumerateArray()];

    private static readonly AbiSignature[] Known = [.. typeof(RegistryAbi).GetProperties(BindingFlags.Public | BindingFlags.Static)
        .Where(property => property.PropertyType == typeof(AbiSignature)).Select(property => (AbiSignature)property.GetValue(null)!)];

    public static TheoryData<string> Signatures => [.. Known.Select(signature => signature.Text)];

    [Theory]
    [MemberData(nameof(Signatures))]
    public void Every_signature_is_one_of_the_contract(string signature) => Assert.Contains(signature, Compiled("function").Concat(Compiled("event")));

    [Fact]
    public void Every_event_of_the_contract_is_known() =>
        Assert.Empty(Compiled("event").Where(text => text != "EIP712DomainChanged()").Except(Known.Select(signature => signature.Text)));

    [Fact]
    public void Every_function_that_writes_is_known() =>
        Assert.Empty(Compiled("function", entry => entry.GetProperty("stateMutability").GetString() is "nonpayable" or "payable").Except(Known.Select(signature => signature.Text)));

    [Fact]
    public void Every_error_of_the_contract_can_be_read()
    {
        foreach (var text in Compiled("error"))
        {
            var parameters = text.Count(letter => letter == ',') + (text.EndsWith("()", StringComparison.Ordinal) ? 0 : 1);
            byte[] revert = [.. BitConverter.GetBytes(new AbiSignature(text).Selector).Reverse(), .. new byte[32 * parameters]];
            Assert.True(RegistryError.TryDecode(revert, out var error), text);
            Assert.Equal(text[..text.IndexOf('(', StringComparison.Ordinal)], error.Name);
        }
    }

    [Fact]
    public void The_anchored_event_is_indexed_by_issuer_and_root()
    {
        var anchored = Abi.Single(entry => entry.GetProperty("type").GetString() == "event" && entry.GetProperty("name").GetString() == "Anchored");
        Assert.Equal([true, true, false, false], anchored.GetProperty("inputs").EnumerateArray().Select(input => input.GetProperty("indexed").GetBoolean()));
    }

    private static IEnumerable<string> Compiled(string kind, Func<JsonElement, bool>? which = null) =>
        Abi.Where(entry => entry.GetProperty("type").GetString() == kind && which?.Invoke(entry) is not false)
            .Select(entry => $"{entry.GetProperty("name").GetString()}({Types(entry.GetProperty("inputs"))})");

    private static string Types(JsonElement inputs) => string.Join(',', inputs.EnumerateArray().Select(input =>
        input.GetProperty("type").GetString() is { } type && type.StartsWith("tuple", StringComparison.Ordinal)
            ? $"({Types(input.GetProperty("components"))}){type["tuple".Length..]}"
            : input.GetProperty("type").GetString()));
}
