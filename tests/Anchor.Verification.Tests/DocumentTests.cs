using System.Buffers.Text;
using System.Text;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Keys;
using Anchor.Credentials.Trust;
using Anchor.Merkle;

namespace Anchor.Verification.Tests;

public sealed class DocumentTests
{
    [Theory]
    [InlineData("", "json.malformed")]
    [InlineData("{", "json.malformed")]
    [InlineData("[]", "bundle.malformed")]
    [InlineData("{}", "bundle.malformed")]
    [InlineData("{\"version\":9,\"credential\":\"a.b.c\"}", "bundle.version_unknown")]
    [InlineData("{\"version\":1,\"version\":1}", "json.duplicate_key")]
    [InlineData("{\"version\":1,\"credential\":\"a.b.c\"}", "jwt.malformed")]
    [InlineData("eyJ.eyJ.x", "jwt.malformed")]
    [InlineData("{\"version\":1,\"credential\":{}}", "vc.required")]
    [InlineData("{\"version\":1,\"credential\":\"a.b.c\",\"inclusionProof\":7}", "bundle.malformed")]
    public async Task What_is_no_credential_fails_with_its_own_code(string document, string code)
    {
        var report = await new World().VerifyAsync(Encoding.UTF8.GetBytes(document));
        report.Found(CheckNames.Shape, CheckResult.Failed, code);
        Assert.DoesNotContain(report.Checks, check => check.Result == CheckResult.Passed);
    }

    [Fact]
    public async Task A_json_of_depth_100_000_is_too_deep()
    {
        var world = new World();
        foreach (var deep in new[] { new string('[', 100_000), "{\"version\":1,\"credential\":" + string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) })
            (await world.VerifyAsync(Encoding.ASCII.GetBytes(deep))).Found(CheckNames.Shape, CheckResult.Failed, "json.too_deep");
        (await world.VerifyAsync(world.Sign(Encoding.ASCII.GetBytes("{\"a\":" + new string('[', 100_000))))).Found(CheckNames.Shape, CheckResult.Failed, "json.too_deep");
    }

    [Fact]
    public async Task A_file_beyond_4_MiB_is_too_large() =>
        (await new World().VerifyAsync(new byte[(4 << 20) + 1])).Found(CheckNames.Shape, CheckResult.Failed, "json.too_large");

    [Fact]
    public async Task A_credential_that_breaks_open_badges_fails_although_it_is_signed_and_anchored()
    {
        var world = new World();
        var report = await world.VerifyAsync(world.BundleOfDocument(World.Edited(world.Document(), document => document["credentialSubject"]!.AsObject().Remove("achievement"))));
        report.Found(CheckNames.Shape, CheckResult.Failed, "ob.required");
        Assert.Contains("$.credentialSubject.achievement", report.Of(CheckNames.Shape).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_payload_breaks_the_signature()
    {
        var world = new World();
        var parts = Encoding.ASCII.GetString(world.Credentials[3]).Split('.');
        var forged = World.Edited(world.Document(), document => document["name"] = "Doctorado");
        var report = await world.VerifyAsync(world.BundleOf() with { Credential = BundledCredential.OfJwt($"{parts[0]}.{Base64Url.EncodeToString(forged)}.{parts[2]}") });
        report.Found(CheckNames.Signature, CheckResult.Failed, "jwt.signature_invalid");
        report.Found(CheckNames.Anchored, CheckResult.Failed, "anchor.not_anchored");
        report.Found(CheckNames.Issuer, CheckResult.Unknown, "issuer.unproven");
        Assert.Null(report.Credential!.RecognisedName);
    }

    [Fact]
    public async Task Another_key_cannot_sign_for_the_issuer()
    {
        var world = new World();
        using var other = Ed25519KeyPair.FromSeed(new byte[32]);
        var forged = new Anchor.Credentials.Jwt.VcJwtSigner(other).Sign(world.Document());
        (await world.VerifyAsync(forged)).Found(CheckNames.Signature, CheckResult.Failed, "jwt.key_not_of_issuer");
        var posing = new Anchor.Credentials.Jwt.VcJwtSigner(other, DidKey.VerificationMethodId(world.Did)).Sign(world.Document());
        (await world.VerifyAsync(posing)).Found(CheckNames.Signature, CheckResult.Failed, "jwt.signature_invalid");
    }

    [Fact]
    public async Task Claims_that_differ_from_the_credential_fail()
    {
        var world = new World();
        var report = await world.VerifyAsync(world.BundleOfDocument(World.Edited(world.Document(), document => document["jti"] = "urn:uuid:00000000-0000-0000-0000-000000000000")));
        report.Found(CheckNames.Signature, CheckResult.Failed, "jwt.claim_mismatch");
    }

    [Fact]
    public async Task An_issuer_whose_key_cannot_be_found_is_unknown_and_not_invalid()
    {
        var world = new World(did: "did:web:universidad.example");
        var report = await world.VerifyAsync(world.BundleOf());
        report.Found(CheckNames.Signature, CheckResult.Unknown, "issuer.key_unresolvable");
        report.Found(CheckNames.Binding, CheckResult.Unknown, "issuer.key_unresolvable");
        Assert.Equal(Verdict.Indeterminate, report.Verdict);
    }

    [Fact]
    public async Task A_signature_by_none_of_the_pinned_keys_fails()
    {
        var world = new World(did: "did:web:universidad.example");
        using var other = Ed25519KeyPair.FromSeed(new byte[32]);
        world.Trust = world.Trust with { Issuers = [new RecognisedIssuer(world.Did, "Universidad Ejemplo", [DidKey.ToMultibase(other.PublicKey)])] };
        (await world.VerifyAsync(world.BundleOf())).Found(CheckNames.Signature, CheckResult.Failed, "jwt.signature_invalid");
    }

    [Theory]
    [InlineData("none", CheckResult.Failed)]
    [InlineData("NONE", CheckResult.Failed)]
    [InlineData("RS512", CheckResult.Unknown)]
    [InlineData("ES256K", CheckResult.Unknown)]
    public async Task An_unsigned_token_fails_and_an_unknown_algorithm_is_unknown(string algorithm, CheckResult result)
    {
        var world = new World();
        var parts = Encoding.ASCII.GetString(world.Credentials[0]).Split('.');
        var header = Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{{\"alg\":\"{algorithm}\",\"kid\":\"{world.Did}\",\"typ\":\"JWT\"}}"));
        (await world.VerifyAsync(Encoding.ASCII.GetBytes($"{header}.{parts[1]}.{parts[2]}"))).Found(CheckNames.Shape, result, "jwt.alg_not_allowed");
    }

    [Theory]
    [InlineData("2026-04-30T23:59:59Z", CheckResult.Failed, "credential.not_yet_valid")]
    [InlineData("2026-05-01T00:00:00Z", CheckResult.Passed, null)]
    [InlineData("2031-05-01T23:59:58Z", CheckResult.Passed, null)]
    [InlineData("2031-05-02T00:00:00Z", CheckResult.Failed, "credential.expired")]
    public async Task A_credential_is_valid_within_its_period_only(string now, CheckResult result, string? code)
    {
        var world = new World();
        world.Clock.Now = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);
        (await world.VerifyAsync(world.BundleOf())).Found(CheckNames.Validity, result, code);
    }

    [Fact]
    public async Task A_status_list_that_was_not_read_keeps_a_credential_from_being_valid()
    {
        var world = new World();
        var payload = World.Edited(world.Document(), document => document["credentialStatus"] = new System.Text.Json.Nodes.JsonObject { ["type"] = "SomeOtherList" });
        var report = await world.VerifyAsync(world.BundleOfDocument(payload));
        report.Found(CheckNames.Status, CheckResult.Unknown, "status.not_checked");
        Assert.Equal(Verdict.Indeterminate, report.Verdict);
    }

    [Fact]
    public async Task An_unlisted_issuer_is_unknown()
    {
        var world = new World();
        world.Trust = world.Trust with { Issuers = [new RecognisedIssuer("did:web:otra.example", "Otra Universidad", [])] };
        (await world.VerifyAsync(world.BundleOf())).Found(CheckNames.Issuer, CheckResult.Unknown, "issuer.not_recognised");
    }

    [Theory]
    [InlineData("Universidad Ejemplo")]
    [InlineData("UNIVERSIDAD  ejemplo ")]
    public async Task An_issuer_that_only_has_the_right_name_is_not_recognised(string name)
    {
        var world = new World();
        world.Trust = world.Trust with { Issuers = [new RecognisedIssuer("did:web:universidad.example", "Universidad Ejemplo", [])] };
        var report = await world.VerifyAsync(world.BundleOfDocument(world.Document(name: name)));
        report.Found(CheckNames.Issuer, CheckResult.Unknown, "issuer.name_only");
        Assert.Null(report.Credential!.RecognisedName);
        Assert.Contains("Beware", report.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_too_long_too_short_or_of_a_wrong_index_has_its_own_code()
    {
        var world = new World();
        var good = world.BundleOf().InclusionProof!;
        await FailsAsync(good with { Path = [.. good.Path, default] }, "inclusion.path_too_long");
        await FailsAsync(good with { Path = [.. Enumerable.Repeat(default(Hash32), 5000)] }, "inclusion.path_too_long");
        await FailsAsync(good with { Path = [.. good.Path.Take(2)] }, "inclusion.path_too_short");
        await FailsAsync(good with { Path = [] }, "inclusion.path_too_short");
        await FailsAsync(good with { Index = 7 }, "inclusion.index_out_of_range");
        await FailsAsync(good with { Size = 0 }, "inclusion.index_out_of_range");
        await FailsAsync(good with { Index = ulong.MaxValue }, "inclusion.index_out_of_range");

        async Task FailsAsync(BundleProof proof, string code)
        {
            var report = await world.VerifyAsync(world.BundleOf() with { InclusionProof = proof });
            report.Found(CheckNames.Inclusion, CheckResult.Failed, code);
            report.Found(CheckNames.Signature, CheckResult.Passed, null);
            report.Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.root_unknown");
        }
    }

    [Fact]
    public async Task A_proof_of_another_place_or_size_leads_to_a_root_that_was_never_anchored()
    {
        var world = new World();
        var good = world.BundleOf().InclusionProof!;
        foreach (var wrong in new[] { good with { Index = 2 }, good with { Size = 8 }, good with { Path = [good.Path[1], good.Path[0], good.Path[2]] } })
            (await world.VerifyAsync(world.BundleOf() with { InclusionProof = wrong })).Found(CheckNames.Anchored, CheckResult.Failed, "anchor.not_anchored");
    }

    [Fact]
    public async Task An_unsealed_credential_is_unknown()
    {
        var world = new World();
        var report = await world.VerifyAsync(world.BundleOf() with { InclusionProof = null, Anchors = [] });
        report.Found(CheckNames.Inclusion, CheckResult.Unknown, "inclusion.not_sealed_yet");
        report.Found(CheckNames.Anchored, CheckResult.Unknown, "anchor.missing");
        report.Found(CheckNames.Binding, CheckResult.Unknown, "binding.no_anchor");
    }

    [Fact]
    public async Task A_bare_jwt_is_checked_as_far_as_it_goes()
    {
        var world = new World();
        var report = await world.VerifyAsync([.. world.Credentials[0], .. "\r\n"u8]);
        report.Found(CheckNames.Signature, CheckResult.Passed, null);
        report.Found(CheckNames.Inclusion, CheckResult.Unknown, "inclusion.missing");
        report.Found(CheckNames.Issuer, CheckResult.Passed, null);
        report.Found(CheckNames.Binding, CheckResult.Unknown, "binding.missing");
        Assert.Equal(Verdict.Indeterminate, report.Verdict);
    }
}
