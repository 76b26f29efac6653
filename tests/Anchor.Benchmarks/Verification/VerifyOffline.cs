using System.Buffers;
using Anchor.Benchmarks.Harness;
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

/// <summary>Whole bundles, one at a time, by a verifier who asks no chain: every check but the anchor's.</summary>
internal static class VerifyOffline
{
    private const ulong ChainId = 31337;
    private const ulong Since = 1_700_000_000;
    private static readonly string Registry = "0x" + new string('a', 40);

    public static Measure Measure { get; } = new("verify.offline", "bundles/s", 2_000, 20, 1, TakeAsync);

    private static async Task TakeAsync(Run run)
    {
        var bundles = Bundles(run.Size);
        var trust = new TrustFile(
            [new TrustedNetwork(ChainId, "Red Ejemplo", default, Registry, null, new Finality(FinalityKind.Depth, 3), true, [])],
            [new RecognisedIssuer(Sample.Did, "Universidad Ejemplo", [])]);
        var verifier = new Verifier(VerifierOptions.Offline(trust, TimeProvider.System));
        await run.RepeatAsync(async _ =>
        {
            foreach (var bundle in bundles)
            {
                var report = await verifier.VerifyAsync(bundle, CancellationToken.None);
                if (report.Verdict != Verdict.Indeterminate || report.Checks.Count(check => check.Required && check.Result != CheckResult.Passed) > 2)
                    throw new InvalidOperationException(string.Join("; ", report.Checks));
            }
        });
    }

    private static byte[][] Bundles(int count)
    {
        // Both formats, one after the other: bundles of any shape come to a verifier.
        CredentialFormat[] formats = [CredentialFormat.DataIntegrity, CredentialFormat.VcJwt];
        var signers = formats.Select(format => CredentialSigner.Create(format, Sample.Key)).ToArray();
        var documents = formats.Select(format => Sample.Documents(count, format)).ToArray();
        var credentials = Enumerable.Range(0, count).Select(i =>
        {
            var secured = new ArrayBufferWriter<byte>(4096);
            signers[i % 2].Sign(documents[i % 2][i], DateTimeOffset.FromUnixTimeSeconds((long)Since), secured);
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
