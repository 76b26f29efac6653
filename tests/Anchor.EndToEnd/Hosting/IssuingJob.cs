using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Credentials.Trust;
using Anchor.Tests.Support;
using Anchor.Verification;
using Anchor.Verification.Web;

namespace Anchor.EndToEnd.Hosting;

/// <summary>An issuer's work at one host.</summary>
internal sealed record IssuingJob(Workplace Place, Uri Host, PatientClient Client, string Did, string Account, Guid AchievementId, string Key)
{
    private const string Name = "Universidad Ejemplo";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<IssuingJob> BeginAsync(Workplace place, Uri host)
    {
        var anybody = new PatientClient(host, Workplace.AdminKey);
        var issuer = await anybody.PostAsync("/api/v1/issuers", new { name = Name, url = "https://universidad.example/", timeZone = "America/Guatemala" }, "issuer");
        var key = (await anybody.PostAsync($"/api/v1/issuers/{issuer.GetProperty("id").GetGuid()}/api-keys", new { scopes = new[] { "read", "issue", "approve", "revoke", "admin" } })).GetProperty("key").GetString()!;
        var client = anybody.With(key);
        var account = (await client.PostAsync("/api/v1/issuers/me/accounts", new { chainId = place.Network.ChainId })).GetProperty("account").GetString()!;
        await place.FundAsync(account);
        var definition = await File.ReadAllTextAsync(Repository.PathOf("scripts", "sample", "achievement.json"), Token);
        var achievement = (await client.PostAsync("/api/v1/achievements", definition, "achievement")).GetProperty("id").GetGuid();
        return new IssuingJob(place, host, client, issuer.GetProperty("did").GetString()!, account, achievement, key);
    }

    public IssuingJob At(Uri other) => this with { Host = other, Client = new PatientClient(other, Key) };

    public async Task<Guid> OpenAsync(string key) => (await Client.PostAsync("/api/v1/batches", new { achievementId = AchievementId }, key)).GetProperty("id").GetGuid();

    public async Task ImportAsync(Guid batch, int number, int rows)
    {
        var content = Encoding.UTF8.GetBytes(Csv(number, rows));
        var report = await Client.UploadAsync($"/api/v1/batches/{batch}/imports", () => new SlowStream(content, TimeSpan.FromMilliseconds(4)), $"import-{number}");
        Assert.Equal((rows, 0, 0), (report.GetProperty("accepted").GetInt32(), report.GetProperty("rejected").GetInt32(), report.GetProperty("duplicates").GetInt32()));
    }

    public async Task IsAnchoredOnceAsync(Guid batch, string key, int number, int rows)
    {
        JsonElement view = default;
        for (var attempt = 0; attempt < 600; attempt++)
        {
            view = await Client.GetAsync($"/api/v1/batches/{batch}");
            if (view.GetProperty("status").GetString() == "anchored") break;
            await Task.Delay(100, Token);
        }
        Assert.Equal("anchored", view.GetProperty("status").GetString());
        Assert.Equal(rows, view.GetProperty("size").GetInt32());
        Assert.Equal("final", Assert.Single(view.GetProperty("anchorings").EnumerateArray()).GetProperty("status").GetString());
        Assert.Equal(1, await Place.AnchoredTimesAsync(Account, view.GetProperty("root").GetString()!));
        // The same requests once more change nothing.
        Assert.Equal(batch, await OpenAsync(key));
        await ImportAsync(batch, number, rows);
    }

    /// <summary>As many credentials, learners and transactions as there should be.</summary>
    public async Task HoldsNoMoreThanAsync(int[] sizes)
    {
        Assert.Equal(sizes.Sum(), await Place.Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_documents"));
        Assert.Equal(sizes.Sum(), await Place.Database.ScalarAsync<long>("SELECT count(*) FROM anchor.mt_events WHERE type = 'credential_issued_v2'"));
        Assert.Equal(0, await Place.Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_drafts"));
        // Batches that were sealed at the same time share a transaction.
        Assert.InRange(await Place.Chain.GetTransactionCountAsync(Address.Parse(Account), BlockId.Latest, Token), 1UL, (ulong)sizes.Length);
    }

    /// <summary>The bundles are valid: all of a small batch, every fifth of a large one.</summary>
    public async Task VerifiesAsync(IReadOnlyList<Guid> batches)
    {
        var trust = Place.Recognise(new RecognisedIssuer(Did, Name, []));
        var verifier = new Verifier(VerifierOptions.Online(trust, TimeProvider.System, new PublicWeb(allowLocal: true)));
        var learners = new HashSet<string>();
        foreach (var batch in batches)
        {
            var lines = (await Client.TextAsync(HttpMethod.Get, $"/api/v1/batches/{batch}/bundles", null, null)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (lines.Length > 1_000) lines = [.. lines.Where((_, i) => i % 5 == 0)];
            var reports = new Report[lines.Length];
            await Parallel.ForEachAsync(Enumerable.Range(0, lines.Length), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Token }, async (i, token) =>
                reports[i] = await verifier.VerifyAsync(BundleOf(lines[i]), token));
            Assert.All(reports, report => Assert.True(report.Verdict == Verdict.Valid, report.Summary));
            Assert.All(reports, report => Assert.True(learners.Add(report.Credential!.SubjectName!), "A learner has two credentials."));
        }
        var first = await Client.TextAsync(HttpMethod.Get, $"/api/v1/batches/{batches[0]}/bundles?from=7", null, null);
        await CommandAgreesAsync(first[..first.IndexOf('\n', StringComparison.Ordinal)]);
    }

    private async Task CommandAgreesAsync(string line)
    {
        var bundle = Encoding.UTF8.GetString(BundleOf(line));
        var file = Place.Write("seven.anchor.json", bundle);
        var changed = JsonNode.Parse(bundle)!;
        var proof = changed["credential"]!["proof"]![0]!;
        var value = proof["proofValue"]!.GetValue<string>();
        var middle = value.Length / 2;
        proof["proofValue"] = value[..middle] + (value[middle] == 'A' ? 'B' : 'A') + value[(middle + 1)..];
        var tampered = Place.Write("tampered.anchor.json", changed.ToJsonString());

        using (var peer = NodePeer.Start("tests", "Anchor.Credentials.Tests", "peers", "data-integrity.mjs"))
        {
            var verdicts = peer.Ask(new[] { JsonNode.Parse(bundle)!, changed }.Select(each => new { op = "verify", document = each["credential"] }).ToList());
            Assert.Equal([true, false], verdicts.Select(verdict => verdict.GetProperty("verified").GetBoolean()));
        }
        Assert.Equal(0, (await AnchorCommand.RunAsync("verify", file, "--trust", Place.TrustFile, "--local")).ExitCode);
        Assert.Equal(1, (await AnchorCommand.RunAsync("verify", tampered, "--trust", Place.TrustFile, "--local")).ExitCode);
        Assert.Equal(2, (await AnchorCommand.RunAsync("verify", file, "--trust", Place.TrustFile, "--offline")).ExitCode);

        for (var attempt = 0; attempt < 50; attempt++)
        {
            // The host reads the changed trust file within a second or so.
            var report = await Client.PostAsync("/api/v1/verify", bundle);
            if (report.GetProperty("verdict").GetString() == "valid") return;
            await Task.Delay(100, Token);
        }
        Assert.Fail("The host does not call its own credential valid.");
    }

    /// <summary>Revokes a batch with the command, however often that has to be begun again; afterwards each credential was revoked once and everybody sees it.</summary>
    public async Task RevokesAsync(Guid batch, int size)
    {
        Ended ended;
        var runs = 0;
        do ended = await AnchorCommand.RunAsync(new Dictionary<string, string> { ["ANCHOR_API_KEY"] = Key }, "revoke", "--batch", batch.ToString(), "--reason", "issued-in-error", "--url", Host.ToString());
        while (ended.ExitCode == 2 && ++runs < 20);
        Assert.True(ended.ExitCode == 0, ended.Output);
        Assert.Equal(size, await Place.Database.ScalarAsync<long>("SELECT count(*) FROM anchor.mt_events WHERE type = 'credential_revoked_v1'"));
        Assert.Equal(size, await Place.Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_view_standings WHERE revoked_from IS NOT NULL"));

        var verifier = new Verifier(VerifierOptions.Online(Place.Recognise(new RecognisedIssuer(Did, Name, [])), TimeProvider.System, new PublicWeb(allowLocal: true)));
        var lines = (await Client.TextAsync(HttpMethod.Get, $"/api/v1/batches/{batch}/bundles", null, null)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines)
        {
            var status = (await verifier.VerifyAsync(BundleOf(line), Token)).Checks.Single(check => check.Name == CheckNames.Status);
            Assert.Equal((CheckResult.Failed, "status.revoked"), (status.Result, status.Code));
            Assert.Contains("the reason given: it was issued in error", status.Words, StringComparison.Ordinal);
        }
    }

    private static byte[] BundleOf(string line) => Encoding.UTF8.GetBytes(JsonElement.Parse(line).GetProperty("bundle").GetRawText());

    private static string Csv(int number, int rows) => "nombre,apellidos,correo,fecha,calificación\n" + string.Concat(Enumerable.Range(0, rows).Select(i =>
        $"Íñigo,\"Inventado {number}-{i}\",graduado.{number}.{i}@alumnado.example,2026-03-0{1 + i % 9},{60 + i % 41}\n"));
}
