using System.Numerics;
using System.Reflection;
using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Chain.Tokens;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Trust;
using Anchor.Merkle;
using Anchor.Tests.Support;

namespace Anchor.Verification.Tests;

/// <summary>The invented university's batch on a real node, with its collection of tokens, and with collections that are not to be believed.</summary>
public sealed class MintedWorld : IAsyncLifetime
{
    public const int Minted = 3;
    public const int Unminted = 1;
    public const int Reissued = 2;
    public const int Burned = 4;
    public const int Revoked = 5;

    /// <summary>Anchored a second time, alone, and minted from there.</summary>
    public const int Elsewhere = 6;

    private static readonly BigInteger Deadline = 4_000_000_000;

    internal World World { get; } = new();

    internal EvmNode Node { get; private set; } = null!;

    internal Network Network { get; private set; } = null!;

    internal AnchorClaim Claim { get; private set; } = null!;

    internal Address Holder { get; } = Address.Parse("0x" + new string('7', 40));

    internal Address NewHolder { get; } = Address.Parse("0x" + new string('8', 40));

    internal EvmAccountKey Stranger { get; } = new([.. Enumerable.Repeat((byte)0x55, 32)]);

    internal Address Collection { get; private set; }

    /// <summary>A clone with the same terms, of an implementation that differs in its last byte.</summary>
    internal Address OtherImplementation { get; private set; }

    /// <summary>A clone of the right implementation with the right terms, in whose storage its creation wrote a token for a thief.</summary>
    internal Address MadeByHand { get; private set; }

    internal Address OtherRegistry { get; private set; }

    /// <summary>A genuine collection of another registry, in which the issuer minted the same credential.</summary>
    internal Address OfOtherRegistry { get; private set; }

    /// <summary>A genuine collection of a stranger who anchored the same root, minted the same leaf, and then revoked the whole root.</summary>
    internal Address OfStranger { get; private set; }

    internal IEvmClient Client => RegistryDeployment.Client(Node);

    internal TrustFile Trust => World.Trust with { Networks = [NetworkOf(Network.RegistryAddress!.Value)] };

    internal VerifierOptions Options => World.Options with { Trust = Trust, Chain = _ => Client };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal TrustedNetwork NetworkOf(Address registry) => new(
        Network.ChainId, "Red Ejemplo", Network.GenesisHash!.Value, registry.ToString(), Network.RegistryCodeHash, new Finality(FinalityKind.Instant, 0), true, [Node.Url.ToString()]) { TokenFactory = Network.TokenFactoryAddress!.Value.ToString() };

    internal BigInteger IdOf(int index) => TokenMessages.TokenId(World.Account.Address, LeafOf(index));

    internal Hash32 LeafOf(int index) => CredentialLeaf.OfJwt(World.Credentials[index]);

    internal TokenName NameOf(int index) => new(Network.ChainId, Collection, IdOf(index));

    /// <summary>The bundle of a credential, anchored on the real node, that names a collection.</summary>
    internal Bundle BundleOf(int index, params Address[] collections) => World.BundleOf(index) with
    {
        Anchors = [Claim], Tokens = [.. collections.Select(collection => new TokenClaim(Network.ChainId, collection.ToString()))],
    };

    internal Task<Report> VerifyAsync(Bundle bundle, VerifierOptions? options = null) => new Verifier(options ?? Options).VerifyAsync(bundle.ToUtf8(), Token);

    internal Task<TokenReport> VerifyAsync(TokenName name, VerifierOptions? options = null) => new TokenVerifier(options ?? Options).VerifyAsync(name, Token);

    /// <summary>The node, of which one answer is made up.</summary>
    internal VerifierOptions Lying(Func<MethodInfo, object?[], object?> lie) => Options with { Chain = _ => Liar.Before(Client, lie) };

    public async ValueTask InitializeAsync()
    {
        Node = await EvmNode.StartAnvilAsync();
        var deployed = await RegistryDeployment.DeployAsync(Node, 0, Token);
        Network = await TokenDeployment.DeployAsync(Node, deployed, Token);
        OtherRegistry = (await RegistryDeployment.DeployAsync(Node, 0, Token)).RegistryAddress!.Value;
        var (registry, root) = (Network.RegistryAddress!.Value, World.Tree.AnchoredRoot);
        await AnchorAsync(registry, World.Account, root);
        var anchored = (await new RegistryContract(Client, registry).FindAnchoredAsync(World.Account.Address, root, Token))!;
        Claim = World.Claim(anchored, registry) with { ChainId = Network.ChainId };

        Collection = await CreateAsync(registry, World.Account);
        foreach (var index in new[] { Minted, Reissued, Burned, Revoked }) await MintAsync(Collection, World.Account, World.Tree, index, LeafOf(index));
        await BurnAsync(IdOf(Burned));
        await ReissueAsync(IdOf(Reissued));
        await RevokeAsync(registry, root, Revoked);
        var alone = MerkleTree.Build([LeafOf(Elsewhere)]);
        await AnchorAsync(registry, World.Account, alone.AnchoredRoot);
        await MintAsync(Collection, World.Account, alone, 0, LeafOf(Elsewhere));

        MadeByHand = await BornWithTokenAsync(root);
        OtherImplementation = await CloneOfAnotherAsync();
        await AnchorAsync(OtherRegistry, World.Account, root);
        OfOtherRegistry = await CreateAsync(OtherRegistry, World.Account);
        await MintAsync(OfOtherRegistry, World.Account, World.Tree, Minted, LeafOf(Minted));
        await AnchorAsync(registry, Stranger, root);
        OfStranger = await CreateAsync(registry, Stranger);
        await MintAsync(OfStranger, Stranger, World.Tree, Minted, LeafOf(Minted));
        var revocation = Stranger.Sign(RegistryMessages.RevokeRoot(Stranger.Address, root, Deadline).Digest(RegistryMessages.Domain(Network.ChainId, registry)));
        await SendAsync(registry, RegistryCalls.RevokeRootBySig(Stranger.Address, root, Deadline, Stranger.Address, revocation.ToBytes()));
    }

    public async ValueTask DisposeAsync()
    {
        Stranger.Dispose();
        await Node.DisposeAsync();
    }

    private async Task AnchorAsync(Address registry, EvmAccountKey issuer, Hash32 root)
    {
        var signature = issuer.Sign(RegistryMessages.Anchor(issuer.Address, root, Deadline).Digest(RegistryMessages.Domain(Network.ChainId, registry)));
        await SendAsync(registry, RegistryCalls.AnchorBySig(new SignedAnchor(issuer.Address, root, Deadline, issuer.Address, signature.ToBytes())));
    }

    private async Task<Address> CreateAsync(Address registry, EvmAccountKey issuer)
    {
        var terms = new CollectionTerms(registry, issuer.Address, "Títulos de ejemplo", "EJE", "https://anchor.example/t/");
        await SendAsync(Network.TokenFactoryAddress!.Value, TokenCalls.Create(terms));
        return await new TokenFactory(Client, Network.TokenFactoryAddress!.Value).CollectionOfAsync(terms, Token);
    }

    private async Task MintAsync(Address collection, EvmAccountKey issuer, MerkleTree tree, int index, Hash32 leaf)
    {
        var proof = tree.Prove(index);
        var voucher = new MintVoucher(issuer.Address, tree.AnchoredRoot, proof.Size, proof.Index, leaf, Holder, (ulong)Deadline, 0);
        var signature = issuer.Sign(TokenMessages.Mint(voucher).Digest(TokenMessages.Domain(Network.ChainId, collection)));
        await SendAsync(collection, TokenCalls.Mint(new SignedVoucher(voucher, proof.Path.ToArray(), issuer.Address, signature.ToBytes())));
    }

    private Task BurnAsync(BigInteger id)
    {
        var signature = World.Account.Sign(TokenMessages.Burn(id, 0, Deadline).Digest(TokenMessages.Domain(Network.ChainId, Collection)));
        return SendAsync(Collection, TokenCalls.BurnBySig(id, Deadline, World.Account.Address, signature.ToBytes()));
    }

    private Task ReissueAsync(BigInteger id)
    {
        var signature = World.Account.Sign(TokenMessages.Reissue(id, NewHolder, 0, Deadline).Digest(TokenMessages.Domain(Network.ChainId, Collection)));
        return SendAsync(Collection, TokenCalls.Reissue(id, NewHolder, Deadline, World.Account.Address, signature.ToBytes()));
    }

    private Task RevokeAsync(Address registry, Hash32 root, int index)
    {
        BigInteger[] words = [0], masks = [BigInteger.One << index];
        var signature = World.Account.Sign(RegistryMessages.Revoke(World.Account.Address, root, words, masks, Deadline).Digest(RegistryMessages.Domain(Network.ChainId, registry)));
        return SendAsync(registry, RegistryCalls.RevokeBySig(World.Account.Address, root, words, masks, Deadline, World.Account.Address, signature.ToBytes()));
    }

    private async Task<Address> CloneOfAnotherAsync()
    {
        var (clone, implementation) = (Address.Parse("0x" + new string('c', 40)), Address.Parse("0x" + new string('d', 40)));
        var code = await Client.GetCodeAsync(Collection, BlockId.Latest, Token);
        var known = await Client.GetCodeAsync(new Address(code.AsSpan(10, Address.Length)), BlockId.Latest, Token);
        known[^1] ^= 1;
        implementation.AsSpan().CopyTo(code.AsSpan(10));
        await Node.RpcAsync("anvil_setCode", implementation.ToString(), Hex.Data(known));
        await Node.RpcAsync("anvil_setCode", clone.ToString(), Hex.Data(code));
        return clone;
    }

    /// <summary>The storage of CredentialToken: roots at 6, tokens at 8, whose slot holds holder, batch, index and nonce from the lowest bit on.</summary>
    private async Task<Address> BornWithTokenAsync(Hash32 root)
    {
        var code = await Client.GetCodeAsync(Collection, BlockId.Latest, Token);
        var thief = new BigInteger(NewHolder.AsSpan(), isUnsigned: true, isBigEndian: true);
        (byte[] Slot, byte[] Value)[] storage =
        [
            (Word(6), Word(1)),
            (Keccak256.Hash(Word(6)).ToArray(), root.ToArray()),
            (Keccak256.Hash([.. Word(IdOf(Minted)), .. Word(8)]).ToArray(), Word(thief | (BigInteger.One << 160) | ((BigInteger)Minted << 192))),
        ];
        byte[] stores = [.. storage.SelectMany(static each => (byte[])[0x7f, .. each.Value, 0x7f, .. each.Slot, 0x55])];
        const int Rest = 15;
        var (length, start) = (code.Length, stores.Length + Rest);
        byte[] creation =
        [
            .. stores, 0x61, (byte)(length >> 8), (byte)length, 0x61, (byte)(start >> 8), (byte)start, 0x60, 0x00, 0x39,
            0x61, (byte)(length >> 8), (byte)length, 0x60, 0x00, 0xf3, .. code,
        ];
        return (await RegistryDeployment.SendAsync(Node, Network, null, creation, Token)).ContractAddress!.Value;

        static byte[] Word(BigInteger value) => new AbiEncoder().Add(value).Encode();
    }

    private async Task SendAsync(Address to, byte[] data)
    {
        var receipt = await RegistryDeployment.SendAsync(Node, Network, to, data, Token);
        if (!receipt.Succeeded) throw new InvalidOperationException($"{receipt.TransactionHash} failed.");
    }

    /// <summary>Hands every question on, except where a lie is told.</summary>
    public class Liar : DispatchProxy
    {
        private IEvmClient _client = null!;
        private Func<MethodInfo, object?[], object?> _lie = null!;

        public static IEvmClient Before(IEvmClient client, Func<MethodInfo, object?[], object?> lie)
        {
            var proxy = Create<IEvmClient, Liar>();
            ((Liar)(object)proxy)._client = client;
            ((Liar)(object)proxy)._lie = lie;
            return proxy;
        }

        /// <summary>A lie about one function of a contract.</summary>
        public static Func<MethodInfo, object?[], object?> About(AbiSignature function, byte[] answer) => (method, arguments) =>
            method.Name == nameof(IEvmClient.CallAsync) && function.Selects(((CallRequest)arguments[0]!).Data.Span) ? Task.FromResult(answer) : null;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _lie(targetMethod!, args!) ?? targetMethod!.Invoke(_client, args);
    }
}
