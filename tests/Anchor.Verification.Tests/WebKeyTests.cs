using System.Text;
using System.Text.Json.Nodes;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;
using Anchor.Credentials.Trust;

namespace Anchor.Verification.Tests;

public sealed class WebKeyTests : IDisposable
{
    private const string Issuer = "https://universidad.example/emisores/1";
    private const string Kid = "https://universidad.example/llaves/1";
    private readonly World _world = new() { Web = new FakeWeb() };
    private readonly SigningKey _key = SigningKey.Generate(KeyType.Rsa);

    public void Dispose() => _key.Dispose();

    [Fact]
    public async Task A_key_on_the_issuers_own_server_is_the_issuers()
    {
        _world.Web!.With(Kid, Jwk.Write(_key.PublicKey));
        (await VerifyAsync()).Found(CheckNames.Signature, CheckResult.Passed, null);
        (await VerifyAsync(edit: document => document["iss"] = "https://otra.example")).Found(CheckNames.Signature, CheckResult.Failed, "jwt.claim_mismatch");
        using var other = SigningKey.Generate(KeyType.Rsa);
        _world.Web.With(Kid, Jwk.Write(other.PublicKey));
        (await VerifyAsync()).Found(CheckNames.Signature, CheckResult.Failed, "jwt.signature_invalid");
    }

    [Theory]
    [InlineData(Issuer, "https://otra.example/llaves/1")]
    [InlineData(Issuer, "https://universidad.example:8443/llaves/1")]
    [InlineData(Issuer, "https://universidad.example@otra.example/llaves/1")]
    [InlineData(Issuer, "https://ana@universidad.example/llaves/1")]
    [InlineData(Issuer, "https://universidad.example/llaves#1")]
    [InlineData("did:web:universidad.example", Kid)]
    [InlineData("urn:universidad", Kid)]
    public async Task A_key_elsewhere_is_nobodys_and_is_not_even_fetched(string issuer, string kid)
    {
        _world.Web!.With(kid, Jwk.Write(_key.PublicKey));
        (await VerifyAsync(issuer, kid)).Found(CheckNames.Signature, CheckResult.Unknown, "key.elsewhere");
        Assert.DoesNotContain(kid, _world.Web.Asked);
    }

    [Fact]
    public async Task A_server_that_sends_elsewhere_does_not_vouch_for_what_stands_there()
    {
        _world.Web!.With(Kid, Jwk.Write(_key.PublicKey), from: "https://otra.example/llave");
        (await VerifyAsync()).Found(CheckNames.Signature, CheckResult.Unknown, "key.elsewhere");
        _world.Web.With(Kid, Jwk.Write(_key.PublicKey), from: "https://universidad.example/llaves/nueva");
        (await VerifyAsync()).Found(CheckNames.Signature, CheckResult.Passed, null);
    }

    [Fact]
    public async Task A_key_that_cannot_be_had_or_read_leaves_the_question_open()
    {
        (await VerifyAsync()).Found(CheckNames.Signature, CheckResult.Unknown, "key.unreachable");
        _world.Web!.With(Kid, "{}");
        (await VerifyAsync()).Found(CheckNames.Signature, CheckResult.Unknown, "key.unreadable");
        _world.Web = null;
        (await VerifyAsync()).Found(CheckNames.Signature, CheckResult.Unknown, "issuer.key_unresolvable");
    }

    [Fact]
    public async Task A_pinned_key_counts_wherever_the_address_leads()
    {
        using var key = SigningKey.Generate(KeyType.P256);
        _world.Trust = _world.Trust with { Issuers = [new RecognisedIssuer("did:web:universidad.example", "Universidad Ejemplo", [Multikey.Format(key.PublicKey)])] };
        (await VerifyAsync("did:web:universidad.example", "https://otra.example/llave", key)).Found(CheckNames.Signature, CheckResult.Passed, null);
        Assert.Empty(_world.Web!.Asked);
    }

    private Task<Report> VerifyAsync(string issuer = Issuer, string kid = Kid, SigningKey? key = null, Action<JsonObject>? edit = null)
    {
        var payload = World.Edited(_world.Document(), document =>
        {
            document["issuer"]!["id"] = issuer;
            document["iss"] = issuer;
            edit?.Invoke(document);
        });
        return _world.VerifyAsync(new VcJwtSigner(key ?? _key, kid).Sign(payload));
    }
}
