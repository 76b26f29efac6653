using Anchor.Benchmarks.Harness;
using Anchor.Benchmarks.Jwt;
using Anchor.Credentials.Issuing;
using Anchor.JsonLd;
using Anchor.JsonLd.Rdf;
using Anchor.JsonLd.Shapes;

namespace Anchor.Benchmarks.JsonLd;

/// <summary>UTF-8 JSON of credentials of one achievement to the hashes of their canonical N-Quads.</summary>
internal static class RdfcBatch
{
    public static Measure Measure { get; } = new("rdfc.batch", "documents/s", 100_000, 20, 1, TakeAsync);

    private static async Task TakeAsync(Run run)
    {
        var documents = Sample.Documents(run.Size, CredentialFormat.DataIntegrity);
        var hash = new byte[32];
        await run.RepeatAsync(() =>
        {
            var batch = new BatchCanonicaliser(new JsonLdOptions { RdfDirection = RdfDirection.I18nDatatype });
            foreach (var document in documents) batch.Hash(document, hash);
        });
    }
}
