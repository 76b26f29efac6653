using Anchor.Benchmarks.DataIntegrity;
using Anchor.Benchmarks.Harness;
using Anchor.Benchmarks.Issuance;
using Anchor.Benchmarks.JsonLd;
using Anchor.Benchmarks.Jwt;
using Anchor.Benchmarks.Merkle;
using Anchor.Benchmarks.Verification;

Measure[] measures =
[
    MerkleBuild.Measure, MerkleProveAll.Measure, JwtSign.Measure, JwtVerify.Measure,
    JcsCanonicalise.Measure, RdfcCanonicalise.Measure, RdfcBatch.Measure, CredentialSign.Measure, EddsaRdfcSign.Measure, EddsaRdfcVerify.Measure, VerifyOffline.Measure, VerifyBulk.Measure,
    ProofRead.Measure, ImportCsv.Measure, IssueEndToEnd.Measure, IssueTwoHosts.Measure, HttpIssue.Measure, HttpRead.Bundle, HttpRead.Page, HttpVerify.Measure, SealToFinal.Measure, StatusRevoke.Measure,
];
if (!Choice.TryRead(args, measures, out var choice, out var mistake))
{
    await Console.Error.WriteLineAsync($"{mistake}\n\n{Choice.Usage(measures)}");
    return 3;
}

var (failed, table) = (false, new Table());
foreach (var measure in choice.Measures)
{
    var run = new Run(choice.Size ?? (choice.IsSmoke ? measure.SmokeSize : measure.Size), choice.IsSmoke);
    try
    {
        Run.Say($"{measure.Name}, n = {run.Size}");
        await measure.TakeAsync(run);
        Console.WriteLine(Line.Of(measure, run));
        if (!choice.WithPeers || run.Peer is not { } peer) continue;
        foreach (var figures in await peer.TakeAsync())
        {
            Console.WriteLine(Line.Of(measure, run, figures));
            table.Add(measure, run, figures);
        }
    }
    catch (Exception e)
    {
        Run.Say($"{measure.Name} failed: {e}");
        failed = true;
    }
}
Run.Say($"{table}");
return failed ? 1 : 0;
