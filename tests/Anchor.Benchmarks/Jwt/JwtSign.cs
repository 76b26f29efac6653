using Anchor.Benchmarks.Harness;
using Anchor.Credentials.Jwt;

namespace Anchor.Benchmarks.Jwt;

/// <summary>Written documents to compact JWS.</summary>
internal static class JwtSign
{
    public static Measure Measure { get; } = new("jwt.sign", "signatures/s", 20_000, 50, 1, TakeAsync);

    private static async Task TakeAsync(Run run)
    {
        var documents = Sample.Documents(run.Size);
        run.Peer = new Peer("jwt_sign", documents[..Math.Min(documents.Length, 5_000)]);
        var signer = new VcJwtSigner(Sample.Key);
        var compact = new byte[documents.Max(document => signer.LengthOf(document.Length))];
        await run.RepeatAsync(() =>
        {
            foreach (var document in documents) signer.Sign(document, compact);
        });
    }
}
