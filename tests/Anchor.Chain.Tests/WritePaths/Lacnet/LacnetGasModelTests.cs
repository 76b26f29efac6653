using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Chain.WritePaths;
using Anchor.Chain.WritePaths.Lacnet;
using Anchor.Tests.Support;

namespace Anchor.Chain.Tests.WritePaths.Lacnet;

/// <summary>The gas model against a local LACNet.</summary>
public sealed class LacnetGasModelTests(LacnetFixture lacnet) : IClassFixture<LacnetFixture>
{
    private static readonly byte[] Word = new byte[32];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("go")]
    [InlineData("node")]
    public async Task A_registry_is_deployed_and_a_signed_anchor_becomes_its_event(string flavour)
    {
        await lacnet.SetFlavourAsync(flavour);
        using var key = EvmAccountKey.Generate();
        var path = lacnet.GasModel();
        Assert.False(path.CallsAsAccount);
        var registry = await LacnetFixture.DeployAsync(path, key);
        var contract = new RegistryContract(lacnet.Client(lacnet.Local.Relays[0].Url), registry);
        Assert.Equal(LacnetFixture.RegistryCodeHash, await contract.CodeHashAsync(Token));

        var root = new Dice().Hash();
        var (signed, hash, fate) = await LacnetFixture.WriteAsync(path, key, registry, lacnet.AnchorCall(key, registry, root));
        var executed = Assert.IsType<WriteFate.Executed>(fate);
        Assert.True(AnchoredEvent.TryRead(executed.Receipt, registry, key.Address, root, out var anchored));
        Assert.Equal(key.Address, anchored.Operator);
        Assert.Equal(anchored, await contract.FindAnchoredAsync(key.Address, root, Token));

        // The relay's hash is the one on the chain; the account's own nonce there stays where it was.
        Assert.True(signed.IsWrapped);
        Assert.NotEqual(signed.Hash, hash);
        Assert.IsType<WriteFate.Missing>(await path.FateAsync(signed.Hash, Token));
        Assert.Equal(2UL, await path.NextNonceAsync(key.Address, Token));
        Assert.Equal(0UL, await lacnet.Upstream.GetTransactionCountAsync(key.Address, BlockId.Latest, Token));
    }

    [Fact]
    public async Task The_target_sees_the_hub_as_caller_and_the_suffix_behind_the_call()
    {
        using var key = EvmAccountKey.Generate();
        var path = lacnet.GasModel();
        var probe = await LacnetFixture.DeployAsync(path, key, "CallProbe", Word);
        byte[] call = [1, 2, 3, 4, 5];
        var (signed, _, fate) = await LacnetFixture.WriteAsync(path, key, probe, call);
        Assert.IsType<WriteFate.Executed>(fate);
        Assert.Equal(Address.Parse(lacnet.Local.Hub), new AbiReader(await ReadAsync(probe, "lastSender()")).ReadAddress());
        Assert.Equal(Address.Parse(lacnet.Local.Hub), new AbiReader(await ReadAsync(probe, "constructedBy()")).ReadAddress());
        byte[] expected = [.. call, .. RelayedTransaction.Suffix(lacnet.Network.Lacnet!.NodeAddress!.Value, signed.ExpiresAt!.Value)];
        Assert.Equal(expected, new AbiReader(await ReadAsync(probe, "lastData()")).ReadBytes());
    }

    [Theory]
    [InlineData("go", true)]
    [InlineData("node", false)]
    public async Task Of_two_hosts_with_one_nonce_in_one_block_the_second_fails_whatever_the_status_says(string flavour, bool succeeded)
    {
        await lacnet.SetFlavourAsync(flavour);
        using var key = EvmAccountKey.Generate();
        var path = lacnet.GasModel();
        var probe = await LacnetFixture.DeployAsync(path, key, "CallProbe", Word);
        var nonce = await path.NextNonceAsync(key.Address, Token);
        var outcomes = new List<SendOutcome>();
        await lacnet.InOneBlockAsync(async () =>
        {
            foreach (byte host in new byte[] { 1, 2 })
            {
                var signed = await path.PrepareAsync(new WriteRequest(probe, new[] { host }, key, nonce), Token);
                outcomes.Add(await path.SendAsync(signed.Raw, Token));
            }
            Assert.IsType<WriteFate.Waiting>(await path.FateAsync(Hash(outcomes[0]), Token));
        });
        var first = Assert.IsType<WriteFate.Executed>(await LacnetFixture.FateAsync(path, Hash(outcomes[0])));
        var second = Assert.IsType<WriteFate.Failed>(await LacnetFixture.FateAsync(path, Hash(outcomes[1])));
        Assert.Equal(first.Receipt.BlockNumber, second.Receipt.BlockNumber);
        Assert.Equal(("lacnet.bad_nonce", false, succeeded), (second.Code, second.NonceUsed, second.Receipt.Succeeded));
        Assert.Equal(LacnetRefusals.OfHub(2).Words, second.Reason);
        Assert.Equal(nonce + 1, await path.NextNonceAsync(key.Address, Token));
    }

    [Theory]
    [InlineData("go")]
    [InlineData("node")]
    public async Task A_target_that_reverts_is_a_failure_with_its_reason_and_uses_the_nonce(string flavour)
    {
        await lacnet.SetFlavourAsync(flavour);
        using var key = EvmAccountKey.Generate();
        var path = lacnet.GasModel();
        var registry = await LacnetFixture.DeployAsync(path, key);
        var root = new Dice().Hash();
        await LacnetFixture.WriteAsync(path, key, registry, lacnet.AnchorCall(key, registry, root));
        var again = lacnet.AnchorCall(key, registry, root);
        var refused = await Assert.ThrowsAsync<RpcErrorException>(() => path.PrepareAsync(new WriteRequest(registry, again, key, 2), Token));
        Assert.True(RegistryError.TryDecode(refused.RevertData.Span, out _));

        var (_, _, fate) = await LacnetFixture.WriteAsync(path, key, registry, again, gas: 150_000);
        var failed = Assert.IsType<WriteFate.Failed>(fate);
        Assert.Equal(("reverted", true), (failed.Code, failed.NonceUsed));
        Assert.Contains($"anchored root {root.ToHex()} already", failed.Reason, StringComparison.Ordinal);
        Assert.Equal(3UL, await path.NextNonceAsync(key.Address, Token));
    }

    [Theory]
    [InlineData("go")]
    [InlineData("node")]
    public async Task A_constructor_that_reverts_is_a_failure_although_the_status_is_success(string flavour)
    {
        await lacnet.SetFlavourAsync(flavour);
        using var key = EvmAccountKey.Generate();
        var path = lacnet.GasModel();
        byte[] creation = [.. LacnetFixture.Creation("CallProbe"), .. Word.AsSpan(1), 1];
        await Assert.ThrowsAsync<RpcErrorException>(() => path.PrepareAsync(new WriteRequest(null, creation, key, 0), Token));
        var (_, _, fate) = await LacnetFixture.WriteAsync(path, key, null, creation, gas: 500_000);
        var failed = Assert.IsType<WriteFate.Failed>(fate);
        Assert.Equal(("lacnet.no_effect", true, true), (failed.Code, failed.NonceUsed, failed.Receipt.Succeeded));
        Assert.Null(failed.Receipt.ContractAddress);
        Assert.Equal(1UL, await path.NextNonceAsync(key.Address, Token));
    }

    [Theory]
    [InlineData("go")]
    [InlineData("node")]
    public async Task A_target_without_code_is_a_failure_that_uses_the_nonce(string flavour)
    {
        await lacnet.SetFlavourAsync(flavour);
        using var key = EvmAccountKey.Generate();
        var path = lacnet.GasModel();
        var (_, _, fate) = await LacnetFixture.WriteAsync(path, key, new Dice().Account(), [1]);
        var failed = Assert.IsType<WriteFate.Failed>(fate);
        Assert.Equal(("lacnet.is_not_contract", true), (failed.Code, failed.NonceUsed));
        Assert.Equal(1UL, await path.NextNonceAsync(key.Address, Token));
    }

    [Fact]
    public async Task A_high_s_reaches_the_hub_and_is_refused_there()
    {
        using var key = EvmAccountKey.Generate();
        var path = lacnet.GasModel();
        var signed = await path.PrepareAsync(new WriteRequest(new Dice().Account(), Word, key, 0, 100_000), Token);
        var forged = LacnetForgery.HighS(signed.Raw);
        Assert.StartsWith("lacnet.pre_eip155", Assert.IsType<SendOutcome.Refused>(await path.SendAsync(forged, Token)).Reason);
        var outcome = await lacnet.Client(lacnet.Local.Relays[0].Url).SendRawTransactionAsync(forged, Token);
        var failed = Assert.IsType<WriteFate.Failed>(await LacnetFixture.FateAsync(path, Hash(outcome)));
        Assert.Equal(("lacnet.invalid_signature", false), (failed.Code, failed.NonceUsed));
    }

    [Fact]
    public async Task What_is_signed_for_another_node_or_too_late_or_with_a_chain_id_is_refused_with_words()
    {
        using var key = EvmAccountKey.Generate();
        var relay = lacnet.Client(lacnet.Local.Relays[0].Url);
        var account = new Dice().Account();
        var path = lacnet.GasModel();

        var elsewhere = lacnet.GasModel(settings: lacnet.Network.Lacnet! with { NodeAddress = Address.Parse(lacnet.Local.Relays[1].Node) });
        var signed = await elsewhere.PrepareAsync(new WriteRequest(account, Word, key, 0, 100_000), Token);
        var refused = Assert.IsType<SendOutcome.Refused>(await elsewhere.SendAsync(signed.Raw, Token));
        Assert.Equal(LacnetRefusals.NotPermittedCode, refused.Code);
        Assert.StartsWith("lacnet.not_permitted: ", refused.Reason);
        Assert.EndsWith("Sender account not authorized to send transactions", refused.Reason);

        var late = await lacnet.GasModel(time: new ShiftedClock(TimeSpan.FromHours(-2))).PrepareAsync(new WriteRequest(account, Word, key, 0, 100_000), Token);
        Assert.Equal(LacnetRefusals.NotPermittedCode, Assert.IsType<SendOutcome.Refused>(await relay.SendRawTransactionAsync(late.Raw, Token)).Code);
        Assert.StartsWith("lacnet.expired", Assert.IsType<SendOutcome.Refused>(await path.SendAsync(late.Raw, Token)).Reason);

        var bound = new LegacyTransaction { ChainId = lacnet.Network.ChainId, Nonce = 0, GasPrice = 0, GasLimit = 100_000, To = account, Data = Word }.Sign(key);
        var typed = new FeeMarketTransaction
        {
            ChainId = lacnet.Network.ChainId, Nonce = 0, MaxFeePerGas = 0, MaxPriorityFeePerGas = 0, GasLimit = 100_000, To = account, Data = Word,
        }.Sign(key);
        foreach (var raw in new[] { bound.Raw, typed.Raw })
        {
            var answer = Assert.IsType<SendOutcome.Refused>(await relay.SendRawTransactionAsync(raw, Token));
            Assert.Equal(LacnetRefusals.PreEip155, LacnetRefusals.OfNode(answer.Code, answer.Reason));
            Assert.StartsWith("lacnet.pre_eip155", Assert.IsType<SendOutcome.Refused>(await path.SendAsync(raw, Token)).Reason);
        }
        Assert.Equal(0UL, await path.NextNonceAsync(key.Address, Token));
    }

    [Fact]
    public async Task A_call_beyond_the_quota_is_not_signed_and_the_relay_refuses_it_too()
    {
        using var key = EvmAccountKey.Generate();
        var account = new Dice().Account();
        var request = new WriteRequest(account, Word, key, 0, 200_000);
        var needed = 200_000UL + 300_000 + (105 * 96);
        var tooSmall = lacnet.GasModel(settings: lacnet.Network.Lacnet! with { QuotaPerBlock = needed - 1 });
        var refusal = await Assert.ThrowsAsync<QuotaExceededException>(() => tooSmall.PrepareAsync(request, Token));
        Assert.Contains($"{needed}", refusal.Message, StringComparison.Ordinal);

        var path = lacnet.GasModel(settings: lacnet.Network.Lacnet! with { QuotaPerBlock = needed });
        var signed = await path.PrepareAsync(request, Token);
        await LacnetNetwork.RpcAsync(lacnet.Local.Relays[0].Url, "lacnet_setQuota", needed - 1);
        try
        {
            var refused = Assert.IsType<SendOutcome.Refused>(await path.SendAsync(signed.Raw, Token));
            Assert.Equal(-32000, refused.Code);
            Assert.StartsWith("lacnet.quota_exceeded: ", refused.Reason);
        }
        finally
        {
            await LacnetNetwork.RpcAsync(lacnet.Local.Relays[0].Url, "lacnet_setQuota", 20_000_000);
        }
        Assert.IsType<SendOutcome.Accepted>(await path.SendAsync(signed.Raw, Token));
    }

    [Fact]
    public async Task More_gas_than_the_hub_allows_in_a_block_is_refused_on_the_chain()
    {
        using var key = EvmAccountKey.Generate();
        var path = lacnet.GasModel();
        await LacnetNetwork.RpcAsync(lacnet.Local.Relays[0].Url, "lacnet_setMaxGas", 99_999);
        try
        {
            var (_, _, fate) = await LacnetFixture.WriteAsync(path, key, new Dice().Account(), [1], gas: 100_000);
            var failed = Assert.IsType<WriteFate.Failed>(fate);
            Assert.Equal(("lacnet.max_block_gas_limit", false), (failed.Code, failed.NonceUsed));
        }
        finally
        {
            await LacnetNetwork.RpcAsync(lacnet.Local.Relays[0].Url, "lacnet_setMaxGas", 350_000_000);
        }
    }

    [Fact]
    public async Task A_bare_root_is_refused_before_signing_because_the_suffix_would_spoil_it()
    {
        using var key = EvmAccountKey.Generate();
        var path = lacnet.GasModel();
        var registry = await LacnetFixture.DeployAsync(path, key);
        var refused = await Assert.ThrowsAsync<RpcErrorException>(() => path.PrepareAsync(new WriteRequest(registry, new Dice().Bytes(32), key, 1), Token));
        Assert.True(RegistryError.TryDecode(refused.RevertData.Span, out var error));
        Assert.Equal("AnchorRegistryInvalidCalldata", error.Name);
    }

    [Fact]
    public async Task Nonces_are_counted_by_each_node_apart()
    {
        using var key = EvmAccountKey.Generate();
        var (first, second) = (lacnet.GasModel(0), lacnet.GasModel(1));
        Assert.NotEqual(first.NonceSpace, second.NonceSpace);
        var probe = await LacnetFixture.DeployAsync(first, key, "CallProbe", Word);
        Assert.Equal((1UL, 0UL), (await first.NextNonceAsync(key.Address, Token), await second.NextNonceAsync(key.Address, Token)));
        Assert.IsType<WriteFate.Executed>((await LacnetFixture.WriteAsync(second, key, probe, [7])).Fate);
        Assert.Equal((1UL, 1UL), (await first.NextNonceAsync(key.Address, Token), await second.NextNonceAsync(key.Address, Token)));
    }

    [Fact]
    public async Task Bytes_that_were_carried_out_are_found_again_and_not_wrapped_twice()
    {
        using var key = EvmAccountKey.Generate();
        var path = lacnet.GasModel();
        var probe = await LacnetFixture.DeployAsync(path, key, "CallProbe", Word);
        var (signed, hash, _) = await LacnetFixture.WriteAsync(path, key, probe, [1]);
        await LacnetFixture.WriteAsync(path, key, probe, [2]);
        var height = await lacnet.Upstream.BlockNumberAsync(Token);
        Assert.Equal(new SendOutcome.Accepted(hash), await path.SendAsync(signed.Raw, Token));
        Assert.Equal(height, await lacnet.Upstream.BlockNumberAsync(Token));

        var other = await path.PrepareAsync(new WriteRequest(probe, new byte[] { 3 }, key, signed.Nonce), Token);
        Assert.StartsWith("lacnet.nonce_taken", Assert.IsType<SendOutcome.Refused>(await path.SendAsync(other.Raw, Token)).Reason);
    }

    [Theory]
    [InlineData("go")]
    [InlineData("node")]
    public async Task Bytes_that_were_wrapped_twice_have_one_fate(string flavour)
    {
        await lacnet.SetFlavourAsync(flavour);
        using var key = EvmAccountKey.Generate();
        var path = lacnet.GasModel();
        var signed = await path.PrepareAsync(new WriteRequest(null, (byte[])[.. LacnetFixture.Creation("CallProbe"), .. Word], key, 0), Token);
        var outcomes = new List<SendOutcome>();
        await lacnet.InOneBlockAsync(async () =>
        {
            for (var i = 0; i < 2; i++) outcomes.Add(await path.SendAsync(signed.Raw, Token));
        });
        Assert.NotEqual(Hash(outcomes[0]), Hash(outcomes[1]));
        var first = Assert.IsType<WriteFate.Executed>(await LacnetFixture.FateAsync(path, Hash(outcomes[0]))).Receipt;
        var second = Assert.IsType<WriteFate.Executed>(await LacnetFixture.FateAsync(path, Hash(outcomes[1]))).Receipt;
        Assert.Equal((first.TransactionHash, first.ContractAddress), (second.TransactionHash, second.ContractAddress));
    }

    [Fact]
    public async Task Nothing_is_signed_for_another_chain_or_to_outbid_where_nothing_costs()
    {
        using var key = EvmAccountKey.Generate();
        key.Dispose(); // signing would now throw ObjectDisposedException
        var request = new WriteRequest(new Dice().Account(), Word, key, 0);
        await Assert.ThrowsAsync<CannotOutbidException>(() => lacnet.GasModel().PrepareAsync(request with { Outbids = default(OfferedFees) }, Token));
        var other = new LacnetGasModelWritePath(lacnet.Upstream, lacnet.Network with { ChainId = 1 }, TimeProvider.System);
        await Assert.ThrowsAsync<ChainMismatchException>(() => other.PrepareAsync(request, Token));
    }

    [Fact]
    public async Task A_proxy_that_names_no_hub_leaves_the_fate_open()
    {
        using var key = EvmAccountKey.Generate();
        var (_, hash, _) = await LacnetFixture.WriteAsync(lacnet.GasModel(), key, new Dice().Account(), [1]);
        var elsewhere = lacnet.GasModel(settings: lacnet.Network.Lacnet! with { TrustedForwarder = new Dice().Account() });
        await Assert.ThrowsAsync<RpcUnavailableException>(() => elsewhere.FateAsync(hash, Token));
    }

    [Fact]
    public async Task The_relay_knows_no_batches_no_accounts_of_its_own_and_no_other_blocks()
    {
        var url = lacnet.Local.Relays[0].Url;
        Assert.Equal("", await LacnetNetwork.PostAsync(url, """[{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}]"""));
        await Assert.ThrowsAsync<InvalidOperationException>(() => LacnetNetwork.RpcAsync(url, "eth_sendTransaction", new { from = lacnet.Local.Hub, to = lacnet.Local.Hub }));
        await Assert.ThrowsAsync<RpcErrorException>(() => lacnet.Client(url).GetTransactionCountAsync(default, BlockId.At(1), Token));
    }

    private Task<byte[]> ReadAsync(Address contract, string function) =>
        lacnet.Upstream.CallAsync(new CallRequest(contract, new AbiEncoder().EncodeCall(new AbiSignature(function))), BlockId.Latest, Token);

    private static Merkle.Hash32 Hash(SendOutcome outcome) => Assert.IsType<SendOutcome.Accepted>(outcome).Hash;
}
