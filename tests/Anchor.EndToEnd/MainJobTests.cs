using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Credentials.Trust;
using Anchor.EndToEnd.Hosting;
using Anchor.Tests.Support;
using Anchor.Verification;

namespace Anchor.EndToEnd;

/// <summary>The main job over HTTP with the host as a process: rows become anchored credentials that verify, however often the host dies.</summary>
public sealed class MainJobTests
{
    private const string Name = "Universidad Ejemplo";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_often_the_host_is_killed_every_batch_is_anchored_once_and_every_credential_verifies()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var dice = new Random(seed);
        await using var place = await Workplace.CreateAsync();
        var host = place.Host();
        await host.StartAsync();
        try
        {
            var job = await Job.BeginAsync(place, host.Url);
            int[] sizes = [2_300, 240, 260];
            var batches = new List<Guid>();
            foreach (var (size, i) in sizes.Select((size, i) => (size, i)))
            {
                var batch = await job.OpenAsync($"batch-{i}");
                batches.Add(batch);
                // One death on the way in, one while credentials are signed, one between sealing and finality.
                var killing = KillAsync(place, host, batch, dice, ["import", "signing", i == 1 ? "sealing" : "anchoring", "anchoring"]);
                await job.ImportAsync(batch, i, size);
                await killing;
            }
            for (var i = 0; i < batches.Count; i++) await job.IsAnchoredOnceAsync(batches[i], i, sizes[i]);
            await job.HoldsNoMoreThanAsync(sizes);
            await job.VerifiesAsync(batches);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new InvalidOperationException($"seed {seed}: {e.Message}\n--- host:\n{Tail(host.Words)}", e);
        }
    }

    [Fact]
    public async Task Two_hosts_on_one_database_anchor_once_and_one_of_them_may_die()
    {
        await using var place = await Workplace.CreateAsync();
        var (one, other) = (place.Host(), place.Host());
        await Task.WhenAll(one.StartAsync(), other.StartAsync());
        var job = await Job.BeginAsync(place, one.Url);
        var twin = job.At(other.Url);
        var opened = await Task.WhenAll(job.OpenAsync("shared"), twin.OpenAsync("shared"));
        Assert.Equal(opened[0], opened[1]);
        await Task.WhenAll(job.ImportAsync(opened[0], 0, 300), twin.ImportAsync(opened[0], 0, 300));
        await one.KillAsync();
        await twin.IsAnchoredOnceAsync(opened[0], 0, 300);
        await one.StartAsync();
        await job.IsAnchoredOnceAsync(opened[0], 0, 300);
        await job.HoldsNoMoreThanAsync([300]);
    }

    private static async Task KillAsync(Workplace place, HostProcess host, Guid batch, Random dice, string[] moments)
    {
        foreach (var moment in moments)
        {
            await UntilAsync(place, batch, moment);
            await Task.Delay(dice.Next(moment == "anchoring" ? 900 : 60), Token);
            await host.KillAsync();
            await host.StartAsync();
        }
    }

    /// <summary>Waits for a moment of a batch's life, or until it is past.</summary>
    private static async Task UntilAsync(Workplace place, Guid batch, string moment)
    {
        var reached = moment switch
        {
            "import" => "EXISTS (SELECT 1 FROM anchor.anchor_imports WHERE batch_id = $1)",
            "signing" => "EXISTS (SELECT 1 FROM anchor.anchor_view_batches WHERE id = $1 AND size > 0)",
            "sealing" => "EXISTS (SELECT 1 FROM anchor.anchor_view_batches WHERE id = $1 AND approved > 0 AND size >= approved - 20)",
            _ => "EXISTS (SELECT 1 FROM anchor.anchor_view_anchorings WHERE batch_id = $1)",
        };
        for (var attempt = 0; attempt < 6_000; attempt++)
        {
            if (await place.Database.ScalarAsync<bool>($"SELECT {reached}", batch)) return;
            await Task.Delay(5, Token);
        }
        Assert.Fail($"The batch never came to {moment}.");
    }

    private static string Tail(string words) => words.Length <= 6_000 ? words : words[^6_000..];

    /// <summary>An issuer's work at one host.</summary>
    private sealed record Job(Workplace Place, Uri Host, PatientClient Client, string Did, string Account, Guid AchievementId, string Key)
    {
        public static async Task<Job> BeginAsync(Workplace place, Uri host)
        {
            var anybody = new PatientClient(host, Workplace.AdminKey);
            var issuer = await anybody.PostAsync("/api/v1/issuers", new { name = Name, url = "https://universidad.example/", timeZone = "America/Guatemala" }, "issuer");
            var key = (await anybody.PostAsync($"/api/v1/issuers/{issuer.GetProperty("id").GetGuid()}/api-keys", new { scopes = new[] { "read", "issue", "approve", "admin" } })).GetProperty("key").GetString()!;
            var client = anybody.With(key);
            var account = (await client.PostAsync("/api/v1/issuers/me/accounts", new { chainId = place.Network.ChainId })).GetProperty("account").GetString()!;
            await place.Node.RpcAsync("anvil_setBalance", account, "0x56bc75e2d63100000");
            var definition = await File.ReadAllTextAsync(Repository.PathOf("scripts", "sample", "achievement.json"), Token);
            var achievement = (await client.PostAsync("/api/v1/achievements", definition, "achievement")).GetProperty("id").GetGuid();
            return new Job(place, host, client, issuer.GetProperty("did").GetString()!, account, achievement, key);
        }

        public Job At(Uri other) => this with { Host = other, Client = new PatientClient(other, Key) };

        public async Task<Guid> OpenAsync(string key) => (await Client.PostAsync("/api/v1/batches", new { achievementId = AchievementId }, key)).GetProperty("id").GetGuid();

        public async Task ImportAsync(Guid batch, int number, int rows)
        {
            var content = Encoding.UTF8.GetBytes(Csv(number, rows));
            var report = await Client.UploadAsync($"/api/v1/batches/{batch}/imports", () => new SlowStream(content, TimeSpan.FromMilliseconds(2)), $"import-{number}");
            Assert.Equal((rows, 0, 0), (report.GetProperty("accepted").GetInt32(), report.GetProperty("rejected").GetInt32(), report.GetProperty("duplicates").GetInt32()));
        }

        public async Task IsAnchoredOnceAsync(Guid batch, int number, int rows)
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
            Assert.Equal(batch, await OpenAsync(number == 0 && rows == 300 ? "shared" : $"batch-{number}"));
            await ImportAsync(batch, number, rows);
        }

        /// <summary>As many credentials, learners and transactions as there should be.</summary>
        public async Task HoldsNoMoreThanAsync(int[] sizes)
        {
            Assert.Equal(sizes.Sum(), await Place.Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_documents"));
            Assert.Equal(sizes.Sum(), await Place.Database.ScalarAsync<long>("SELECT count(*) FROM anchor.mt_events WHERE type = 'credential_issued_v1'"));
            Assert.Equal(0, await Place.Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_drafts"));
            Assert.Equal((ulong)sizes.Length, await Place.Chain.GetTransactionCountAsync(Address.Parse(Account), BlockId.Latest, Token));
        }

        public async Task VerifiesAsync(IReadOnlyList<Guid> batches)
        {
            var trust = Place.Recognise(new RecognisedIssuer(Did, Name, []));
            var verifier = new Verifier(VerifierOptions.Online(trust, TimeProvider.System));
            var learners = new HashSet<string>();
            foreach (var batch in batches)
            {
                var lines = (await Client.TextAsync(HttpMethod.Get, $"/api/v1/batches/{batch}/bundles", null, null)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
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
            var jws = changed["credential"]!.GetValue<string>();
            var middle = jws.Length / 2;
            changed["credential"] = jws[..middle] + (jws[middle] == 'A' ? 'B' : 'A') + jws[(middle + 1)..];
            var tampered = Place.Write("tampered.anchor.json", changed.ToJsonString());

            Assert.Equal(0, (await AnchorCommand.RunAsync("verify", file, "--trust", Place.TrustFile)).ExitCode);
            Assert.Equal(1, (await AnchorCommand.RunAsync("verify", tampered, "--trust", Place.TrustFile)).ExitCode);
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

        private static byte[] BundleOf(string line) => Encoding.UTF8.GetBytes(JsonElement.Parse(line).GetProperty("bundle").GetRawText());

        private static string Csv(int number, int rows) => "nombre,apellidos,correo,fecha,calificación\n" + string.Concat(Enumerable.Range(0, rows).Select(i =>
            $"Íñigo,\"Inventado {number}-{i}\",graduado.{number}.{i}@alumnado.example,2026-03-0{1 + i % 9},{60 + i % 41}\n"));
    }
}
