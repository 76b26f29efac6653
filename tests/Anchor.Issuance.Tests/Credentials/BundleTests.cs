using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Anchor.Credentials.Bindings;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;
using Anchor.Credentials.OpenBadges;
using Anchor.EventStore;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Credentials;
using Anchor.Issuance.Views;
using Anchor.Merkle;
using Anchor.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Anchor.Issuance.Tests.Credentials;

public class BundleTests(ChainFixture chain) : IssuanceTestBase(chain)
{
    [Fact]
    public async Task Every_bundle_of_a_batch_holds_a_valid_badge_its_proof_its_anchor_and_the_binding()
    {
        var batch = await AnchoredBatchAsync(20);
        var root = Hash32.Parse((await BatchAsync(batch)).Root);
        var bundles = Ok(await SendAsync(new ListBundles(Actor.Issuer, batch, 0, 500)));
        Assert.Equal(20, bundles.Count);
        foreach (var (issued, i) in bundles.Select((issued, i) => (issued, i)))
        {
            var leaf = CredentialLeaf.Of(issued.Bundle.Credential).Value;
            var document = issued.Bundle.Credential.Document!.Value;
            var signature = Assert.Single(DataIntegrityProofs.Read(document).Value);
            Assert.Null(DataIntegrityProofs.Verify(document, signature, VerificationMethods.Resolve(signature.VerificationMethod!).Value.Key, ProofExpectations.Assertion));
            Assert.Empty(OpenBadgeValidator.Validate(document));
            Assert.Equal($"urn:uuid:{issued.Id}", document.GetProperty("id").GetString());
            Assert.Contains($"O'Muestra, {i}", ImportTestsPayload(issued), StringComparison.Ordinal);
            var proof = issued.Bundle.InclusionProof!;
            Assert.True(new InclusionProof(proof.Size, proof.Index, [.. proof.Path]).Verify(leaf, root));
            var anchor = Assert.Single(issued.Bundle.Anchors);
            Assert.Equal((Network.ChainId, Account), (anchor.ChainId, anchor.IssuerAccount));
            var binding = IssuerBinding.Verify(System.Text.Encoding.ASCII.GetBytes(issued.Bundle.Binding!)).Value;
            Assert.Equal(Did, binding.Issuer);
            Assert.Contains(binding.Accounts, account => account.Is(Network.ChainId, Account));
        }
    }

    [Fact]
    public async Task Nothing_personal_stands_in_events_errors_or_rows_in_the_clear()
    {
        var batch = await AnchoredBatchAsync(9);
        await OpenAsync();
        Assert.Equal(BatchStatus.Anchored, (await BatchAsync(batch)).Status);
        var tables = new List<string>();
        await using (var command = Database.DataSource.CreateCommand("SELECT table_name FROM information_schema.tables WHERE table_schema = 'anchor'"))
        await using (var reader = await command.ExecuteReaderAsync(Token))
            while (await reader.ReadAsync(Token)) tables.Add(reader.GetString(0));
        Assert.Contains("mt_events", tables);
        foreach (var table in tables)
            foreach (var word in new[] { "Muestra", "graduado.", "alumnado", Convert.ToHexStringLower("Muestra"u8), Convert.ToHexStringLower("graduado."u8) })
                Assert.Equal(0, await Database.ScalarAsync<long>($"SELECT count(*) FROM anchor.{table} t WHERE t::text ILIKE $1", $"%{word}%"));
    }

    [Fact]
    public async Task A_stored_document_cannot_be_passed_off_as_another_one()
    {
        var batch = await AnchoredBatchAsync(2);
        await Database.ScalarAsync<object>(
            "UPDATE anchor.anchor_documents d SET sealed = o.sealed, subject = o.subject FROM anchor.anchor_documents o WHERE d.leaf_index = 0 AND o.leaf_index = 1");
        await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(() => SendAsync(new ListBundles(Actor.Issuer, batch, 0, 1)));
    }

    [Fact]
    public async Task Documents_are_stored_without_what_they_share_and_nothing_else_is_read_in_its_place()
    {
        var batch = await AnchoredBatchAsync(2);
        var text = JsonMarshal.GetRawUtf8Value(Ok(await SendAsync(new ListBundles(Actor.Issuer, batch, 0, 1)))[0].Bundle.Credential.Document!.Value).ToArray();
        Assert.InRange(await Database.ScalarAsync<int>("SELECT max(length(sealed)) FROM anchor.anchor_documents"), 100, text.Length / 4);

        // A host that has not seen the outline yet reads it.
        var packed = new ArrayBufferWriter<byte>();
        new DocumentOutline((await Database.ScalarAsync<byte[]>("SELECT text FROM anchor.anchor_document_outlines"))!).Pack(text, packed);
        Assert.Equal(text, await new DocumentOutlines(Database.DataSource).UnpackAsync(Actor.Issuer, packed.WrittenSpan.ToArray(), Token));
        await Assert.ThrowsAsync<InvalidDataException>(async () => await new DocumentOutlines(Database.DataSource).UnpackAsync(new IssuerId(Guid.NewGuid()), packed.WrittenSpan.ToArray(), Token));
        await Database.ScalarAsync<object>("UPDATE anchor.anchor_document_outlines SET text = text || '\\x20'");
        await Assert.ThrowsAsync<InvalidDataException>(async () => await new DocumentOutlines(Database.DataSource).UnpackAsync(Actor.Issuer, packed.WrittenSpan.ToArray(), Token));
    }

    [Fact]
    public async Task An_erased_learner_leaves_the_others_readable()
    {
        var batch = await AnchoredBatchAsync(3);
        await Database.ScalarAsync<object>(
            "DELETE FROM anchor.anchor_subject_keys k USING anchor.anchor_documents d WHERE k.subject = d.subject AND d.leaf_index = 1");
        var erased = await Database.ScalarAsync<Guid>("SELECT id FROM anchor.anchor_documents WHERE leaf_index = 1");
        Assert.Equal("credential.erased", (await SendAsync(new GetBundle(Actor.Issuer, erased))).Error!.Code);
        Assert.Equal([0L, 2L], Ok(await SendAsync(new ListBundles(Actor.Issuer, batch, 0, 10))).Select(bundle => bundle.Index!.Value));
    }

    [Fact]
    public async Task Another_issuer_sees_nothing()
    {
        var batch = await AnchoredBatchAsync(1);
        var id = await Database.ScalarAsync<Guid>("SELECT id FROM anchor.anchor_documents");
        var other = Ok(await SendAsync(new Issuance.Issuers.RegisterIssuer("Instituto Inventado", null, "Europe/Madrid", false, "other"))).Id;
        Assert.Equal("credential.not_found", (await SendAsync(new GetBundle(other, id))).Error!.Code);
        Assert.Equal("batch.not_found", (await SendAsync(new GetBatch(other, batch))).Error!.Code);
        Assert.Empty((await SendAsync(new ListBatches(other, new PageRequest(null, 10)))).Items);
        Assert.Equal("batch.not_found", (await SendAsync(new DiscardBatch(new Actor(other, "key"), batch))).Error!.Code);
        Assert.Empty(Ok(await SendAsync(new ListBundles(other, batch, 0, 10))));
    }

    [Fact]
    public async Task Single_credentials_are_signed_at_once_and_gathered_by_count()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++) ids.Add(Ok(await SendAsync(new IssueCredential(Actor, AchievementId, Draft(i), i == 1 ? CredentialFormat.VcJwt : CredentialFormat.DataIntegrity, $"single-{i}"))).Id);
        Assert.Equal(ids[0], Ok(await SendAsync(new IssueCredential(Actor, AchievementId, Draft(0), CredentialFormat.DataIntegrity, "single-0"))).Id);
        Assert.Equal("idempotency.key_reused", (await SendAsync(new IssueCredential(Actor, AchievementId, Draft(7), CredentialFormat.DataIntegrity, "single-0"))).Error!.Code);
        Assert.Null(Ok(await SendAsync(new GetBundle(Actor.Issuer, ids[0]))).Bundle.InclusionProof);

        await RunUntilAsync(async () => Ok(await SendAsync(new GetBundle(Actor.Issuer, ids[2]))).Bundle.Anchors.Count == 1);
        var bundles = await Task.WhenAll(ids.Select(async id => Ok(await SendAsync(new GetBundle(Actor.Issuer, id)))));
        Assert.Equal([0L, 1L, 2L], bundles.Select(bundle => bundle.Index!.Value).Order());
        Assert.Single(bundles.Select(bundle => bundle.BatchId).Distinct());
    }

    [Fact]
    public async Task Rebuilding_the_read_models_gives_the_same_rows()
    {
        await AnchoredBatchAsync(9);
        var discarded = await OpenAsync();
        Ok(await SendAsync(new DiscardBatch(Actor, discarded)));
        var runner = Services.GetRequiredService<ProjectionRunner>();
        await runner.CatchUpAsync(Services.GetRequiredService<IssuedCounts>(), Token);
        string[] views = ["issuers", "achievements", "batches", "anchorings", "issued"];
        var before = await Task.WhenAll(views.Select(ViewAsync));
        Assert.All(before, rows => Assert.NotEmpty(rows));

        await runner.RebuildAsync(Services.GetRequiredService<IssuanceViews>(), Token);
        await runner.RebuildAsync(Services.GetRequiredService<IssuedCounts>(), Token);
        Assert.Equal(before, await Task.WhenAll(views.Select(ViewAsync)));
    }

    private async Task<string> ViewAsync(string view) =>
        await Database.ScalarAsync<string>($"SELECT string_agg(t::text, chr(10) ORDER BY t::text) FROM anchor.anchor_view_{view} t") ?? "";

    private static CredentialDraft Draft(int i) => new()
    {
        Identifier = $"single.{i}@alumnado.example", IdentityType = "emailAddress", Name = $"Zoë Ejemplo {i}", AwardedDate = new DateOnly(2026, 4, 1), ResultValue = "88",
    };

    private static string ImportTestsPayload(IssuedBundle issued) => System.Text.Encoding.UTF8.GetString(issued.Bundle.Credential.ToText());
}
