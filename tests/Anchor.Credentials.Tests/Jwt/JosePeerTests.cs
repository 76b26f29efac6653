using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;
using Anchor.Tests.Support;

namespace Anchor.Credentials.Tests.Jwt;

/// <summary>The library jose verifies what we sign, and we verify what it signs.</summary>
public sealed class JosePeerTests
{
    private static readonly (KeyType Type, string Alg)[] Algorithms =
        [(KeyType.Ed25519, "EdDSA"), (KeyType.P256, "ES256"), (KeyType.P384, "ES384"), (KeyType.Rsa, "RS256")];

    [Fact]
    public void It_verifies_what_we_sign_and_no_twin()
    {
        using var peer = Start();
        foreach (var (type, alg) in Algorithms)
        {
            using var key = SigningKey.Generate(type);
            var signer = new VcJwtSigner(key, "");
            var jwk = JsonElement.Parse(Jwk.Write(key.PublicKey));
            var payloads = Enumerable.Range(0, 25).Select(i => $$"""{"id":"urn:x:{{i}}","name":"Ana Ejemplo Núñez"}""").ToArray();
            var compact = payloads.Select(p => Encoding.ASCII.GetString(signer.Sign(Encoding.UTF8.GetBytes(p)))).ToArray();
            var answers = peer.Ask(compact.Select(c => new { op = "verify", compact = c, jwk, alg }).ToArray());
            Assert.Equal(payloads, answers.Select(a => a.GetProperty("payload").GetString()));
            var twins = peer.Ask(compact.Select(c => new { op = "verify", compact = Twin(c), jwk, alg }).ToArray());
            Assert.All(twins, a => Assert.True(a.TryGetProperty("error", out _)));
        }
    }

    [Fact]
    public void We_verify_what_it_signs_and_no_twin()
    {
        using var peer = Start();
        foreach (var (type, alg) in Algorithms)
        {
            var answers = peer.Ask(Enumerable.Range(0, 25).Select(i => new { op = "sign", alg, payload = $$"""{"id":"urn:x:{{i}}"}""" }).ToArray());
            foreach (var answer in answers)
            {
                var compact = answer.GetProperty("compact").GetString()!;
                var jwt = VcJwt.Parse(Encoding.ASCII.GetBytes(compact)).Value;
                var key = Jwk.Read(answer.GetProperty("jwk")).Value;
                Assert.Equal((type, key), (jwt.Algorithm, jwt.Jwk));
                Assert.True(VcJwt.VerifySignature(jwt, key));
                var twin = VcJwt.Parse(Encoding.ASCII.GetBytes(Twin(compact)));
                Assert.False(twin.IsOk && VcJwt.VerifySignature(twin.Value, key));
            }
        }
    }

    [Fact]
    public void A_whole_credential_signed_there_verifies_here()
    {
        using var peer = Start();
        foreach (var alg in new[] { "EdDSA", "ES256", "ES384" })
        {
            var key = Jwk.Read(peer.AskOne(new { op = "sign", alg, payload = "{}" }).GetProperty("jwk")).Value;
            var document = JsonNode.Parse(Samples.Document())!;
            document["iss"] = DidKey.Of(key);
            document["issuer"]!["id"] = DidKey.Of(key);
            var kid = DidKey.VerificationMethodId(DidKey.Of(key));
            var compact = peer.AskOne(new { op = "sign", alg, payload = document.ToJsonString(), kid }).GetProperty("compact").GetString()!;
            Assert.Equal(key, VcJwt.Verify(Encoding.ASCII.GetBytes(compact)).Value.Key);
        }
    }

    // One character in the middle of the payload or of the signature.
    private static string Twin(string compact)
    {
        var at = compact.LastIndexOf('.') + (compact.Length % 2 == 0 ? 10 : -5);
        return compact[..at] + (compact[at] == 'A' ? 'B' : 'A') + compact[(at + 1)..];
    }

    private static NodePeer Start() => NodePeer.Start("tests", "Anchor.Credentials.Tests", "peers", "jose.mjs");
}
