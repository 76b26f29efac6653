using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Issuing;
using Anchor.Issuance.Credentials;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.Securing;
using Anchor.Issuance.StatusLists;

namespace Anchor.Issuance.Tests.Securing;

/// <summary>Credentials that callers wrote themselves.</summary>
public sealed class IssueDocumentTests(ChainFixture chain) : IssuanceTestBase(chain)
{
    protected override Uri PublicUrl { get; } = new("https://anchor.example/");

    [Fact]
    public async Task Requests_for_the_same_id_at_the_same_moment_issue_one_credential()
    {
        var asked = Credential(Guid.NewGuid());
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendAsync(Issue(Actor, asked))));
        Assert.Single(answers.Select(answer => Ok(answer).Document.GetRawText()).Distinct());
        Assert.Equal(1, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.mt_events WHERE type = 'credential_issued_v2'"));
    }

    [Fact]
    public async Task Hosts_share_the_keys_of_every_curve()
    {
        await using var other = await HostAsync(null);
        var both = await Task.WhenAll(SendAsync(new ListSigners(Actor.Issuer)), SendAsync(other, new ListSigners(Actor.Issuer)));
        Assert.Equal(Ok(both[0]), Ok(both[1]));
        Assert.Equal(Did, Ok(both[0])[0].Did);
        Assert.Equal(["ed25519", "p256", "p384"], await KindsAsync());
    }

    [Fact]
    public async Task An_issuer_without_an_account_holds_up_nobodys_gathering()
    {
        var poor = Ok(await SendAsync(new RegisterIssuer("Universidad Sin Cuenta", null, "UTC", false, "poor")));
        for (var i = 0; i < 3; i++) Ok(await SendAsync(Issue(new Actor(poor.Id, "key-two"), Credential())));
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++) ids.Add(IdOf(Ok(await SendAsync(Issue(Actor, Credential())))));
        await RunUntilAsync(async () => Ok(await SendAsync(new GetBundle(Actor.Issuer, ids[0]))).Bundle.Anchors.Count == 1);
        foreach (var id in ids) Assert.NotNull(Ok(await SendAsync(new GetBundle(Actor.Issuer, id))).Bundle.InclusionProof);
    }

    [Fact]
    public async Task A_credential_that_was_suspended_before_it_was_gathered_is_gathered_with_the_others()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++) ids.Add(IdOf(Ok(await SendAsync(Issue(Actor, Credential())))));
        Assert.Equal(1, Ok(await SendAsync(new ChangeStatus(Actor, StatusChange.Suspend, StatusTargets.Of(ids[1]), "under-review", null, false))).Changed);
        await RunUntilAsync(async () => Ok(await SendAsync(new GetBundle(Actor.Issuer, ids[1]))).Bundle.Anchors.Count == 1);
        foreach (var id in ids) Assert.NotNull(Ok(await SendAsync(new GetBundle(Actor.Issuer, id))).Bundle.InclusionProof);
        Assert.Equal(1, Ok(await SendAsync(new ChangeStatus(Actor, StatusChange.Reinstate, StatusTargets.Of(ids[1]), "review-ended", null, false))).Changed);
    }

    [Fact]
    public async Task What_the_caller_wrote_lies_nowhere_in_the_clear()
    {
        Ok(await SendAsync(Issue(Actor, JsonElement.Parse(Credential().GetRawText().Replace("did:example:subject", "mailto:nadie@alumnado.example", StringComparison.Ordinal)))));
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.anchor_documents t WHERE t::text ILIKE '%alumnado%'"));
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT count(*) FROM anchor.mt_events t WHERE t::text ILIKE '%alumnado%'"));
    }

    private static IssueDocument Issue(Actor actor, JsonElement credential) => new(actor, credential, SecuringSuite.Default, new ProofOptions(), null, false, null);

    private static JsonElement Credential(Guid? id = null) => JsonSerializer.SerializeToElement(new Dictionary<string, object>
    {
        ["@context"] = new[] { "https://www.w3.org/ns/credentials/v2" }, ["type"] = new[] { "VerifiableCredential" },
        ["credentialSubject"] = new { id = "did:example:subject" }, ["id"] = $"urn:uuid:{id ?? Guid.NewGuid()}",
    });

    private static Guid IdOf(SecuredDocument secured) => Guid.Parse(secured.Document.GetProperty("id").GetString()!["urn:uuid:".Length..]);

    private async Task<string[]> KindsAsync()
    {
        await using var command = Database.DataSource.CreateCommand("SELECT kind FROM anchor.anchor_keys WHERE tenant_id = $1 AND kind IN ('ed25519', 'p256', 'p384') ORDER BY kind");
        command.Parameters.Add(new() { Value = Actor.Issuer.Tenant });
        await using var reader = await command.ExecuteReaderAsync(Token);
        var kinds = new List<string>();
        while (await reader.ReadAsync(Token)) kinds.Add(reader.GetString(0));
        return [.. kinds];
    }
}
