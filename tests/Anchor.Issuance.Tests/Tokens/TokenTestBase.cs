using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Chain.Tokens;
using Anchor.Credentials;
using Anchor.Issuance.Tokens;
using Anchor.Merkle;
using Anchor.Tests.Support;

namespace Anchor.Issuance.Tests.Tokens;

/// <summary>A network with a factory of collections; one for all slices.</summary>
public sealed class FactoryFixture
{
    private Network? _network;

    // The slices of one class run one after the other.
    internal async Task<Network> OnAsync(EvmNode node, Network network, CancellationToken cancellationToken) =>
        _network ??= await TokenDeployment.DeployAsync(node, network, cancellationToken);
}

/// <summary>What slices about tokens have in common: a learner with a wallet.</summary>
public abstract class TokenTestBase(ChainFixture chain, FactoryFixture factory) : IssuanceTestBase(chain), IClassFixture<FactoryFixture>
{
    private Network? _network;

    internal override Network Network => _network ?? base.Network;

    protected override Uri? PublicUrl => new("https://anchor.example");

    protected Uri Page { get; } = new("https://anchor.example/claim");

    internal EvmAccountKey Wallet { get; } = EvmAccountKey.Generate();

    internal IEvmClient Client => RegistryDeployment.Client(Node);

    public override async ValueTask InitializeAsync()
    {
        _network = await factory.OnAsync(Node, base.Network, Token);
        await base.InitializeAsync();
    }

    /// <summary>An anchored batch whose learners may mint, with their claim links.</summary>
    protected async Task<IReadOnlyList<ClaimRow>> OfferedAsync(int rows)
    {
        var batch = await AnchoredBatchAsync(rows);
        return await OfferAsync(batch);
    }

    protected async Task<IReadOnlyList<ClaimRow>> OfferAsync(Guid batch)
    {
        Ok(await SendAsync(new OfferMinting(Actor, batch, null, null)));
        return Ok(await SendAsync(new ListClaims(Actor.Issuer, batch, 0, 500, null, WithLinks: true))).Items;
    }

    protected static string SecretOf(ClaimRow claim) => claim.Link!.Split('#')[1];

    protected async Task<ClaimView> ClaimAsync(ClaimRow claim) => Ok(await SendAsync(new GetClaim(claim.CredentialId, SecretOf(claim))));

    /// <summary>The account of a wallet, proven as a page proves it.</summary>
    internal async Task<AccountProof> ProofAsync(ClaimRow claim, EvmAccountKey wallet)
    {
        var challenge = Ok(await SendAsync(new AskChallenge(claim.CredentialId, SecretOf(claim), wallet.Address.ToString(), Page)));
        return new AccountProof(wallet.Address.ToString(), challenge.IssuedAt, Hex.Data(wallet.Sign(PersonalMessage.Digest(challenge.Message)).ToBytes()), Page);
    }

    protected async Task<Result<MintAnswer>> MintAsync(ClaimRow claim, bool ownGas = false) =>
        await SendAsync(new RequestMint(claim.CredentialId, SecretOf(claim), await ProofAsync(claim, Wallet), ownGas));

    /// <summary>A credential that was minted to the wallet.</summary>
    protected async Task<ClaimRow> MintedAsync()
    {
        var claim = (await OfferedAsync(3))[1];
        Ok(await MintAsync(claim));
        await RunUntilAsync(claim, "minted");
        return claim;
    }

    protected Task RunUntilAsync(ClaimRow claim, string state) => RunUntilAsync(async () => (await ClaimAsync(claim)).State == state);

    internal async Task<TokenContract> ContractAsync(ClaimRow claim) => new(Client, Address.Parse((await ClaimAsync(claim)).Contract));

    protected static BigInteger NumberOf(ClaimRow claim) => new(Hash32.Parse(claim.TokenId).AsSpan(), isUnsigned: true, isBigEndian: true);

    protected Task<long> EventsAsync(string type) => Database.ScalarAsync<long>($"SELECT count(*) FROM anchor.mt_events WHERE type = '{type}'");

    /// <summary>How often the collection has said something.</summary>
    internal async Task<int> LogsAsync(ClaimRow claim, AbiSignature what) => (await Client.GetLogsAsync(
        Address.Parse((await ClaimAsync(claim)).Contract), [what.Topic], 0, await Client.BlockNumberAsync(Token), Token)).Count;
}
