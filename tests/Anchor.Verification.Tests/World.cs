using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;
using Anchor.Chain.Signing;
using Anchor.Credentials.Bindings;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;
using Anchor.Credentials.OpenBadges;
using Anchor.Credentials.Trust;
using Anchor.Merkle;

namespace Anchor.Verification.Tests;

/// <summary>An invented university with keys, a sealed batch, its anchor on a chain, and a verifier who trusts all that.</summary>
internal sealed class World
{
    public const ulong AnchoredAt = 1_777_700_000;
    public const ulong Block = 100;

    public World(int size = 7, string did = "")
    {
        Key = Ed25519KeyPair.FromSeed([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
        Did = did.Length > 0 ? did : DidKey.FromEd25519(Key.PublicKey);
        Account = new EvmAccountKey([.. Enumerable.Repeat((byte)0x11, 32)]);
        Credentials = [.. Enumerable.Range(0, size).Select(i => Sign(Document(i)))];
        Tree = MerkleTree.Build([.. Credentials.Select(compact => CredentialLeaf.OfJwt(compact))]);
        Chain.Mine(Block + 50, AnchoredAt + 5_000);
        Anchored = Chain.Anchor(Registry, Account.Address, Tree.AnchoredRoot, Block, AnchoredAt);
        Trust = new TrustFile(
            [new TrustedNetwork(31337, "Red Ejemplo", Chain.Genesis, Registry.ToString(), null, new Finality(FinalityKind.Depth, 3), true, [])],
            [new RecognisedIssuer(Did, "Universidad Ejemplo", [])]);
    }

    public static Address Registry { get; } = Address.Parse("0x" + new string('a', 40));

    public static Address LookAlike { get; } = Address.Parse("0x" + new string('b', 40));

    public Ed25519KeyPair Key { get; }

    public string Did { get; }

    public EvmAccountKey Account { get; }

    public byte[][] Credentials { get; }

    public MerkleTree Tree { get; }

    public FakeChain Chain { get; } = new();

    public AnchoredEvent Anchored { get; }

    public TrustFile Trust { get; set; }

    public FixedClock Clock { get; } = new(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));

    public bool IsOffline { get; set; }

    /// <summary>What stands on the web; nothing is fetched when null.</summary>
    public FakeWeb? Web { get; set; }

    public TrustedNetwork Network
    {
        get => Trust.Networks[0];
        set => Trust = Trust with { Networks = [value] };
    }

    public VerifierOptions Options => new() { Trust = Trust, Clock = Clock, Chain = _ => IsOffline ? null : Chain, ChainTimeout = TimeSpan.FromSeconds(5), Documents = Web };

    public static JsonObject Parse(byte[] utf8) => JsonNode.Parse(utf8)!.AsObject();

    public Task<Report> VerifyAsync(byte[] document) => new Verifier(Options).VerifyAsync(document, TestContext.Current.CancellationToken);

    public Task<Report> VerifyAsync(Bundle bundle) => VerifyAsync(bundle.ToUtf8());

    public Bundle BundleOf(int index = 3) => new(BundledCredential.OfJwt(Credentials[index]), ProofOf(Tree.Prove(index)), Binding(), [Claim()]);

    public static BundleProof ProofOf(InclusionProof proof) => new(proof.Size, proof.Index, proof.Path.ToArray());

    public AnchorClaim Claim(AnchoredEvent? anchored = null, Address? registry = null)
    {
        var source = anchored ?? Anchored;
        return new AnchorClaim(
            31337, (registry ?? Registry).ToString(), source.Issuer.ToString(), source.TransactionHash, source.BlockNumber, source.BlockHash, source.AnchoredAt);
    }

    /// <summary>The issuer's statement of accounts; by default it names the account that anchors.</summary>
    public string Binding(params BoundAccount[] accounts) =>
        new IssuerBinding(Did, 1_700_000_000, accounts.Length == 0 ? [Bound(Account)] : accounts).Sign(Key, Kid).Value;

    public BoundAccount Bound(EvmAccountKey account, ulong from = 1_700_000_000, ulong? until = null, string? did = null) => new(
        Caip10.Format(31337, account.Address.ToString()), from, until,
        Hex.Data(account.Sign(IssuerBindingMessage.Digest(31337, did ?? Did, account.Address, from)).ToBytes()));

    public byte[] Sign(byte[] payload) => new VcJwtSigner(Key, Kid).Sign(payload);

    public byte[] Document(int number = 3, string name = "Universidad Ejemplo", CredentialFormat format = CredentialFormat.VcJwt)
    {
        var issuer = new Profile { Id = Did, Name = name, Url = "https://universidad.example" };
        var achievement = new Achievement
        {
            Id = "https://universidad.example/logros/analisis-de-datos", Name = "Análisis de datos",
            Description = "Prepara, analiza y explica datos.", Criteria = new Criteria { Narrative = "Aprobar el proyecto final." },
            ResultDescription = [new ResultDescription { Id = "urn:uuid:0190f5c2-7a3b-7c1d-9e2f-00000000000a", Name = "Nota final", ResultType = "RawScore" }],
        };
        var draft = new CredentialDraft
        {
            Identifier = $"persona{number}@universidad.example", IdentityType = "emailAddress", Name = $"Ana Ejemplo Núñez {number}",
            AwardedDate = new DateOnly(2026, 5, 1), ResultValue = "95", ValidUntil = new DateOnly(2031, 5, 1),
        };
        var buffer = new ArrayBufferWriter<byte>();
        CredentialTemplate.Compile(issuer, achievement, new IssueOptions(TimeZoneInfo.Utc, Format: format)).Value
            .Write(draft, new Guid(number, 0, 0, new byte[8]), [.. Enumerable.Repeat((byte)number, 16)], buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A bundle of one credential of its own, sealed and anchored like any other.</summary>
    public Bundle BundleOfDocument(byte[] payload) => BundleOf(BundledCredential.OfJwt(Sign(payload)));

    /// <summary>A bundle of one secured credential, sealed and anchored like any other.</summary>
    public Bundle BundleOf(BundledCredential credential)
    {
        var tree = MerkleTree.Build([CredentialLeaf.Of(credential).Value]);
        var anchored = Chain.Anchor(Registry, Account.Address, tree.AnchoredRoot, Block, AnchoredAt);
        return new Bundle(credential, ProofOf(tree.Prove(0)), Binding(), [Claim(anchored)]);
    }

    public static byte[] Edited(byte[] payload, Action<JsonObject> edit)
    {
        var document = Parse(payload);
        edit(document);
        return Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    private string? Kid => Did.StartsWith("did:key:", StringComparison.Ordinal) ? null : Did + "#key-1";
}

/// <summary>A clock that stands still; timers run on the system's.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}

internal static class Findings
{
    public static Check Of(this Report report, string name) => report.Checks.Single(check => check.Name == name);

    /// <summary>Asserts that one check found this and that the verdict follows from it.</summary>
    public static void Found(this Report report, string name, CheckResult result, string? code)
    {
        Assert.Equal((result, code), (report.Of(name).Result, report.Of(name).Code));
        Assert.EndsWith(".", report.Of(name).Words, StringComparison.Ordinal);
        if (report.Of(name).Required && result == CheckResult.Failed) Assert.Equal(Verdict.Invalid, report.Verdict);
        if (report.Of(name).Required && result == CheckResult.Unknown) Assert.NotEqual(Verdict.Valid, report.Verdict);
    }
}
