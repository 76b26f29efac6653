using System.Text.Json.Nodes;

namespace Anchor.Verification.Tests;

public sealed class RecipientTests
{
    private readonly World _world = new();

    [Theory]
    [InlineData("persona3@universidad.example", CheckResult.Passed, null)]
    [InlineData("persona4@universidad.example", CheckResult.Failed, "recipient.another")]
    [InlineData("Ana Ejemplo Núñez 3", CheckResult.Failed, "recipient.another")]
    [InlineData("", CheckResult.Failed, "recipient.another")]
    public async Task A_credential_is_about_one_person(string identifier, CheckResult result, string? code)
    {
        var report = await AskAsync(_world.BundleOf().ToUtf8(), identifier);
        report.Found(CheckNames.Recipient, result, code);
        Assert.Equal(result == CheckResult.Passed ? Verdict.Valid : Verdict.Invalid, report.Verdict);
    }

    [Fact]
    public async Task Nothing_is_said_when_nobody_asked() =>
        Assert.DoesNotContain((await _world.VerifyAsync(_world.BundleOf())).Checks, check => check.Name == CheckNames.Recipient);

    [Fact]
    public async Task An_identifier_in_clear_the_subjects_id_and_a_foreign_hash()
    {
        var open = Document(identity => (identity["hashed"], identity["identityHash"]) = (false, "A-1"));
        (await AskAsync(open, "A-1")).Found(CheckNames.Recipient, CheckResult.Passed, null);
        var md5 = Document(identity => identity["identityHash"] = "md5$" + new string('0', 32));
        (await AskAsync(md5, "A-1")).Found(CheckNames.Recipient, CheckResult.Unknown, "recipient.hash_unsupported");
        var named = _world.BundleOfDocument(World.Edited(_world.Document(), document => (document["credentialSubject"]!["id"], document["sub"]) = ("did:web:ana.example", "did:web:ana.example"))).ToUtf8();
        (await AskAsync(named, "did:web:ana.example")).Found(CheckNames.Recipient, CheckResult.Passed, null);
    }

    private byte[] Document(Action<JsonObject> edit) =>
        _world.BundleOfDocument(World.Edited(_world.Document(), document => edit(document["credentialSubject"]!["identifier"]![0]!.AsObject()))).ToUtf8();

    private Task<Report> AskAsync(byte[] document, string identifier) =>
        new Verifier(_world.Options with { Recipient = identifier }).VerifyAsync(document, TestContext.Current.CancellationToken);
}
