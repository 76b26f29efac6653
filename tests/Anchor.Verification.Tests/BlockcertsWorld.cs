using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Chain.Registry;
using Anchor.Credentials.Bindings;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Identifiers;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;
using Anchor.Credentials.MerkleProofs;
using Anchor.Merkle;

namespace Anchor.Verification.Tests;

/// <summary>A university of did:web that seals documents of the profile blockcerts, and lists the account with which it anchors them in its own document.</summary>
internal sealed class BlockcertsWorld
{
    public const string Did = "did:web:universidad.example";
    public const string Url = "https://universidad.example/.well-known/did.json";

    private const int Place = 2;
    private readonly Hash32[] _others = [.. Enumerable.Range(0, 6).Select(i => MerkleHash.Leaf([(byte)i]))];

    public BlockcertsWorld()
    {
        World = new World(did: Did) { Web = new FakeWeb() };
        Publish(Caip10.Format(31337, World.Account.Address.ToString()));
        using var key = SigningKey.FromEd25519(World.Key);
        Secured = new DataIntegritySigner(Cryptosuite.EddsaRdfc2022, key, Did + "#key-1")
            .Sign(World.Document(format: CredentialFormat.DataIntegrity), new ProofOptions { Created = DateTimeOffset.FromUnixTimeSeconds((long)Tests.World.AnchoredAt) }).Value;
        Leaf = CredentialLeaf.OfDocument(JsonElement.Parse(Secured)).Value;
        Tree = MerkleTree.Build([.. _others[..Place], Leaf, .. _others[Place..]]);
        Anchored = World.Chain.Anchor(Tests.World.Registry, World.Account.Address, Tree.AnchoredRoot, Tests.World.Block, Tests.World.AnchoredAt);
    }

    public World World { get; }

    public FakeChain Chain => World.Chain;

    /// <summary>The signed document, without a Merkle proof.</summary>
    public byte[] Secured { get; }

    public Hash32 Leaf { get; }

    public MerkleTree Tree { get; }

    public AnchoredEvent Anchored { get; }

    public InclusionProof Inclusion => Tree.Prove(Place);

    /// <summary>The transaction, under the label of the world's network, which is a production network.</summary>
    public ChainAnchor Label => new(ChainLabel.EthereumMainnet, Anchored.TransactionHash);

    public MerkleProof2019 Merkle => MerkleProof2019.Of(Inclusion, Leaf, Tree.AnchoredRoot, Label).Value;

    public byte[] Document(ChainAnchor? label = null) => BlockcertsDocument.Write(Secured, Inclusion, Tree.AnchoredRoot, label ?? Label, Options).Value;

    /// <summary>The document with a Merkle proof of any content.</summary>
    public byte[] With(MerkleProof2019 proof) => BlockcertsDocument.Append(Secured, proof, Options).Value;

    public Bundle Bundle(byte[] document, bool isBound = true, bool hasClaim = false) => new(
        BundledCredential.OfText(document), Tests.World.ProofOf(Inclusion), isBound ? World.Binding() : null, hasClaim ? [World.Claim(Anchored)] : []);

    public Task<Report> VerifyAsync(byte[] document) => World.VerifyAsync(document);

    /// <summary>Puts the issuer's document on the web: its key, and the accounts.</summary>
    public void Publish(params string[] accounts) => Publish(_ => { }, accounts);

    public void Publish(Action<JsonObject> edit, params string[] accounts)
    {
        var key = PublicKey.FromEd25519(World.Key.PublicKey).Value;
        World.Web!.With(Url, Tests.World.Edited(DidDocument.Of(Credentials.Identifiers.Did.Parse(Did).Value, ("key-1", key)).ToUtf8(), document =>
        {
            for (var i = 0; i < accounts.Length; i++)
                document["verificationMethod"]!.AsArray().Add(new JsonObject
                {
                    ["id"] = $"{Did}#account-{i}", ["type"] = "EcdsaSecp256k1RecoveryMethod2020", ["controller"] = Did, ["blockchainAccountId"] = accounts[i],
                });
            edit(document);
        }));
    }

    public static byte[] Edited(byte[] document, Action<JsonObject> edit)
    {
        var node = JsonNode.Parse(document)!.AsObject();
        edit(node);
        return Encoding.UTF8.GetBytes(node.ToJsonString());
    }

    private static MerkleProofOptions Options => new(new Guid(1, 0, 0, new byte[8]), DateTimeOffset.FromUnixTimeSeconds((long)Tests.World.AnchoredAt), Did + "#account-0");
}
