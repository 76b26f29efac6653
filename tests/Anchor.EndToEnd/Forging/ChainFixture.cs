using System.Globalization;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Chain.WritePaths;
using Anchor.Tests.Support;

namespace Anchor.EndToEnd.Forging;

/// <summary>A real chain with the real registry; blocks come with transactions.</summary>
public sealed class ChainFixture : IAsyncLifetime
{
    internal const ulong Depth = 2;

    internal EvmNode Node { get; private set; } = null!;

    internal Network Network { get; private set; } = null!;

    internal IEvmClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Node = await EvmNode.StartAnvilAsync();
        Network = await RegistryDeployment.DeployAsync(Node, Depth, CancellationToken.None);
        Client = RegistryDeployment.Client(Node);
    }

    public ValueTask DisposeAsync() => Node.DisposeAsync();

    /// <summary>Sends from any account, which is given what it needs.</summary>
    internal async Task<TransactionReceipt> SendAsync(EvmAccountKey from, Address? to, byte[] data, ulong? gasLimit = null)
    {
        var token = TestContext.Current.CancellationToken;
        await Node.RpcAsync("anvil_setBalance", from.Address.ToString(), "0x56bc75e2d63100000");
        var path = new DirectWritePath(Client, Network, new DirectWritePathOptions());
        var signed = await path.PrepareAsync(new WriteRequest(to, data, from, await path.NextNonceAsync(from.Address, token), gasLimit), token);
        await path.SendAsync(signed.Raw, token);
        for (var attempt = 0; attempt < 200; attempt++)
        {
            if (await Client.GetReceiptAsync(signed.Hash, token) is { } receipt) return receipt;
            await Task.Delay(20, token);
        }
        throw new InvalidOperationException($"{signed.Hash} was not mined.");
    }

    internal Task MineAsync(ulong blocks = Depth) => Node.RpcAsync("anvil_mine", "0x" + blocks.ToString("x", CultureInfo.InvariantCulture));
}

[CollectionDefinition(Name)]
public sealed class ChainCollection : ICollectionFixture<ChainFixture>
{
    public const string Name = "chain";
}
