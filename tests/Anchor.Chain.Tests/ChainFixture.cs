using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Chain.WritePaths;
using Anchor.Merkle;
using Anchor.Tests.Support;

namespace Anchor.Chain.Tests;

/// <summary>A real node, a funded key, and what speaks to them.</summary>
internal sealed class ChainFixture : IAsyncDisposable
{
    private readonly HttpClient _http = EvmHttp.Create();

    private ChainFixture(EvmNode node)
    {
        Node = node;
        Client = new EvmClient(new JsonRpcClient(_http, node.Url, new JsonRpcOptions(), TimeProvider.System));
        Network = new Network { Name = "local", ChainId = node.ChainId, RpcUrls = [node.Url], Finality = FinalityPolicy.Depth(3) };
        Path = new DirectWritePath(Client, Network, new DirectWritePathOptions());
    }

    internal EvmNode Node { get; }

    internal EvmClient Client { get; }

    internal Network Network { get; }

    internal DirectWritePath Path { get; }

    internal EvmAccountKey Key { get; } = new(EvmNode.FirstKey);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static async Task<ChainFixture> StartAsync(params string[] arguments) => new(await EvmNode.StartAnvilAsync(arguments));

    internal async Task<SignedTransaction> PrepareAsync(Address? to, byte[] data) =>
        await Path.PrepareAsync(new WriteRequest(to, data, Key, await Path.NextNonceAsync(Key.Address, Token)), Token);

    internal async Task<TransactionReceipt> WriteAsync(Address? to, byte[] data)
    {
        var signed = await PrepareAsync(to, data);
        Assert.Equal(new SendOutcome.Accepted(signed.Hash), await Path.SendAsync(signed.Raw, Token));
        return await ReceiptAsync(signed.Hash);
    }

    internal async Task<TransactionReceipt> ReceiptAsync(Hash32 hash)
    {
        for (var i = 0; i < 200; i++)
        {
            if (await Client.GetReceiptAsync(hash, Token) is { } receipt) return receipt;
            await Task.Delay(25, Token);
        }
        throw new TimeoutException("The transaction is in no block.");
    }

    /// <summary>
    /// Deploys a stand-in with the registry's outer behaviour: 36 bytes of call data anchor a root and emit <c>Anchored</c>,
    /// 68 bytes read its record; it does not keep issuers apart.
    /// </summary>
    internal async Task<Address> DeployStandInAsync()
    {
        var runtime = Convert.FromHexString(
            "36602414601957" + "602435805460005219546020526060" + "6000f3" // record: sload(root), sload(~root)
            + "5b600435428155438119553360005242602052" + "337f" + RegistryAbi.AnchoredEvent.Topic + "60406000a300"); // anchor
        byte[] creation = [0x60, (byte)runtime.Length, 0x80, 0x60, 0x0b, 0x60, 0x00, 0x39, 0x60, 0x00, 0xf3, .. runtime];
        var receipt = await WriteAsync(null, creation);
        Assert.True(receipt.Succeeded);
        return receipt.ContractAddress!.Value;
    }

    public async ValueTask DisposeAsync()
    {
        Key.Dispose();
        _http.Dispose();
        await Node.DisposeAsync();
    }
}
