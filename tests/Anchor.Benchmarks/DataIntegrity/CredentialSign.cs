using System.Buffers;
using Anchor.Benchmarks.Harness;
using Anchor.Benchmarks.Jwt;
using Anchor.Credentials.Issuing;

namespace Anchor.Benchmarks.DataIntegrity;

/// <summary>Unsigned UTF-8 JSON of one achievement's credentials to documents with an eddsa-rdfc-2022 proof, and their leaves: what issuing a batch computes.</summary>
internal static class CredentialSign
{
    public static Measure Measure { get; } = new("credential.sign", "credentials/s", 50_000, 20, 1, TakeAsync);

    private static async Task TakeAsync(Run run)
    {
        var documents = Sample.Documents(run.Size, CredentialFormat.DataIntegrity);
        var group = new SigningGroup();
        await run.RepeatAsync(() =>
        {
            var signer = CredentialSigner.Create(CredentialFormat.DataIntegrity, Sample.Key);
            foreach (var chunk in documents.Chunk(SigningGroup.Capacity))
            {
                group.Clear();
                foreach (var document in chunk)
                {
                    group.Text.Write(document);
                    group.EndDocument();
                }
                signer.Sign(group, EddsaRdfcSign.Options.Created!.Value);
            }
        });
    }
}
