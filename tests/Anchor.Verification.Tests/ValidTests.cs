using System.Text.Json;
using Anchor.Credentials.Keys;
using Anchor.Credentials.Trust;

namespace Anchor.Verification.Tests;

public sealed class ValidTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(33)]
    public async Task A_genuine_bundle_of_any_place_is_valid(int size)
    {
        var world = new World(size);
        for (var index = 0; index < size; index++)
        {
            var report = await world.VerifyAsync(world.BundleOf(index));
            Assert.Equal(Verdict.Valid, report.Verdict);
            Assert.All(report.Checks, check => Assert.Equal((CheckResult.Passed, (string?)null), (check.Result, check.Code)));
        }
    }

    [Fact]
    public async Task The_report_says_who_issued_what_to_whom_and_since_when()
    {
        var world = new World();
        var report = await world.VerifyAsync(world.BundleOf());
        var credential = report.Credential!;
        Assert.Equal(("Análisis de datos", "Universidad Ejemplo", "Ana Ejemplo Núñez 3", "95"), (credential.Title, credential.RecognisedName, credential.SubjectName, credential.Result));
        Assert.Equal(("Red Ejemplo", true, World.Block, true), (report.Anchor!.Network, report.Anchor.Production, report.Anchor.BlockNumber, report.Anchor.Final));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds((long)World.AnchoredAt), report.Anchor.AnchoredAt);
        Assert.Equal("This credential is valid: Universidad Ejemplo signed it, and it has been on record on Red Ejemplo since 2026-05-02 05:33 UTC.", report.Summary);
        Assert.Equal(
            ["shape", "signature", "inclusion", "anchored", "binding", "issuer", "validity"], report.Checks.Select(check => check.Name));
    }

    [Fact]
    public async Task The_report_is_written_as_json_and_as_text()
    {
        var world = new World();
        var report = await world.VerifyAsync(world.BundleOf());
        using var json = JsonDocument.Parse(report.ToJson());
        Assert.Equal("valid", json.RootElement.GetProperty("verdict").GetString());
        Assert.Equal("Universidad Ejemplo", json.RootElement.GetProperty("credential").GetProperty("recognisedName").GetString());
        Assert.Equal("2026-05-02T05:33:20Z", json.RootElement.GetProperty("anchor").GetProperty("anchoredAt").GetString());
        Assert.Equal(7, json.RootElement.GetProperty("checks").GetArrayLength());
        Assert.StartsWith("VALID\nThis credential is valid", report.ToText(), StringComparison.Ordinal);
        Assert.Contains("[ok] anchored", report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_network_is_named_in_the_verdict()
    {
        var world = new World();
        world.Network = world.Network with { Production = false };
        var report = await world.VerifyAsync(world.BundleOf());
        Assert.Equal(Verdict.Valid, report.Verdict);
        Assert.Contains("Red Ejemplo is a test network", report.Summary, StringComparison.Ordinal);
        Assert.Contains("(test network)", report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_issuer_of_another_did_method_is_verified_with_its_pinned_key()
    {
        var world = new World(did: "did:web:universidad.example");
        world.Trust = world.Trust with { Issuers = [new RecognisedIssuer(world.Did, "Universidad Ejemplo", [DidKey.ToMultibase(world.Key.PublicKey)])] };
        Assert.Equal(Verdict.Valid, (await world.VerifyAsync(world.BundleOf())).Verdict);
    }

    [Fact]
    public async Task The_text_of_a_stranger_cannot_steer_a_terminal()
    {
        var world = new World();
        var payload = World.Edited(world.Document(), document => document["name"] = "Logro\u001b[2J\u202e\r\nVALID" + new string('x', 5000));
        var report = await world.VerifyAsync(world.BundleOfDocument(payload));
        Assert.DoesNotContain(report.ToText(), letter => letter != '\n' && (char.IsControl(letter) || letter == '\u202e'));
        Assert.DoesNotContain("\nVALID x", report.ToText()[5..], StringComparison.Ordinal);
        Assert.InRange(report.Credential!.Title!.Length, 1, 501);
    }
}
