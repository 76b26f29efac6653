using System.Buffers;
using Anchor.Benchmarks.Jwt;
using Anchor.Benchmarks.Merkle;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Credentials.Bindings;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Trust;
using Anchor.Merkle;
using Anchor.Verification;

namespace Anchor.Benchmarks.Verification;

/// <summary>Sealed bundles of the sample achievement, and whoever verifies them without asking a chain.</summary>
internal static class SampleBundles
{
    private const ulong ChainId = 31337;
    private const ulong Since = 1_700_000_000;
    private static readonly string Registry = "0x" + new string('a', 40);

    /// <summary>Recognises the issuer and the network.</summary>
    public static Verifier Verifier() => new(VerifierOptions.Offline(
        new TrustFile(
            [new TrustedNetwork(ChainId, "Red Ejemplo", default, Registry, null, new Finality(FinalityKind.Depth, 3), true, [])],
            [new RecognisedIssuer(Sample.Did, "Universidad Ejemplo", [])]),
        TimeProvider.System));

    /// <summary>Verifies each, and sees to it that every check but the anchor's and the binding's passed.</summary>
    public static async Task VerifyAsync(Verifier verifier, byte[][] bundles)
    {
        foreach (var bundle in bundles)
        {
            var report = await verifier.VerifyAsync(bundle, CancellationToken.None);
            if (report.Verdict != Verdict.Indeterminate || report.Checks.Count(check => check.Required && check.Result != CheckResult.Passed) > 2)
                throw new InvalidOperationException(string.Join("; ", report.Checks));
        }
    }

    /// <summary>Bundles of one batch, in these formats one after the other.</summary>
    public static byte[][] Of(int count, params CredentialFormat[] formats)
    {
        var signers = formats.Select(format => CredentialSigner.Create(format, Sample.Key)).ToArray();
        var documents = formats.Select(format => Sample.Documents(count, format)).ToArray();
        var credentials = Enumerable.Range(0, count).Select(i =>
        {
            var secured = new ArrayBufferWriter<byte>(4096);
            signers[i % formats.Length].Sign(documents[i % formats.Length][i], DateTimeOffset.FromUnixTimeSeconds((long)Since), secured);
            return BundledCredential.OfText(secured.WrittenSpan);
        }).ToArray();
        var tree = MerkleTree.Build([.. credentials.Select(credential => CredentialLeaf.Of(credential).Value)]);
        using var account = new EvmAccountKey([.. Enumerable.Repeat((byte)0x11, EvmAccountKey.Length)]);
        var address = account.Address.ToString();
        var countersignature = account.Sign(IssuerBindingMessage.Digest(ChainId, Sample.Did, account.Address, Since)).ToBytes();
        var bound = new BoundAccount(Caip10.Format(ChainId, address), Since, null, Hex.Data(countersignature));
        var binding = new IssuerBinding(Sample.Did, Since, [bound]).Sign(Sample.Key, null).Value;
        var leaf = Leaves.Of(1)[0];
        var anchor = new AnchorClaim(ChainId, Registry, address, leaf, 100, leaf, Since + 1_000);
        return [.. credentials.Select((credential, i) =>
        {
            var proof = tree.Prove(i);
            return new Bundle(credential, new BundleProof(proof.Size, proof.Index, proof.Path.ToArray()), binding, [anchor]).ToUtf8();
        })];
    }
}
