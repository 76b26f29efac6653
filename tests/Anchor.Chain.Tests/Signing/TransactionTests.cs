using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;

namespace Anchor.Chain.Tests.Signing;

public sealed class TransactionTests(EthersOracle ethers) : IClassFixture<EthersOracle>
{
    private const int Rounds = 150;

    [Fact]
    public async Task Legacy_transactions_agree_with_ethers_byte_for_byte()
    {
        var dice = new Dice();
        for (var i = 0; i < Rounds; i++)
        {
            using var key = dice.Key();
            var ours = Legacy(dice, chainId: 1 + dice.UInt64() / 4);
            var json = Json(ours.Nonce, ours.GasLimit, ours.To, ours.Value, ours.Data);
            json["type"] = 0;
            json["chainId"] = Text(ours.ChainId!.Value);
            json["gasPrice"] = Text(ours.GasPrice);
            await AssertAgreesAsync(key, json, ours.Sign(key));
        }
    }

    [Fact]
    public async Task Fee_market_transactions_agree_with_ethers_byte_for_byte()
    {
        var dice = new Dice();
        for (var i = 0; i < Rounds; i++)
        {
            using var key = dice.Key();
            var tip = dice.Number(64);
            var ours = new FeeMarketTransaction
            {
                ChainId = 1 + dice.UInt64() / 4, Nonce = (ulong)dice.Number(53), MaxPriorityFeePerGas = tip, MaxFeePerGas = tip + dice.Number(90),
                GasLimit = dice.UInt64(), To = To(dice), Value = dice.Number(200), Data = dice.Bytes(dice.Below(300)),
            };
            var json = Json(ours.Nonce, ours.GasLimit, ours.To, ours.Value, ours.Data);
            json["type"] = 2;
            json["chainId"] = Text(ours.ChainId);
            json["maxPriorityFeePerGas"] = Text(ours.MaxPriorityFeePerGas);
            json["maxFeePerGas"] = Text(ours.MaxFeePerGas);
            await AssertAgreesAsync(key, json, ours.Sign(key));
        }
    }

    [Fact]
    public async Task Without_a_chain_id_a_transaction_is_signed_as_before_EIP_155()
    {
        var dice = new Dice();
        for (var i = 0; i < 50; i++)
        {
            using var key = dice.Key();
            var ours = Legacy(dice, chainId: null);
            var json = Json(ours.Nonce, ours.GasLimit, ours.To, ours.Value, ours.Data);
            json["gasPrice"] = Text(ours.GasPrice);
            var theirs = await ethers.AskAsync("unprotected", new() { ["key"] = Secret(key), ["transaction"] = json });
            Assert.Equal(theirs, Hex.Data(ours.Sign(key).Raw));
        }
    }

    [Fact]
    public void Signing_twice_gives_the_same_bytes()
    {
        var dice = new Dice();
        using var key = dice.Key();
        var transaction = Legacy(dice, 31337);
        Assert.Equal(transaction.Sign(key).Raw, transaction.Sign(key).Raw);
    }

    private async Task AssertAgreesAsync(EvmAccountKey key, JsonObject transaction, SignedTransaction ours)
    {
        var theirs = await ethers.AnswerAsync("transaction", new() { ["key"] = Secret(key), ["transaction"] = transaction });
        Assert.Equal(theirs.GetProperty("raw").GetString(), Hex.Data(ours.Raw));
        Assert.Equal(theirs.GetProperty("hash").GetString(), ours.Hash.ToHex());
        Assert.Equal(theirs.GetProperty("from").GetString(), key.Address.ToString());
    }

    private static LegacyTransaction Legacy(Dice dice, ulong? chainId) => new()
    {
        ChainId = chainId, Nonce = (ulong)dice.Number(53), GasPrice = dice.Number(90), GasLimit = dice.UInt64(),
        To = To(dice), Value = dice.Number(200), Data = dice.Bytes(dice.Below(300)),
    };

    private static Address? To(Dice dice) => dice.Below(4) == 0 ? null : dice.Account();

    private static JsonObject Json(ulong nonce, ulong gasLimit, Address? to, BigInteger value, ReadOnlyMemory<byte> data) => new()
    {
        // ethers takes no nonce beyond 2^53
        ["nonce"] = Text(nonce), ["gasLimit"] = Text(gasLimit), ["to"] = to?.ToString(), ["value"] = Text(value), ["data"] = Hex.Data(data.Span),
    };

    private static string Secret(EvmAccountKey key)
    {
        var secret = new byte[EvmAccountKey.Length];
        key.CopySecretTo(secret);
        return Hex.Data(secret);
    }

    private static string Text(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);
}
