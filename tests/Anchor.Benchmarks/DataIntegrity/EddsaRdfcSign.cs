using Anchor.Benchmarks.Harness;
using Anchor.Benchmarks.Jwt;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Keys;

namespace Anchor.Benchmarks.DataIntegrity;

/// <summary>Unsigned UTF-8 JSON to documents with an eddsa-rdfc-2022 proof, each canonicalised on its own.</summary>
internal static class EddsaRdfcSign
{
    public static Measure Measure { get; } = new("eddsa_rdfc.sign", "signatures/s", 10_000, 20, 1, TakeAsync);

    public static ProofOptions Options { get; } = new() { Created = new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero) };

    public static DataIntegritySigner Signer() => new(Cryptosuite.EddsaRdfc2022, SigningKey.FromEd25519(Sample.Key));

    private static async Task TakeAsync(Run run)
    {
        var documents = Sample.Documents(run.Size, CredentialFormat.DataIntegrity);
        run.Peer = new Peer("sign", documents[..Math.Min(documents.Length, 300)]);
        var signer = Signer();
        await run.RepeatAsync(() =>
        {
            foreach (var document in documents)
                if (signer.Sign(document, Options).Error is { } error) throw new InvalidOperationException(error.ToString());
        });
    }
}
