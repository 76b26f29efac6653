using System.Text.Json.Nodes;

namespace Anchor.Verification.Tests;

public sealed class RevocationListTests
{
    private const string Url = "https://universidad.example/revocadas.json";
    private const string Other = "urn:uuid:00000009-0000-0000-0000-000000000000";

    [Theory]
    [InlineData("{\"id\":\"@\"}", CheckResult.Failed, "status.revoked")]
    [InlineData("{\"id\":\"@\",\"revoked\":true,\"revocationReason\":\"Error en el acta\"}", CheckResult.Failed, "status.revoked")]
    [InlineData("{\"id\":\"@\",\"revoked\":false}", CheckResult.Passed, null)]
    [InlineData("{\"id\":\"" + Other + "\"}", CheckResult.Passed, null)]
    [InlineData("{\"id\":\"" + Other + "\"},{\"id\":\"@\"}", CheckResult.Failed, "status.revoked")]
    [InlineData("", CheckResult.Passed, null)]
    [InlineData("7", CheckResult.Unknown, "status.unreadable")]
    public async Task A_credential_is_revoked_when_the_list_names_it(string entries, CheckResult result, string? code)
    {
        var world = new World();
        world.Web = new FakeWeb().With(Url, $"{{\"id\":\"{Url}\",\"issuer\":\"{world.Did}\",\"revokedCredential\":[{entries.Replace("@", Id(world), StringComparison.Ordinal)}]}}");
        var report = await VerifyAsync(world);
        report.Found(CheckNames.Status, result, code);
        Assert.Equal(result switch { CheckResult.Passed => Verdict.Valid, CheckResult.Failed => Verdict.Invalid, _ => Verdict.Indeterminate }, report.Verdict);
        if (entries.Contains("Error", StringComparison.Ordinal)) Assert.Contains("Error en el acta", report.Of(CheckNames.Status).Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "status.unreachable")]
    [InlineData("", "status.unreadable")]
    [InlineData("[]", "status.unreadable")]
    [InlineData("{\"revokedCredential\":[]}", "status.unreadable")]
    [InlineData("{\"issuer\":\"did:web:otra.example\",\"revokedCredential\":[]}", "status.list_of_another")]
    [InlineData("{\"issuer\":\"#\",\"revokedCredential\":{}}", "status.unreadable")]
    public async Task A_list_that_cannot_be_read_decides_nothing(string? list, string code)
    {
        var world = new World { Web = new FakeWeb() };
        if (list is not null) world.Web.With(Url, list.Replace("#", world.Did, StringComparison.Ordinal));
        var report = await VerifyAsync(world);
        report.Found(CheckNames.Status, CheckResult.Unknown, code);
        Assert.Equal(Verdict.Indeterminate, report.Verdict);
    }

    [Fact]
    public async Task Offline_the_list_stays_unknown() =>
        (await VerifyAsync(new World())).Found(CheckNames.Status, CheckResult.Unknown, "status.offline");

    [Fact]
    public async Task A_list_without_entries_revokes_nothing()
    {
        var world = new World();
        world.Web = new FakeWeb().With(Url, $"{{\"issuer\":{{\"id\":\"{world.Did}\"}}}}");
        (await VerifyAsync(world)).Found(CheckNames.Status, CheckResult.Passed, null);
    }

    [Fact]
    public async Task One_list_that_revokes_outweighs_another_that_does_not_answer()
    {
        var world = new World();
        world.Web = new FakeWeb().With(Url, $"{{\"issuer\":\"{world.Did}\",\"revokedCredential\":[{{\"id\":\"{Id(world)}\"}}]}}");
        (await VerifyAsync(world, "https://muerto.example/lista.json", Url)).Found(CheckNames.Status, CheckResult.Failed, "status.revoked");
        (await VerifyAsync(world, [.. Enumerable.Repeat(Url, 9)])).Found(CheckNames.Status, CheckResult.Unknown, "status.too_many");
    }

    private static string Id(World world) => World.Parse(world.Document())["id"]!.GetValue<string>();

    private static Task<Report> VerifyAsync(World world, params string[] urls)
    {
        var payload = World.Edited(world.Document(), document => document["credentialStatus"] =
            new JsonArray([.. (urls.Length == 0 ? [Url] : urls).Select(url => new JsonObject { ["id"] = url, ["type"] = "1EdTechRevocationList" })]));
        return world.VerifyAsync(world.BundleOfDocument(payload));
    }
}
