using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;

namespace Anchor.Chain.Tests.Signing;

public sealed class TypedDataTests(EthersOracle ethers) : IClassFixture<EthersOracle>
{
    [Fact]
    public async Task Random_messages_of_every_member_type_agree_with_ethers()
    {
        var dice = new Dice();
        for (var i = 0; i < 100; i++)
        {
            var secret = dice.Bytes(32);
            using var key = new EvmAccountKey(secret);
            var contract = dice.Below(2) == 0 ? dice.Account() : (Address?)null;
            var domain = new TypedDomain($"Name {i} ñ", "1", 1 + dice.UInt64(), contract);
            var (account, word, text, bytes) = (dice.Account(), dice.Hash(), $"did:key:z{i} é", dice.Bytes(dice.Below(80)));
            var (small, large) = (dice.Number(64), dice.Number(256));
            var words = Enumerable.Range(0, dice.Below(4)).Select(_ => dice.Hash()).ToArray();
            var numbers = Enumerable.Range(0, dice.Below(4)).Select(_ => dice.Number(256)).ToArray();
            var message = new TypedData("Message").Address("account", account).Bytes32("word", word).Number(64, "small", small).Number(256, "large", large)
                .Text("text", text).Bytes("bytes", bytes).Bool("flag", i % 2 == 0).Bytes32Array("words", words).UInt256Array("numbers", numbers);

            var jsonDomain = new JsonObject { ["name"] = domain.Name, ["version"] = "1", ["chainId"] = Text(domain.ChainId) };
            if (contract is { } address) jsonDomain["verifyingContract"] = address.ToString();
            var theirs = await ethers.AnswerAsync("typed", new()
            {
                ["key"] = Hex.Data(secret),
                ["domain"] = jsonDomain,
                ["types"] = new JsonObject
                {
                    ["Message"] = Types("address account", "bytes32 word", "uint64 small", "uint256 large", "string text", "bytes bytes", "bool flag", "bytes32[] words", "uint256[] numbers"),
                },
                ["message"] = new JsonObject
                {
                    ["account"] = account.ToString(), ["word"] = word.ToHex(), ["small"] = Text(small), ["large"] = Text(large), ["text"] = text,
                    ["bytes"] = Hex.Data(bytes), ["flag"] = i % 2 == 0, ["words"] = new JsonArray([.. words.Select(w => (JsonNode)w.ToHex())]),
                    ["numbers"] = new JsonArray([.. numbers.Select(n => (JsonNode)Text(n))]),
                },
            });
            Assert.Equal(theirs.GetProperty("separator").GetString(), domain.Separator().ToHex());
            Assert.Equal(theirs.GetProperty("digest").GetString(), message.Digest(domain).ToHex());
            Assert.Equal(theirs.GetProperty("signature").GetString(), Hex.Data(key.Sign(message.Digest(domain)).ToBytes()));
        }
    }

    [Fact]
    public async Task The_issuer_binding_agrees_with_ethers()
    {
        var dice = new Dice();
        var secret = dice.Bytes(32);
        using var key = new EvmAccountKey(secret);
        var theirs = await ethers.AnswerAsync("typed", new()
        {
            ["key"] = Hex.Data(secret),
            ["domain"] = new JsonObject { ["name"] = "AnchorIssuerBinding", ["version"] = "1", ["chainId"] = 648541 },
            ["types"] = new JsonObject { ["Binding"] = Types("string did", "address account", "uint64 validFrom") },
            ["message"] = new JsonObject { ["did"] = "did:web:universidad.example", ["account"] = key.Address.ToString(), ["validFrom"] = 1_767_225_600 },
        });
        var digest = IssuerBindingMessage.Digest(648541, "did:web:universidad.example", key.Address, 1_767_225_600);
        Assert.Equal(theirs.GetProperty("digest").GetString(), digest.ToHex());
        Assert.Equal(theirs.GetProperty("signature").GetString(), Hex.Data(key.Sign(digest).ToBytes()));
    }

    [Fact]
    public void A_number_that_does_not_fit_its_type_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TypedData("M").Number(64, "n", BigInteger.Pow(2, 64)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TypedData("M").Number(256, "n", -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TypedData("M").Number(12, "n", 1));
    }

    private static string Text(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);

    private static JsonArray Types(params string[] members) =>
        [.. members.Select(member => member.Split(' ')).Select(parts => (JsonNode)new JsonObject { ["type"] = parts[0], ["name"] = parts[1] })];
}
