using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Anchor.Web.Tests.Hosting;
using Anchor.Web.VcApi.Conformance;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Anchor.Web.Tests.VcApi;

[Collection(WebCollection.Name)]
public sealed class ConformanceTests(WebFixture web)
{
    private ConformanceHost Host => web.Conformance();

    [Fact]
    public async Task The_tenant_has_an_issuer_for_every_suite_and_keeps_it()
    {
        var issuers = (await Host.Api.GetAsync("/vc/conformance")).Ok().GetProperty("issuers");
        Assert.Equal(9, issuers.GetArrayLength());
        Assert.Equal(issuers.ToString(), (await web.StartHost(("ANCHOR_CONFORMANCE", "1")).GetAsync("/vc/conformance")).Ok().GetProperty("issuers").ToString());
    }

    [Fact]
    public async Task It_takes_a_foreign_issuer_a_proof_that_is_there_already_and_pointers()
    {
        var options = new { mandatoryPointers = new[] { "/issuer" } };
        var issued = await Host.IssueAsync(ConformanceHost.Credential("""{"issuer":"https://university.example/issuers/1","id":"https://university.example/1"}"""), "ecdsa-rdfc-2019-p256", options);
        Assert.Equal("https://university.example/issuers/1", issued["issuer"]!.GetValue<string>());
        ConformanceHost.IsRefused(await Host.VerifyAsync(issued), "proof.key_not_of_issuer");

        var first = await Host.IssueAsync(ConformanceHost.Credential());
        var second = await Host.IssueAsync(first, "eddsa-jcs-2022");
        Assert.Equal(2, second["proof"]!.AsArray().Count);
        ConformanceHost.Holds(await Host.VerifyAsync(second));
        var third = await Host.IssueAsync(second, "ecdsa-jcs-2019-p256");
        var answer = await Host.VerifyAsync(third);
        ConformanceHost.Holds(answer);
        Assert.Equal("proof.by_another", answer.Json.GetProperty("warnings")[0].GetProperty("code").GetString());
        third["proof"]![1]!["created"] = "2026-05-02T00:00:00Z";
        ConformanceHost.IsRefused(await Host.VerifyAsync(third), "proof.signature_invalid");
    }

    [Fact]
    public async Task It_verifies_words_of_a_document_s_own_with_a_warning_and_others_do_not()
    {
        var credential = ConformanceHost.Credential("""{"@context":["https://www.w3.org/ns/credentials/v2",{"Mine":"https://example.org/#Mine","alumniOf":"https://example.org/#a"}],"type":["VerifiableCredential","Mine"]}""");
        var issued = await Host.IssueAsync(credential);
        var answer = await Host.VerifyAsync(issued);
        ConformanceHost.Holds(answer);
        Assert.Equal("document.own_vocabulary", answer.Json.GetProperty("warnings")[0].GetProperty("code").GetString());
        var issuer = await web.RegisterAsync();
        ConformanceHost.IsRefused(await web.Anybody.PostAsync($"/vc/{issuer.Id}/credentials/verify", ConformanceHost.Body("verifiableCredential", issued, new { })), "document.own_vocabulary");
    }

    [Fact]
    public async Task A_presentation_of_a_credential_of_ones_own_names_its_holder()
    {
        var credential = await Host.IssueAsync(ConformanceHost.Credential());
        var presentation = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"), ["type"] = new JsonArray("VerifiablePresentation"), ["verifiableCredential"] = new JsonArray(credential),
        };
        ConformanceHost.IsRefused(await Host.VerifyPresentationAsync(await Host.ProveAsync(presentation, "eddsa-rdfc-2022", new { })), "presentation.holder_missing");
        ConformanceHost.Holds(await Host.VerifyPresentationAsync(await Host.ProveAsync(presentation, "ecdsa-rdfc-2019-p256", new { })));
        presentation["holder"] = new JsonObject { ["id"] = await Host.IssuerAsync("eddsa-rdfc-2022") };
        ConformanceHost.Holds(await Host.VerifyPresentationAsync(await Host.ProveAsync(presentation, "eddsa-rdfc-2022", new { })));
        presentation["holder"] = "did:example:acme";
        ConformanceHost.IsRefused(await Host.VerifyPresentationAsync(await Host.ProveAsync(presentation, "eddsa-rdfc-2022", new { })), "presentation.holder_mismatch");
    }

    [Fact]
    public async Task Its_credentials_have_a_status_too()
    {
        var asked = new { credentialStatus = new[] { new { type = "BitstringStatusListEntry", statusPurpose = "revocation" } } };
        var issued = await Host.IssueAsync(ConformanceHost.Credential(), options: asked);
        var checks = new { checks = new[] { "proof", "credentialStatus" } };
        ConformanceHost.Holds(await Host.VerifyAsync(issued, checks));
        var body = new { credentialId = issued["id"]!.GetValue<string>(), credentialStatus = new { type = "BitstringStatusListEntry", statusPurpose = "revocation" } };
        (await Host.Api.PostAsync("/vc/conformance/credentials/status", body)).Ok(HttpStatusCode.OK);
        ConformanceHost.IsRefused(await Host.VerifyAsync(issued, checks), "status.revoked");
    }

    [Fact]
    public void Nothing_but_loopback_is_listened_on()
    {
        var kestrel = new KestrelServerOptions();
        kestrel.ConfigureEndpointDefaults(LoopbackOnly.Require);
        kestrel.Listen(IPAddress.Loopback, 0);
        kestrel.Listen(IPAddress.IPv6Loopback, 0);
        kestrel.ListenLocalhost(5443);
        Assert.Throws<LoopbackOnlyException>(() => kestrel.Listen(IPAddress.Parse("192.0.2.1"), 0));
        Assert.Throws<LoopbackOnlyException>(() => kestrel.ListenAnyIP(0));
        Assert.Throws<LoopbackOnlyException>(() => kestrel.ListenUnixSocket("/tmp/anchor.sock"));
    }

    [Fact]
    public void The_certificate_is_made_once_for_loopback_and_its_key_is_the_owners()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("anchor-certificate-").FullName, "loopback.pem");
        using var made = LoopbackCertificate.Open(file, TimeProvider.System);
        using var again = LoopbackCertificate.Open(file, TimeProvider.System);
        Assert.Equal(made.Thumbprint, again.Thumbprint);
        Assert.True(made.HasPrivateKey);
        var names = made.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Equal(["localhost"], names.EnumerateDnsNames());
        Assert.Contains(IPAddress.Loopback, names.EnumerateIPAddresses());
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file + ".key"));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }
}
