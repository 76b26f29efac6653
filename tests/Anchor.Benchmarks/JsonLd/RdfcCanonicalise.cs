using System.Text.Json;
using Anchor.Benchmarks.Harness;
using Anchor.Benchmarks.Jwt;
using Anchor.Credentials.Issuing;
using Anchor.JsonLd;
using Anchor.JsonLd.Rdfc;

namespace Anchor.Benchmarks.JsonLd;

/// <summary>UTF-8 JSON of credentials to canonical N-Quads: parsing, expansion, quads and labels, each document on its own.</summary>
internal static class RdfcCanonicalise
{
    public static Measure Measure { get; } = new("rdfc.canonicalise", "documents/s", 10_000, 20, 1, TakeAsync);

    private static async Task TakeAsync(Run run)
    {
        var documents = Sample.Documents(run.Size, CredentialFormat.DataIntegrity);
        Run.Say($"{JsonLdProcessor.ToRdf(JsonElement.Parse(documents[0])).Count} quads, {documents[0].Length} bytes");
        run.Peer = new Peer("rdfc", documents[..Math.Min(documents.Length, 300)]);
        await run.RepeatAsync(() =>
        {
            foreach (var document in documents) Rdfc10.Canonicalise(JsonLdProcessor.ToRdf(JsonElement.Parse(document)));
        });
    }
}
