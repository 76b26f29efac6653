using System.Buffers;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Credentials.Bindings;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;
using Anchor.Credentials.OpenBadges;
using Anchor.Credentials.Trust;
using Anchor.Merkle;
using Anchor.Verification;
using Anchor.Verification.Nodes;

namespace Anchor.EndToEnd.Forging;

/// <summary>Somebody who issues: an honest university, or whoever would like to be taken for it.</summary>
internal sealed class University(ChainFixture chain, string name)
{
    private static readonly HttpClient Http = EvmHttp.Create();

    public string Name => name;

    public Ed25519KeyPair Key { get; init; } = Ed25519KeyPair.Generate();

    public EvmAccountKey Account { get; init; } = EvmAccountKey.Generate();

    public string Did => DidKey.FromEd25519(Key.PublicKey);

    public Address Registry { get; init; } = chain.Network.RegistryAddress!.Value;

    /// <summary>Signs and seals a batch without anchoring it.</summary>
    public Sealed Seal(int size, int from = 0)
    {
        var signer = new VcJwtSigner(Key);
        byte[][] credentials = [.. Enumerable.Range(from, size).Select(i => signer.Sign(Document(i)))];
        return new Sealed(credentials, MerkleTree.Build([.. credentials.Select(compact => CredentialLeaf.OfJwt(compact))]));
    }

    /// <summary>Seals a batch and anchors it by this account; final unless told otherwise.</summary>
    public async Task<Anchored> AnchorAsync(int size = 5, bool final = true, int from = 0)
    {
        var batch = Seal(size, from);
        var receipt = await chain.SendAsync(Account, Registry, RegistryCalls.Anchor(batch.Tree.AnchoredRoot));
        Assert.True(receipt.Succeeded);
        if (final) await chain.MineAsync();
        return new Anchored(batch, ClaimOf(receipt));
    }

    public AnchorClaim ClaimOf(TransactionReceipt receipt) => new(
        chain.Network.ChainId, Registry.ToString(), Account.Address.ToString(), receipt.TransactionHash, receipt.BlockNumber, receipt.BlockHash, 1_700_000_000);

    public string Binding() => Binding(Account);

    /// <summary>This issuer's statement that an account is its own, countersigned by that account.</summary>
    public string Binding(EvmAccountKey account, Address? named = null)
    {
        const ulong from = 1_700_000_000;
        var digest = IssuerBindingMessage.Digest(chain.Network.ChainId, Did, named ?? account.Address, from);
        var bound = new BoundAccount(Caip10.Format(chain.Network.ChainId, (named ?? account.Address).ToString()), from, null, Hex.Data(account.Sign(digest).ToBytes()));
        return new IssuerBinding(Did, from, [bound]).Sign(Key).Value;
    }

    public Bundle Bundle(Anchored anchored, int index = 2) => new(
        BundledCredential.OfJwt(anchored.Batch.Credentials[index]), ProofOf(anchored.Batch.Tree.Prove(index)), Binding(), [anchored.Claim]);

    public static BundleProof ProofOf(InclusionProof proof) => new(proof.Size, proof.Index, proof.Path.ToArray());

    /// <summary>A trust file that recognises this issuer and the chain's own registry.</summary>
    public TrustFile Trust(ulong depth = ChainFixture.Depth) => new(
        [new TrustedNetwork(
            chain.Network.ChainId, chain.Network.Name, chain.Network.GenesisHash!.Value, chain.Network.RegistryAddress!.Value.ToString(), chain.Network.RegistryCodeHash,
            new Finality(FinalityKind.Depth, (int)depth), true, [chain.Node.Url.ToString()])],
        [new RecognisedIssuer(Did, name, [])]);

    public Task<Report> VerifyAsync(Bundle bundle, TrustFile? trust = null, Uri? node = null) => VerifyAsync(bundle.ToUtf8(), trust ?? Trust(), node);

    public static Task<Report> VerifyAsync(byte[] document, TrustFile trust, Uri? node = null) => new Verifier(new VerifierOptions
    {
        Trust = trust, Clock = TimeProvider.System,
        Chain = node is null ? TrustedNodes.Over(Http, TimeProvider.System) : TrustedNodes.At(node, Http, TimeProvider.System),
    }).VerifyAsync(document, TestContext.Current.CancellationToken);

    private byte[] Document(int number)
    {
        var achievement = new Achievement
        {
            Id = "https://universidad.example/logros/invento", Name = "Análisis inventado", Description = "Un logro inventado.",
            Criteria = new Criteria { Narrative = "Aprobar." },
        };
        var draft = new CredentialDraft
        {
            Identifier = $"persona{number}@universidad.example", IdentityType = "emailAddress", Name = $"Persona Inventada {number}", AwardedDate = new DateOnly(2026, 1, 15),
        };
        var buffer = new ArrayBufferWriter<byte>();
        CredentialTemplate.Compile(new Profile { Id = Did, Name = name, Url = "https://universidad.example" }, achievement, new IssueOptions(TimeZoneInfo.Utc, Format: CredentialFormat.VcJwt)).Value
            .Write(draft, Guid.CreateVersion7(), Guid.NewGuid().ToByteArray(), buffer);
        return buffer.WrittenSpan.ToArray();
    }
}

/// <summary>Signed credentials and their tree.</summary>
internal sealed record Sealed(byte[][] Credentials, MerkleTree Tree);

/// <summary>A batch with what is claimed about its anchor.</summary>
internal sealed record Anchored(Sealed Batch, AnchorClaim Claim);
