using System.Text.Json;
using Anchor.Benchmarks.Harness;
using Anchor.Benchmarks.Jwt;
using Anchor.Credentials.Issuing;
using Anchor.JsonLd.Jcs;

namespace Anchor.Benchmarks.JsonLd;

/// <summary>Parsed credentials to RFC 8785.</summary>
internal static class JcsCanonicalise
{
    public static Measure Measure { get; } = new("jcs.canonicalise", "documents/s", 50_000, 50, 1, TakeAsync);

    private static async Task TakeAsync(Run run)
    {
        var texts = Sample.Documents(run.Size, CredentialFormat.DataIntegrity);
        run.Peer = new Peer("jcs", texts[..Math.Min(texts.Length, 20_000)]);
        JsonElement[] documents = [.. texts.Select(document => JsonElement.Parse(document))];
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(8192);
        await run.RepeatAsync(() =>
        {
            foreach (var document in documents)
            {
                buffer.ResetWrittenCount();
                JsonCanonicaliser.Canonicalise(document, buffer);
            }
        });
    }
}
