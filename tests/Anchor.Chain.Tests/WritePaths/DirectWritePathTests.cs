using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.WritePaths;

namespace Anchor.Chain.Tests.WritePaths;

public sealed class DirectWritePathTests
{
    private static readonly Address Somebody = Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_blocks_have_a_base_fee_the_transaction_has_type_2()
    {
        await using var chain = await ChainFixture.StartAsync("--chain-id", "31337");
        var signed = await chain.PrepareAsync(Somebody, [1, 2, 3]);
        Assert.Equal(2, signed.Raw[0]);
        Assert.IsType<SendOutcome.Accepted>(await chain.Path.SendAsync(signed.Raw, Token));
        var receipt = await chain.ReceiptAsync(signed.Hash);
        Assert.True(receipt.Succeeded);
        Assert.True(receipt.EffectiveGasPrice > 0);
        Assert.Equal(chain.Key.Address, (await chain.Client.GetTransactionByHashAsync(signed.Hash, Token))!.From);
        Assert.True(await chain.Client.GetBalanceAsync(chain.Key.Address, BlockId.Latest, Token) > 0);
    }

    [Fact]
    public async Task On_a_Berlin_chain_without_fees_the_transaction_is_legacy_and_costs_nothing()
    {
        await using var chain = await ChainFixture.StartAsync("--hardfork", "berlin", "--gas-price", "0", "--chain-id", "648541", "--gas-limit", "350000000");
        var before = await chain.Client.GetBalanceAsync(chain.Key.Address, BlockId.Latest, Token);
        var signed = await chain.PrepareAsync(Somebody, [1, 2, 3]);
        Assert.True(signed.Raw[0] >= 0xc0);
        Assert.IsType<SendOutcome.Accepted>(await chain.Path.SendAsync(signed.Raw, Token));
        Assert.True((await chain.ReceiptAsync(signed.Hash)).Succeeded);
        Assert.Equal(before, await chain.Client.GetBalanceAsync(chain.Key.Address, BlockId.Latest, Token));
    }

    [Fact]
    public async Task A_node_on_another_chain_is_refused_before_anything_is_signed()
    {
        await using var chain = await ChainFixture.StartAsync("--chain-id", "4242");
        chain.Key.Dispose(); // signing would now throw ObjectDisposedException
        foreach (var other in new[] { chain.Network with { ChainId = 1 }, chain.Network with { GenesisHash = default(Merkle.Hash32) } })
        {
            var path = new DirectWritePath(chain.Client, other, new DirectWritePathOptions());
            await Assert.ThrowsAsync<ChainMismatchException>(() => path.PrepareAsync(new WriteRequest(Somebody, default, chain.Key, 0), Token));
        }
        var genesis = await chain.Client.GenesisHashAsync(Token);
        await NetworkIdentity.CheckAsync(chain.Client, chain.Network with { GenesisHash = genesis }, Token);
    }

    [Fact]
    public async Task A_fee_beyond_the_bound_is_refused_before_anything_is_signed()
    {
        await using var chain = await ChainFixture.StartAsync();
        chain.Key.Dispose();
        var network = chain.Network with { Fees = new FeePolicy { MaxFeePerGasGwei = 0.000000001m } };
        var path = new DirectWritePath(chain.Client, network, new DirectWritePathOptions());
        await Assert.ThrowsAsync<FeeTooHighException>(() => path.PrepareAsync(new WriteRequest(Somebody, default, chain.Key, 0), Token));
    }

    [Fact]
    public async Task Sending_the_same_bytes_again_is_accepted_while_waiting_and_once_mined()
    {
        await using var chain = await ChainFixture.StartAsync("--no-mining");
        var signed = await chain.PrepareAsync(Somebody, [7]);
        Assert.Equal(new SendOutcome.Accepted(signed.Hash), await chain.Path.SendAsync(signed.Raw, Token));
        Assert.Equal(new SendOutcome.Accepted(signed.Hash), await chain.Path.SendAsync(signed.Raw, Token));
        Assert.Null(await chain.Client.GetReceiptAsync(signed.Hash, Token));
        Assert.Equal(signed.Nonce, await chain.Path.NextNonceAsync(chain.Key.Address, Token));
        Assert.Equal(signed.Nonce + 1, await chain.Client.GetTransactionCountAsync(chain.Key.Address, BlockId.Pending, Token));

        await chain.Node.RpcAsync("evm_mine");
        Assert.True((await chain.ReceiptAsync(signed.Hash)).Succeeded);
        Assert.Equal(new SendOutcome.Accepted(signed.Hash), await chain.Path.SendAsync(signed.Raw, Token));
    }

    [Fact]
    public async Task Another_transaction_with_a_used_nonce_is_refused()
    {
        await using var chain = await ChainFixture.StartAsync();
        await chain.WriteAsync(Somebody, [1]);
        var other = await chain.Path.PrepareAsync(new WriteRequest(Somebody, new byte[] { 2 }, chain.Key, 0), Token);
        Assert.IsType<SendOutcome.Refused>(await chain.Path.SendAsync(other.Raw, Token));
    }

    [Fact]
    public async Task A_call_that_would_revert_is_refused_with_its_revert_data()
    {
        await using var chain = await ChainFixture.StartAsync();
        // creation code that reverts with the word 0x2a: PUSH1 2a, PUSH1 0, MSTORE, PUSH1 20, PUSH1 0, REVERT
        var error = await Assert.ThrowsAsync<RpcErrorException>(() => chain.PrepareAsync(null, Convert.FromHexString("602a60005260206000fd")));
        Assert.Equal("0x" + new string('0', 62) + "2a", Hex.Data(error.RevertData.Span));
    }

    [Fact]
    public async Task A_node_that_is_gone_leaves_the_outcome_unknown()
    {
        await using var chain = await ChainFixture.StartAsync();
        var signed = await chain.PrepareAsync(Somebody, [7]);
        await chain.Node.StopAsync();
        Assert.IsType<SendOutcome.Unknown>(await chain.Path.SendAsync(signed.Raw, Token));
        await Assert.ThrowsAsync<RpcUnavailableException>(() => chain.Client.BlockNumberAsync(Token));
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_and_sending_again_finds_the_transaction()
    {
        await using var chain = await ChainFixture.StartAsync();
        var signed = await chain.PrepareAsync(Somebody, [9]);
        using var http = new HttpClient(new LosesFirstAnswer { InnerHandler = new SocketsHttpHandler() });
        var client = new EvmClient(new JsonRpcClient(http, chain.Node.Url, new JsonRpcOptions(), TimeProvider.System));
        var path = new DirectWritePath(client, chain.Network, new DirectWritePathOptions());
        Assert.IsType<SendOutcome.Unknown>(await path.SendAsync(signed.Raw, Token));
        Assert.Equal(new SendOutcome.Accepted(signed.Hash), await path.SendAsync(signed.Raw, Token));
        Assert.True((await chain.ReceiptAsync(signed.Hash)).Succeeded);
        Assert.Equal(1UL, await chain.Client.GetTransactionCountAsync(chain.Key.Address, BlockId.Latest, Token));
    }

    private sealed class LosesFirstAnswer : DelegatingHandler
    {
        private bool _lost;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (_lost) return response;
            _lost = true;
            await response.Content.ReadAsByteArrayAsync(cancellationToken);
            response.Dispose();
            throw new HttpRequestException("The answer was lost.");
        }
    }
}
