using System.Text.Json;
using Anchor.Benchmarks.Harness;
using Anchor.Benchmarks.Jwt;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Keys;

namespace Anchor.Benchmarks.DataIntegrity;

/// <summary>UTF-8 JSON of signed documents to a verdict: parsing, canonicalisation of document and proof, the signature.</summary>
internal static class EddsaRdfcVerify
{
    public static Measure Measure { get; } = new("eddsa_rdfc.verify", "verifications/s", 10_000, 20, 1, TakeAsync);

    private static async Task TakeAsync(Run run)
    {
        var plain = Sample.Documents(run.Size, CredentialFormat.DataIntegrity);
        run.Peer = new Peer("verify", plain[..Math.Min(plain.Length, 300)]);
        var signer = EddsaRdfcSign.Signer();
        byte[][] documents = [.. plain.Select(document => signer.Sign(document, EddsaRdfcSign.Options).Value)];
        var key = PublicKey.FromEd25519(Sample.Key.PublicKey).Value;
        await run.RepeatAsync(() =>
        {
            foreach (var utf8 in documents)
            {
                var document = JsonElement.Parse(utf8);
                var proof = DataIntegrityProofs.Read(document).Value[0];
                if (DataIntegrityProofs.Verify(document, proof, key, ProofExpectations.Assertion) is { } error) throw new InvalidOperationException(error.ToString());
            }
        });
    }
}
