using System.Numerics;
using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.WritePaths;
using Anchor.Chain.WritePaths.Lacnet;
using Anchor.Merkle;

namespace Anchor.Chain.Tests.WritePaths.Lacnet;

/// <summary>Receipts as relays give them, and as none should.</summary>
public sealed class RelayHubFateTests
{
    private static readonly Address Hub = Address.Parse("0x34b220ef63dea567edf6d540316b5a3f4831cf6c");
    private static readonly Address Node = Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static readonly Address User = Address.Parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    private static readonly Hash32 Hash = Hash32.Parse(new string('a', 64));
    private static readonly Hash32 Block = Hash32.Parse(new string('b', 64));

    private static readonly EventLog Counted = Log(RelayHubAbi.Relayed, [Word(User), Word(Node)], new AbiEncoder());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int, string> Codes => new()
    {
        { 0, "lacnet.max_block_gas_limit" }, { 1, "lacnet.bad_original_sender" }, { 2, "lacnet.bad_nonce" }, { 3, "lacnet.not_enough_gas" },
        { 4, "lacnet.is_not_contract" }, { 5, "lacnet.empty_code" }, { 6, "lacnet.invalid_signature" }, { 7, "lacnet.invalid_destination" },
        { 8, "lacnet.refused" }, { 200, "lacnet.refused" },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_refusal_has_its_code_whatever_the_status_and_the_nonce_is_used_when_the_hub_counted_it(int error, string code)
    {
        foreach (var succeeded in new[] { true, false })
        {
            var uncounted = Assert.IsType<WriteFate.Failed>(Fate(succeeded, Bad(error)));
            Assert.Equal((code, error == 4), (uncounted.Code, uncounted.NonceUsed));
            Assert.NotNull(uncounted.Reason);
            var counted = Assert.IsType<WriteFate.Failed>(Fate(succeeded, Counted, Bad(error)));
            Assert.Equal((code, true), (counted.Code, counted.NonceUsed));
        }
    }

    [Fact]
    public void Every_refusal_of_the_hub_and_of_nodes_has_words_of_its_own()
    {
        LacnetRefusal[] refusals =
        [
            .. Enumerable.Range(0, 8).Select(code => LacnetRefusals.OfHub((ulong)code)),
            LacnetRefusals.OfNode(-32007, ""), LacnetRefusals.OfNode(-32000, "transaction gas limit exceeds block gas limit"),
            LacnetRefusals.OfNode(-32000, "account sender is not permitted to send transactions"), LacnetRefusals.OfNode(-32000, "something else"),
            LacnetRefusals.PreEip155, LacnetRefusals.NoEffect, LacnetRefusals.RelayReverted, LacnetRefusals.NonceTaken, LacnetRefusals.Expired,
        ];
        Assert.Equal(refusals.Length, refusals.Select(refusal => refusal.Code).Distinct().Count());
        Assert.Equal(refusals.Length, refusals.Select(refusal => refusal.Words).Distinct().Count());
        Assert.All(refusals, refusal => Assert.Matches(@"^lacnet\.[a-z0-9_]+$", refusal.Code));
    }

    [Fact]
    public void Only_the_hubs_own_word_makes_a_success()
    {
        Assert.IsType<WriteFate.Executed>(Fate(true, Counted, Relayed(true)));
        Assert.Equal(User, Assert.IsType<WriteFate.Executed>(Fate(true, Counted, Deployed())).Receipt.ContractAddress);
        EventLog[] foreign =
        [
            Relayed(true) with { Address = Node }, Relayed(true) with { Removed = true }, Relayed(true) with { TransactionHash = Block },
            Relayed(true) with { Topics = [RelayHubAbi.TransactionRelayed.Topic] }, Deployed() with { Address = Node },
            Log(MetaTxHubAbi.ContractDeployed, [Word(User)], new AbiEncoder().Add(User).Add(Hash)), Counted,
        ];
        foreach (var log in foreign)
        {
            var failed = Assert.IsType<WriteFate.Failed>(Fate(true, log));
            Assert.Equal(("lacnet.no_effect", log == Counted), (failed.Code, failed.NonceUsed));
        }
    }

    [Fact]
    public void Silence_after_a_success_had_no_effect_and_after_a_failure_was_rolled_back()
    {
        var silent = Assert.IsType<WriteFate.Failed>(Fate(true));
        Assert.Equal(("lacnet.no_effect", false), (silent.Code, silent.NonceUsed));
        var reverted = Assert.IsType<WriteFate.Failed>(Fate(false));
        Assert.Equal(("lacnet.relay_reverted", false), (reverted.Code, reverted.NonceUsed));
    }

    [Fact]
    public void A_revert_says_what_is_known_of_it()
    {
        Assert.Null(Assert.IsType<WriteFate.Failed>(Fate(true, Relayed(false))).Reason);
        Assert.Contains("0x01020304", Assert.IsType<WriteFate.Failed>(Fate(true, Relayed(false, [1, 2, 3, 4]))).Reason, StringComparison.Ordinal);
        byte[] error = new AbiEncoder().AddString("Nothing here.").EncodeCall(new AbiSignature("Error(string)"));
        Assert.Equal("Nothing here.", Assert.IsType<WriteFate.Failed>(Fate(true, Relayed(false, error))).Reason);
    }

    [Fact]
    public void A_success_under_a_status_of_failure_and_a_damaged_log_are_no_answer()
    {
        Assert.Throws<RpcUnavailableException>(() => Fate(false, Relayed(true)));
        Assert.Throws<RpcUnavailableException>(() => Fate(false, Deployed()));
        foreach (var log in new[] { Relayed(true), Relayed(false, [1]), Deployed(), Bad(2) })
            Assert.Throws<RpcUnavailableException>(() => Fate(true, log with { Data = log.Data[..^32] }));
    }

    [Fact]
    public async Task A_receipt_of_the_Go_relay_is_read_and_the_hub_is_the_one_of_its_block()
    {
        var former = Node; // the proxy has another hub since
        var receipt = JsonNode.Parse(
            $$"""
            {"root":"0x00","status":"0x1","cumulativeGasUsed":"0x1","logsBloom":"0x00","transactionHash":"{{Hash.ToHex()}}","gasUsed":"0x1",
             "contractAddress":"0x0000000000000000000000000000000000000000","blockHash":"{{Block.ToHex()}}","blockNumber":"0x7","transactionIndex":"0x0",
             "logs":[{"address":"{{Hub}}","topics":["{{RelayHubAbi.BadTransactionSent.Topic.ToHex()}}"],"data":"{{Hex.Data(Bad(2).Data.Span)}}",
             "blockNumber":"0x7","blockHash":"{{Block.ToHex()}}","transactionHash":"{{Hash.ToHex()}}","transactionIndex":"0x0","logIndex":"0x0","removed":false}]}
            """);
        var node = new FakeNode((request, _) => request.GetProperty("method").GetString() switch
        {
            "eth_call" => FakeNode.Result(request, Hex.Data(new AbiEncoder().Add(request.GetProperty("params")[1].ToString() == "0x7" ? Hub : former).Encode())),
            "eth_getTransactionByHash" => FakeNode.Result(request, null),
            _ => FakeNode.Result(request, receipt!.DeepClone()),
        });
        Assert.Equal("lacnet.bad_nonce", Assert.IsType<WriteFate.Failed>(await Path(node).FateAsync(Hash, Token)).Code);

        // Where that state is gone, the hub of now is asked for.
        var pruned = new FakeNode((request, _) => request.GetProperty("method").GetString() switch
        {
            "eth_call" when request.GetProperty("params")[1].ToString() == "0x7" => FakeNode.Error(request, -32000, "missing trie node"),
            "eth_call" => FakeNode.Result(request, Hex.Data(new AbiEncoder().Add(Hub).Encode())),
            "eth_getTransactionByHash" => FakeNode.Result(request, null),
            _ => FakeNode.Result(request, receipt!.DeepClone()),
        });
        Assert.Equal("lacnet.bad_nonce", Assert.IsType<WriteFate.Failed>(await Path(pruned).FateAsync(Hash, Token)).Code);
    }

    [Fact]
    public async Task A_relay_that_does_not_answer_leaves_the_outcome_open()
    {
        using var key = new Anchor.Chain.Signing.EvmAccountKey(Anchor.Tests.Support.EvmNode.FirstKey);
        var signed = RelayedTransaction.Bind(0, 100_000, User, [], Node, 4102444800).Sign(key);
        var dead = new FakeNode((_, _) => FakeNode.Text("", System.Net.HttpStatusCode.BadGateway));
        Assert.IsType<SendOutcome.Unknown>(await Path(dead).SendAsync(signed.Raw, Token));
        var lost = new FakeNode((request, _) => request.GetProperty("method").GetString() == "eth_getTransactionCount"
            ? FakeNode.Result(request, "0x0")
            : FakeNode.Text("", System.Net.HttpStatusCode.BadGateway));
        Assert.IsType<SendOutcome.Unknown>(await Path(lost).SendAsync(signed.Raw, Token));
        Assert.Single(lost.Requests, request => request.Contains("eth_sendRawTransaction", StringComparison.Ordinal));
    }

    private static LacnetGasModelWritePath Path(FakeNode node) => new(new EvmClient(node.Connect()), new Network
    {
        Name = "x", ChainId = 1, RpcUrls = [], Finality = FinalityPolicy.Instant, Lacnet = new LacnetSettings { TrustedForwarder = User, NodeAddress = Node },
    }, TimeProvider.System);

    private static WriteFate Fate(bool succeeded, params EventLog[] logs) =>
        RelayHubFate.Of(new TransactionReceipt(Hash, succeeded, 7, Block, 1, null, null, logs), Hub);

    private static EventLog Bad(int code) => Log(RelayHubAbi.BadTransactionSent, [], new AbiEncoder().Add(Node).Add(User).Add((BigInteger)code));

    private static EventLog Relayed(bool executed, byte[]? output = null) =>
        Log(RelayHubAbi.TransactionRelayed, [Word(Node), Word(User), Word(Hub)], new AbiEncoder().Add(executed).AddBytes(output));

    private static EventLog Deployed() => Log(RelayHubAbi.ContractDeployed, [Word(Node), Word(User)], new AbiEncoder().Add(User));

    private static EventLog Log(AbiSignature signature, Hash32[] topics, AbiEncoder data) =>
        new(Hub, [signature.Topic, .. topics], data.Encode(), 7, Block, Hash, 0, Removed: false);

    private static Hash32 Word(Address address) => new(new AbiEncoder().Add(address).Encode());
}
