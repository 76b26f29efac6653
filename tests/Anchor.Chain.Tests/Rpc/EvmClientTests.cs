using System.Net;
using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Merkle;

namespace Anchor.Chain.Tests.Rpc;

public sealed class EvmClientTests
{
    private static readonly Hash32 Hash = Hash32.Parse(new string('1', 64));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sent_transaction_is_never_sent_again_by_itself_and_its_fate_is_unknown()
    {
        foreach (var failure in new Func<HttpResponseMessage>[]
        {
            () => throw new HttpRequestException("reset"), () => FakeNode.Text("", HttpStatusCode.BadGateway), () => FakeNode.Text("{"),
            () => FakeNode.Text("""{"jsonrpc":"2.0","id":1,"result":"0x12"}"""),
        })
        {
            var node = new FakeNode((_, _) => failure());
            Assert.IsType<SendOutcome.Unknown>(await Client(node).SendRawTransactionAsync(new byte[] { 1 }, Token));
            Assert.Single(node.Requests);
        }
    }

    [Fact]
    public async Task A_node_that_answers_a_sent_transaction_accepts_or_refuses_it()
    {
        var accepting = new FakeNode((request, _) => FakeNode.Result(request, Hash.ToHex()));
        Assert.Equal(new SendOutcome.Accepted(Hash), await Client(accepting).SendRawTransactionAsync(new byte[] { 1 }, Token));
        var refusing = new FakeNode((request, _) => FakeNode.Error(request, -32000, "nonce too low"));
        Assert.Equal(new SendOutcome.Refused(-32000, "nonce too low"), await Client(refusing).SendRawTransactionAsync(new byte[] { 1 }, Token));
    }

    [Fact]
    public async Task A_receipt_as_sparse_as_relays_write_it_is_read()
    {
        var node = new FakeNode((request, _) => FakeNode.Result(request, Receipt(Hash)));
        var receipt = await Client(node).GetReceiptAsync(Hash, Token);
        Assert.NotNull(receipt);
        Assert.True(receipt.Succeeded);
        Assert.Null(receipt.EffectiveGasPrice);
        Assert.Null(receipt.ContractAddress);
        Assert.Empty(receipt.Logs);
    }

    [Fact]
    public async Task Another_transactions_receipt_is_malformed()
    {
        var node = new FakeNode((request, _) => FakeNode.Result(request, Receipt(Hash32.Parse(new string('2', 64)))));
        await Assert.ThrowsAsync<RpcUnavailableException>(() => Client(node).GetReceiptAsync(Hash, Token));
    }

    [Theory]
    [InlineData("transactionHash")]
    [InlineData("status")]
    [InlineData("blockNumber")]
    [InlineData("blockHash")]
    [InlineData("gasUsed")]
    [InlineData("logs")]
    public async Task A_receipt_with_a_missing_or_damaged_member_is_malformed(string member)
    {
        foreach (var value in new JsonNode?[] { null, "", "0x", "zz", 1, true, new JsonObject() })
        {
            var receipt = Receipt(Hash);
            receipt[member] = value?.DeepClone();
            var node = new FakeNode((request, _) => FakeNode.Result(request, receipt.DeepClone()));
            var failure = await Assert.ThrowsAsync<RpcUnavailableException>(() => Client(node).GetReceiptAsync(Hash, Token));
            Assert.Equal(RpcFailure.Malformed, failure.Failure);
        }
    }

    [Fact]
    public async Task A_transactions_input_is_read_by_either_name_and_its_absence_is_no_empty_input()
    {
        Assert.Equal([1, 2], (await AskAsync(("input", "0x0102")))!.Value.ToArray());
        Assert.Equal([1, 2], (await AskAsync(("data", "0x0102")))!.Value.ToArray());
        Assert.Equal([1], (await AskAsync(("input", "0x01"), ("data", "0x02")))!.Value.ToArray());
        Assert.Equal(0, (await AskAsync(("input", "0x")))?.Length);
        Assert.Null(await AskAsync());
        await Assert.ThrowsAsync<RpcUnavailableException>(() => AskAsync(("input", "0x012")));

        static async Task<ReadOnlyMemory<byte>?> AskAsync(params (string Name, string Value)[] members)
        {
            var transaction = new JsonObject { ["hash"] = Hash.ToHex(), ["from"] = default(Address).ToString(), ["to"] = null, ["nonce"] = "0x0" };
            foreach (var (name, value) in members) transaction[name] = value;
            var node = new FakeNode((request, _) => FakeNode.Result(request, transaction.DeepClone()));
            return (await Client(node).GetTransactionByHashAsync(Hash, Token))!.Input;
        }
    }

    [Fact]
    public async Task Texts_that_are_no_Unicode_are_malformed()
    {
        var node = new FakeNode((request, _) => FakeNode.Text(
            $$"""{"jsonrpc":"2.0","id":{{request.GetProperty("id")}},"result":"\ud800"}"""));
        await Assert.ThrowsAsync<RpcUnavailableException>(() => Client(node).ChainIdAsync(Token));
        Assert.IsType<SendOutcome.Unknown>(await Client(node).SendRawTransactionAsync(new byte[] { 1 }, Token));
    }

    [Fact]
    public async Task What_a_node_does_not_know_is_null()
    {
        var client = Client(new FakeNode((request, _) => FakeNode.Result(request, null)));
        Assert.Null(await client.GetReceiptAsync(Hash, Token));
        Assert.Null(await client.GetTransactionByHashAsync(Hash, Token));
        Assert.Null(await client.GetBlockAsync(BlockId.WithHash(Hash), Token));
    }

    [Fact]
    public async Task A_tip_is_taken_from_the_gas_price_where_the_method_is_missing()
    {
        var node = new FakeNode((request, _) => request.GetProperty("method").GetString() == "eth_gasPrice"
            ? FakeNode.Result(request, "0x69")
            : FakeNode.Error(request, -32601, "no such method"));
        var header = new BlockHeader(1, Hash, Hash, 0, 100, 30_000_000);
        Assert.Equal(new FeeSuggestion(5, 205), await Client(node).SuggestFeesAsync(header, Token));
    }

    private static EvmClient Client(FakeNode node) => new(node.Connect());

    private static JsonObject Receipt(Hash32 hash) => new()
    {
        ["root"] = "0x00", ["transactionHash"] = hash.ToHex(), ["status"] = "0x1", ["blockNumber"] = "0x10", ["blockHash"] = Hash.ToHex(),
        ["gasUsed"] = "0x5208", ["contractAddress"] = default(Address).ToString(), ["logs"] = new JsonArray(),
    };
}
