using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.StatusLists;
using Anchor.Credentials.Trust;
using Anchor.Tests.Support;

namespace Anchor.Verification.Tests;

/// <summary>Status lists that a library of others made and signed, read here.</summary>
public class StatusJudgeTests
{
    private const string Url = "https://otra.example/estados/1";
    private const int Index = 4_711;
    private readonly World _world = new() { Web = new FakeWeb() };

    [Theory]
    [InlineData("revocation", true, CheckResult.Failed, "status.revoked")]
    [InlineData("suspension", true, CheckResult.Failed, "status.suspended")]
    [InlineData("revocation", false, CheckResult.Passed, null)]
    public async Task A_list_of_theirs_is_read(string purpose, bool set, CheckResult result, string? code)
    {
        var (list, credential) = Publish(purpose, set ? [1, Index, 131_071] : [Index - 1, Index + 1]);
        _world.Web!.With(Url, list);
        var report = await VerifyAsync(credential);
        report.Found(CheckNames.Signature, CheckResult.Passed, null);
        report.Found(CheckNames.Status, result, code);
    }

    [Fact]
    public async Task A_list_of_theirs_that_was_changed_proves_nothing()
    {
        var (list, credential) = Publish("revocation", [Index]);
        var (other, _) = Publish("revocation", []);
        var changed = JsonNode.Parse(list)!;
        changed["credentialSubject"]!["encodedList"] = JsonNode.Parse(other)!["credentialSubject"]!["encodedList"]!.DeepClone();
        _world.Web!.With(Url, changed.ToJsonString());
        (await VerifyAsync(credential)).Found(CheckNames.Status, CheckResult.Unknown, "status.list_unproven");
    }

    private (string List, string Credential) Publish(string purpose, int[] set)
    {
        var document = World.Parse(_world.Document(format: CredentialFormat.DataIntegrity));
        document["credentialStatus"] = World.Parse(new BitstringStatusListEntry(purpose, Index, Url).ToUtf8());
        using var peer = NodePeer.Start("tests", "Anchor.Verification.Tests", "peers", "status.mjs");
        var answer = peer.AskOne(new { op = "publish", url = Url, set, size = 131_072, purpose, document });
        Assert.False(answer.TryGetProperty("error", out var error), error.ToString());
        var did = answer.GetProperty("did").GetString()!;
        _world.Trust = _world.Trust with { Issuers = [new RecognisedIssuer(did, "Otra Universidad", [])] };
        return (answer.GetProperty("list").GetRawText(), answer.GetProperty("credential").GetRawText());
    }

    private Task<Report> VerifyAsync(string credential) => _world.VerifyAsync(Encoding.UTF8.GetBytes(credential));
}
