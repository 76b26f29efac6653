using Anchor.Benchmarks.Harness;
using Anchor.Credentials.Jwt;

namespace Anchor.Benchmarks.Jwt;

/// <summary>Compact JWS to verified claims: shape, key, signature, agreement of the claims.</summary>
internal static class JwtVerify
{
    public static Measure Measure { get; } = new("jwt.verify", "verifications/s", 10_000, 50, 1, TakeAsync);

    private static async Task TakeAsync(Run run)
    {
        var signer = new VcJwtSigner(Sample.Key);
        byte[][] credentials = [.. Sample.Documents(run.Size).Select(document => signer.Sign(document))];
        run.Peer = new Peer("jwt_verify", [.. credentials.Take(5_000).Select(credential => (byte[])[(byte)'"', .. credential, (byte)'"'])]);
        await run.RepeatAsync(() =>
        {
            foreach (var credential in credentials)
                if (VcJwt.Verify(credential).Error is { } error) throw new InvalidOperationException(error.ToString());
        });
    }
}
