using Anchor.Benchmarks.Harness;
using Anchor.Credentials.Issuing;

namespace Anchor.Benchmarks.Verification;

/// <summary>Whole bundles, one at a time, by a verifier who asks no chain: every check but the anchor's.</summary>
internal static class VerifyOffline
{
    public static Measure Measure { get; } = new("verify.offline", "bundles/s", 2_000, 20, 1, TakeAsync);

    private static async Task TakeAsync(Run run)
    {
        // Both formats, one after the other: bundles of any shape come to a verifier.
        var bundles = SampleBundles.Of(run.Size, CredentialFormat.DataIntegrity, CredentialFormat.VcJwt);
        var verifier = SampleBundles.Verifier();
        await run.RepeatAsync(_ => SampleBundles.VerifyAsync(verifier, bundles));
    }
}
