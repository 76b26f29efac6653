using System.Text;
using Anchor.Issuance.Batches;

namespace Anchor.Issuance.Tests.Batches;

public class ImportTests(ChainFixture chain) : IssuanceTestBase(chain)
{
    [Fact]
    public async Task Good_rows_become_drafts_and_bad_rows_are_named_by_line_and_column()
    {
        var batch = await OpenAsync();
        var report = Ok(await ImportAsync(batch, Header + Rows(2) + "Ana,Ejemplo,ana@x.example,2026-02-31,70\n" + Rows(2, 10) + "Ana,Ejemplo,no-mail,2026-02-01,700\n", approve: false));
        Assert.Equal((6, 4, 2, 0), (report.Rows, report.Accepted, report.Rejected, report.Duplicates));
        Assert.Equal(
            [(4L, "fecha", "csv.date_invalid"), (7L, "correo", "csv.email_invalid"), (7L, "calificación", "csv.result_invalid")],
            report.Errors.Select(error => (error.Line, error.Column!, error.Code)));
        Assert.All(report.Errors, error => Assert.DoesNotContain("700", error.Message));
        Assert.Equal((BatchStatus.Open, 4L), ((await BatchAsync(batch)).Status, (await BatchAsync(batch)).Drafts));
    }

    [Fact]
    public async Task Importing_the_same_file_with_the_same_key_again_adds_nothing()
    {
        var batch = await OpenAsync();
        var first = Ok(await ImportAsync(batch, Header + Rows(5), "key", approve: false));
        var second = Ok(await ImportAsync(batch, Header + Rows(5), "key", approve: false));
        Assert.Equal((first.ImportId, 5L), (second.ImportId, second.Accepted));
        Assert.Equal(5, (await BatchAsync(batch)).Drafts);
        Assert.Equal("idempotency.key_reused", (await ImportAsync(batch, Header + Rows(6), "key")).Error!.Code);
        Assert.Equal("idempotency.key_reused", (await ImportAsync(batch, Header + Rows(4), "key")).Error!.Code);
        Assert.Equal("idempotency.key_reused", (await ImportAsync(batch, Header + Rows(5, 1), "key")).Error!.Code);
    }

    [Fact]
    public async Task An_interrupted_import_goes_on_where_it_stopped()
    {
        var batch = await OpenAsync();
        var file = Header + Rows(12_000);
        var cut = new CutStream(Encoding.UTF8.GetBytes(file), file.Length * 9 / 10);
        await Assert.ThrowsAsync<IOException>(() => SendAsync(new ImportRows(Actor, batch, cut, RowFormat.Csv, DuplicatePolicy.Deny, true, "key")));
        Assert.InRange((await BatchAsync(batch)).Drafts, 5_000, 10_000);
        Assert.Equal("batch.import_incomplete", (await SendAsync(new ApproveBatch(Actor, batch))).Error!.Code);

        var report = Ok(await ImportAsync(batch, file, "key"));
        Assert.Equal((12_000L, 12_000L, "complete"), (report.Rows, report.Accepted, report.State));
        Assert.Equal((BatchStatus.Approved, 12_000L), ((await BatchAsync(batch)).Status, (await BatchAsync(batch)).Approved));
    }

    [Fact]
    public async Task Another_file_under_the_key_of_an_interrupted_import_is_refused()
    {
        var batch = await OpenAsync();
        var file = Header + Rows(12_000);
        var cut = new CutStream(Encoding.UTF8.GetBytes(file), file.Length * 9 / 10);
        await Assert.ThrowsAsync<IOException>(() => SendAsync(new ImportRows(Actor, batch, cut, RowFormat.Csv, DuplicatePolicy.Deny, true, "key")));
        var kept = (await BatchAsync(batch)).Drafts;
        Assert.Equal("idempotency.key_reused", (await ImportAsync(batch, Header + Rows(12_000, 1), "key")).Error!.Code);
        Assert.Equal(kept, (await BatchAsync(batch)).Drafts);
    }

    [Theory]
    [InlineData("", "csv.empty")]
    [InlineData("nombre,fecha\nAna,2026-01-01\n", "csv.missing_column")]
    public async Task A_file_of_which_nothing_can_be_used_leaves_the_batch_open_and_free(string csv, string code)
    {
        var batch = await OpenAsync();
        Assert.Equal(code, (await ImportAsync(batch, csv, "key")).Error!.Code);
        Assert.Equal("import.discarded", (await ImportAsync(batch, csv, "key")).Error!.Code);
        Assert.Equal(BatchStatus.Open, (await BatchAsync(batch)).Status);
        Ok(await ImportAsync(batch, Header + Rows(1), "another key"));
        Assert.Equal(BatchStatus.Approved, (await BatchAsync(batch)).Status);
    }

    [Fact]
    public async Task A_file_that_breaks_off_in_the_wrong_encoding_blocks_approval_until_it_is_discarded()
    {
        var batch = await OpenAsync();
        byte[] file = [.. Encoding.UTF8.GetBytes(Header + Rows(3_000)), .. "Ana,Ejemplo\xE9,"u8[..12], 0xE9, 0xFF, .. ",x@y.example,2026-01-01,70\n"u8];
        var broken = await SendAsync(new ImportRows(Actor, batch, new MemoryStream(file), RowFormat.Csv, DuplicatePolicy.Deny, true, "key"));
        Assert.Equal("csv.encoding", broken.Error!.Code);
        Assert.Equal("batch.import_incomplete", (await SendAsync(new ApproveBatch(Actor, batch))).Error!.Code);
        Assert.Equal(BatchStatus.Open, (await BatchAsync(batch)).Status);

        var importId = await Database.ScalarAsync<Guid>("SELECT id FROM anchor.anchor_imports");
        Ok(await SendAsync(new DiscardImport(Actor, batch, importId)));
        Assert.Equal(0, (await BatchAsync(batch)).Drafts);
        Ok(await ImportAsync(batch, Header + Rows(2), "corrected"));
        Assert.Equal((BatchStatus.Approved, 2L), ((await BatchAsync(batch)).Status, (await BatchAsync(batch)).Approved));
    }

    [Fact]
    public async Task Denied_duplicates_are_named_and_left_out()
    {
        var batch = await OpenAsync();
        Ok(await ImportAsync(batch, Header + Rows(3), approve: false));
        var report = Ok(await ImportAsync(batch, Header + Rows(2, 2), approve: false));
        Assert.Equal((1L, 1L), (report.Accepted, report.Duplicates));
        Assert.Equal((2L, "import.duplicate_learner"), (report.Errors[0].Line, report.Errors[0].Code));
        Assert.Equal(4, (await BatchAsync(batch)).Drafts);
    }

    [Fact]
    public async Task Allowed_duplicates_become_two_credentials_with_different_leaves()
    {
        var batch = await OpenAsync();
        Ok(await ImportAsync(batch, Header + Rows(1) + Rows(1), policy: DuplicatePolicy.Allow));
        await RunUntilAsync(async () => (await BatchAsync(batch)).Status == BatchStatus.Anchored);
        Assert.Equal(2, await Database.ScalarAsync<long>("SELECT count(DISTINCT leaf) FROM anchor.anchor_documents"));
    }

    [Fact]
    public async Task Replacing_duplicates_keeps_the_latest_row_in_the_earlier_place()
    {
        var batch = await OpenAsync();
        Ok(await ImportAsync(batch, Header + Rows(3), approve: false));
        var report = Ok(await ImportAsync(batch, Header + "Nuevo,Nombre,graduado.1@alumnado.example,2026-05-05,99\n", policy: DuplicatePolicy.Replace));
        Assert.Equal((0L, 1L), (report.Accepted, report.Duplicates));
        await RunUntilAsync(async () => (await BatchAsync(batch)).Size == 3);
        var bundles = Ok(await SendAsync(new Anchor.Issuance.Credentials.ListBundles(Actor.Issuer, batch, 0, 10)));
        Assert.Contains("Nuevo Nombre", Encoding.UTF8.GetString(bundles[1].Bundle.Credential.ToText()), StringComparison.Ordinal);
        Assert.Equal([0L, 1L, 2L], bundles.Select(bundle => bundle.Index!.Value));
    }

    [Fact]
    public async Task Newline_delimited_json_is_read_like_a_file_of_rows()
    {
        var batch = await OpenAsync();
        const string Lines = """
            {"identifier":"ana@x.example","identityType":"emailAddress","name":"Ana Ejemplo","awardedDate":"2026-01-01","resultValue":"90"}
            {"identifier":"ana@x.example","identityType":"emailAddress","name":"Ana Ejemplo"}
            {"identifier":"b@x.example","identityType":"emailAddress","name":"Begoña","awardedDate":"2026-01-01","resultValue":"900"}
            not json
            """;
        var report = Ok(await SendAsync(new ImportRows(
            Actor, batch, new MemoryStream(Encoding.UTF8.GetBytes(Lines)), RowFormat.Ndjson, DuplicatePolicy.Deny, false, null)));
        Assert.Equal((4L, 1L, 3L), (report.Rows, report.Accepted, report.Rejected));
        Assert.Equal(["draft.malformed", "csv.result_invalid", "json.malformed"], report.Errors.Select(error => error.Code));
    }

    [Fact]
    public async Task A_discarded_batch_keeps_no_drafts_and_takes_no_rows()
    {
        var batch = await OpenAsync();
        Ok(await ImportAsync(batch, Header + Rows(3), approve: false));
        Ok(await SendAsync(new DiscardBatch(Actor, batch)));
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_drafts"));
        Assert.Equal("batch.not_open", (await ImportAsync(batch, Header + Rows(1))).Error!.Code);
        Assert.Equal("batch.discarded", (await SendAsync(new ApproveBatch(Actor, batch))).Error!.Code);
    }

    [Theory]
    [InlineData(DuplicatePolicy.Deny, 11_000, 200)]
    [InlineData(DuplicatePolicy.Replace, 11_000, 200)]
    [InlineData(DuplicatePolicy.Allow, 11_200, 0)]
    public async Task A_learner_is_met_as_the_policy_says_however_far_apart_the_rows_stand(DuplicatePolicy policy, long accepted, long duplicates)
    {
        var batch = await OpenAsync();
        var again = string.Concat(Enumerable.Range(0, 200).Select(i => $"Otra,Vez,graduado.{i * 29}@alumnado.example,2026-05-05,99\n"));
        var report = Ok(await ImportAsync(batch, Header + Rows(6_000) + again + Rows(5_000, 6_000), policy: policy, approve: false));
        Assert.Equal((11_200L, accepted, duplicates), (report.Rows, report.Accepted, report.Duplicates));
        Assert.Equal(accepted, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_drafts"));
        Assert.Equal((accepted - 1, 11_000L), (
            await Database.ScalarAsync<long>("SELECT max(position) FROM anchor.anchor_drafts"),
            await Database.ScalarAsync<long>("SELECT count(DISTINCT subject) FROM anchor.anchor_drafts")));
        Assert.Equal(policy == DuplicatePolicy.Deny ? 200 : 0, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_import_errors"));
    }

    [Fact]
    public async Task A_learner_of_an_earlier_batch_keeps_his_key()
    {
        var first = await OpenAsync();
        Ok(await ImportAsync(first, Header + Rows(20)));
        await Database.ScalarAsync<object>("SELECT * INTO keys_before FROM anchor.anchor_subject_keys");
        var second = await OpenAsync();
        Ok(await ImportAsync(second, Header + Rows(20, 10)));
        Assert.Equal(30, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_subject_keys"));
        Assert.Equal(20, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_subject_keys JOIN keys_before USING (tenant_id, subject, wrapped)"));
        foreach (var batch in new[] { first, second })
            await RunUntilAsync(async () => (await BatchAsync(batch)).Status == BatchStatus.Anchored);
    }

    [Fact]
    public async Task A_learner_who_stands_in_another_batch_or_with_another_issuer_does_not_stand_in_this_one()
    {
        var (other, batch) = (await OpenAsync(), await OpenAsync());
        Ok(await ImportAsync(other, Header + Rows(5), approve: false));
        Ok(await ImportAsync(batch, Header + Rows(1, 9), approve: false));
        await Database.ScalarAsync<object>(
            "INSERT INTO anchor.anchor_drafts SELECT 'another', $2, position, import_id, subject, digest, sealed FROM anchor.anchor_drafts WHERE batch_id = $1", other, batch);
        var report = Ok(await ImportAsync(batch, Header + Rows(3) + "Otra,Vez,graduado.9@alumnado.example,2026-05-05,99\n", approve: false));
        Assert.Equal((3L, 1L), (report.Accepted, report.Duplicates));
    }

    [Fact]
    public async Task A_database_of_before_gets_the_narrow_index_of_learners_for_the_wide_one()
    {
        await Database.ScalarAsync<object>(
            "DROP INDEX anchor.anchor_drafts_learner; CREATE INDEX anchor_drafts_subject ON anchor.anchor_drafts (tenant_id, batch_id, subject)");
        await Database.ScalarAsync<object>(IssuanceSchema.Script);
        Assert.Equal(
            "anchor_drafts_learner anchor_drafts_pkey",
            await Database.ScalarAsync<string>("SELECT string_agg(indexname, ' ' ORDER BY indexname) FROM pg_indexes WHERE tablename = 'anchor_drafts'"));
    }

    /// <summary>A connection that breaks.</summary>
    private sealed class CutStream(byte[] bytes, int at) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position >= at ? throw new IOException("The connection broke.") : base.ReadAsync(buffer[..Math.Min(buffer.Length, 8_192)], cancellationToken);
    }
}
