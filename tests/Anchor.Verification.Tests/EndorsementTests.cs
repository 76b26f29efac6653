using System.Buffers;
using System.Text.Json.Nodes;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;
using Anchor.Credentials.OpenBadges;

namespace Anchor.Verification.Tests;

public sealed class EndorsementTests : IDisposable
{
    private const string Achievement = "https://universidad.example/logros/analisis-de-datos";
    private readonly World _world = new();
    private readonly Ed25519KeyPair _guild = Ed25519KeyPair.FromSeed([.. Enumerable.Repeat((byte)9, 32)]);

    public void Dispose() => _guild.Dispose();

    [Fact]
    public async Task An_embedded_endorsement_is_verified()
    {
        var report = await VerifyAsync(Signed(Endorsement()));
        report.Found(CheckNames.Endorsement, CheckResult.Passed, null);
        Assert.Contains("Gremio Ejemplo", report.Of(CheckNames.Endorsement).Words, StringComparison.Ordinal);
        Assert.True(report.Verdict == Verdict.Valid, report.ToText());
    }

    [Fact]
    public async Task An_endorsement_in_a_jwt_is_verified()
    {
        var claims = Endorsement();
        (claims["iss"], claims["jti"], claims["nbf"], claims["sub"]) = (claims["issuer"]!["id"]!.GetValue<string>(), claims["id"]!.GetValue<string>(), 1767225600, Achievement);
        var jwt = System.Text.Encoding.ASCII.GetString(new VcJwtSigner(_guild).Sign(Utf8(claims)));
        (await VerifyJwtAsync(jwt)).Found(CheckNames.Endorsement, CheckResult.Passed, null);
        (await VerifyJwtAsync(jwt[..^8] + (jwt[^8] == 'A' ? 'B' : 'A') + jwt[^7..])).Found(CheckNames.Endorsement, CheckResult.Failed, "jwt.signature_invalid");
        (await VerifyJwtAsync("a.b.c")).Found(CheckNames.Endorsement, CheckResult.Failed, "endorsement.malformed");
    }

    [Fact]
    public async Task A_changed_endorsement_is_worth_nothing_and_takes_nothing_away()
    {
        var endorsement = Signed(Endorsement());
        endorsement["credentialSubject"]!["endorsementComment"] = "La mejor del mundo.";
        var report = await VerifyAsync(endorsement);
        report.Found(CheckNames.Endorsement, CheckResult.Failed, "proof.signature_invalid");
        Assert.Equal(Verdict.Valid, report.Verdict);
    }

    [Fact]
    public async Task An_endorsement_that_nobody_signed_or_that_is_about_something_else_fails()
    {
        (await VerifyAsync(Endorsement())).Found(CheckNames.Endorsement, CheckResult.Failed, "proof.missing");
        var other = Endorsement();
        other["credentialSubject"]!["id"] = "https://universidad.example/logros/otro";
        (await VerifyAsync(Signed(other))).Found(CheckNames.Endorsement, CheckResult.Failed, "endorsement.of_another");
        var late = Endorsement();
        late["validUntil"] = "2026-02-01T00:00:00Z";
        (await VerifyAsync(Signed(late))).Found(CheckNames.Endorsement, CheckResult.Failed, "endorsement.not_valid_now");
    }

    [Fact]
    public async Task The_key_of_an_unknown_endorser_is_not_guessed()
    {
        var endorsement = Signed(Endorsement());
        endorsement["proof"]![0]!["verificationMethod"] = "did:web:gremio.example#clave";
        (await VerifyAsync(endorsement)).Found(CheckNames.Endorsement, CheckResult.Unknown, "issuer.key_unresolvable");
    }

    [Fact]
    public async Task An_endorsement_whose_name_is_spelt_with_an_escape_is_looked_at_too()
    {
        var document = World.Edited(_world.Document(format: CredentialFormat.DataIntegrity), plain =>
            plain["credentialSubject"]!["achievement"]!["endorsement"] = new JsonArray(Signed(Endorsement())));
        var text = System.Text.Encoding.UTF8.GetString(Secure(document, _world.Key));
        foreach (var word in (string[])["Endorsement", "endorsement"])
            text = text.Replace(word, word[..^1] + "\\u0074", StringComparison.Ordinal);
        Assert.DoesNotContain("endorsement", text, StringComparison.Ordinal);
        var report = await _world.VerifyAsync(_world.BundleOf(BundledCredential.OfText(System.Text.Encoding.UTF8.GetBytes(text))));
        report.Found(CheckNames.Endorsement, CheckResult.Passed, null);
    }

    private JsonObject Endorsement() => JsonNode.Parse($$"""
        {
          "@context": ["{{Vocabulary.CredentialsV2}}", "{{Vocabulary.OpenBadges303}}"],
          "id": "urn:uuid:5f0c3b7e-3c1e-4a52-9d0e-0c6a1f2b7d16",
          "type": ["VerifiableCredential", "EndorsementCredential"],
          "name": "Recomendación del gremio",
          "issuer": { "id": "{{DidKey.FromEd25519(_guild.PublicKey)}}", "type": ["Profile"], "name": "Gremio Ejemplo" },
          "validFrom": "2026-01-01T00:00:00Z",
          "credentialSubject": { "id": "{{Achievement}}", "type": ["EndorsementSubject"], "endorsementComment": "Lo que enseña se usa." }
        }
        """)!.AsObject();

    private static byte[] Utf8(JsonNode node) => System.Text.Encoding.UTF8.GetBytes(node.ToJsonString());

    private static byte[] Secure(byte[] document, Ed25519KeyPair key)
    {
        var secured = new ArrayBufferWriter<byte>();
        CredentialSigner.Create(CredentialFormat.DataIntegrity, key).Sign(document, new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero), secured);
        return secured.WrittenSpan.ToArray();
    }

    private JsonObject Signed(JsonObject endorsement) => World.Parse(Secure(Utf8(endorsement), _guild));

    // A document with a proof that carries another document with a proof.
    private Task<Report> VerifyAsync(JsonObject endorsement)
    {
        var document = World.Edited(_world.Document(format: CredentialFormat.DataIntegrity), plain =>
            plain["credentialSubject"]!["achievement"]!["endorsement"] = new JsonArray(endorsement.DeepClone()));
        return _world.VerifyAsync(_world.BundleOf(BundledCredential.OfText(Secure(document, _world.Key))));
    }

    private Task<Report> VerifyJwtAsync(string jwt) => _world.VerifyAsync(_world.BundleOfDocument(
        World.Edited(_world.Document(), plain => plain["credentialSubject"]!["achievement"]!["endorsementJwt"] = new JsonArray(jwt))));
}
