using Anchor.Benchmarks.Harness;
using Anchor.Credentials.Issuing;

namespace Anchor.Benchmarks.Verification;

/// <summary>The bundles of one achievement and one issuer, as <c>verify --bulk --offline</c> meets them, on one thread.</summary>
internal static class VerifyBulk
{
    public static Measure Measure { get; } = new("verify.bulk", "bundles/s", 20_000, 20, 1, TakeAsync);

    private static async Task TakeAsync(Run run)
    {
        var bundles = SampleBundles.Of(run.Size, CredentialFormat.DataIntegrity);
        var verifier = SampleBundles.Verifier();
        await run.RepeatAsync(_ => SampleBundles.VerifyAsync(verifier, bundles));
    }
}
