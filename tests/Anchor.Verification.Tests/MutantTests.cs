using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Anchor.Credentials.Bundles;

namespace Anchor.Verification.Tests;

public sealed class MutantTests
{
    private readonly World _world = new();

    [Fact]
    public async Task No_changed_byte_of_a_bundle_leaves_it_valid_unless_only_claims_changed()
    {
        var random = NewRandom();
        var good = _world.BundleOf();
        var bytes = good.ToUtf8();
        for (var i = 0; i < 400; i++)
        {
            var mutant = bytes.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--) mutant[random.Next(mutant.Length)] ^= (byte)(1 << random.Next(8));
            await RefusesAsync(good, mutant);
        }
    }

    [Fact]
    public async Task No_changed_value_of_a_bundle_leaves_it_valid_unless_only_claims_changed()
    {
        var random = NewRandom();
        var good = _world.BundleOf();
        for (var i = 0; i < 400; i++)
        {
            var mutant = World.Parse(good.ToUtf8());
            var values = Values(mutant).ToArray();
            var (parent, key) = values[random.Next(values.Length)];
            Replace(parent, key, Another(parent is JsonArray list ? list[int.Parse(key, CultureInfo.InvariantCulture)] : parent[key], random));
            await RefusesAsync(good, Encoding.UTF8.GetBytes(mutant.ToJsonString()));
        }
    }

    [Fact]
    public async Task No_flipped_bit_of_the_credential_or_the_proof_is_overlooked()
    {
        var good = _world.BundleOf();
        var compact = Encoding.ASCII.GetBytes(good.Credential.CompactJws!);
        for (var i = 0; i < compact.Length; i += 11)
        {
            var twin = compact.ToArray();
            twin[i] ^= 1;
            var report = await _world.VerifyAsync(good with { Credential = BundledCredential.OfJwt(twin) });
            Assert.Equal(Verdict.Invalid, report.Verdict);
        }
        for (var i = 0; i < 3; i++)
        {
            var path = good.InclusionProof!.Path.ToArray();
            var bytes = path[i].ToArray();
            bytes[i] ^= 0x80;
            path[i] = new Anchor.Merkle.Hash32(bytes);
            (await _world.VerifyAsync(good with { InclusionProof = good.InclusionProof with { Path = path } })).Found(CheckNames.Anchored, CheckResult.Failed, "anchor.not_anchored");
        }
    }

    [Fact]
    public async Task Nothing_makes_the_verifier_throw()
    {
        var random = NewRandom();
        var bundle = _world.BundleOf().ToUtf8();
        for (var i = 0; i < 2_000; i++)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            var document = (i % 4) switch
            {
                0 => noise,
                1 => [.. "eyJ"u8, .. noise],
                2 => bundle[..random.Next(bundle.Length)],
                _ => [.. bundle[..random.Next(bundle.Length)], .. noise, .. bundle[random.Next(bundle.Length)..]],
            };
            var report = await _world.VerifyAsync(document);
            Assert.NotEqual(Verdict.Valid, report.Verdict);
            Assert.NotEmpty(report.ToJson());
            Assert.NotEmpty(report.ToText());
        }
    }

    [Fact]
    public async Task No_shape_of_a_signed_payload_makes_the_verifier_throw()
    {
        var random = NewRandom();
        for (var i = 0; i < 300; i++)
        {
            var payload = World.Parse(_world.Document());
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                var values = Values(payload).ToArray();
                var (parent, key) = values[random.Next(values.Length)];
                Replace(parent, key, random.Next(6) switch
                {
                    0 => null, 1 => new JsonArray(), 2 => new JsonObject(), 3 => JsonValue.Create(7), 4 => JsonValue.Create(""), _ => new JsonArray(new JsonObject()),
                });
            }
            var report = await _world.VerifyAsync(_world.BundleOfDocument(Encoding.UTF8.GetBytes(payload.ToJsonString())));
            Assert.Equal(7, report.Checks.Count(check => check.Required));
            Assert.NotEmpty(report.ToText());
        }
    }

    private async Task RefusesAsync(Bundle good, byte[] mutant)
    {
        var report = await _world.VerifyAsync(mutant);
        if (report.Verdict == Verdict.Valid && !SameButForClaims(good, Bundle.Read(mutant).Value))
            Assert.Fail($"accepted: {Encoding.UTF8.GetString(mutant)}");
    }

    private static bool SameButForClaims(Bundle good, Bundle mutant) =>
        good.Credential.CompactJws == mutant.Credential.CompactJws && good.Binding == mutant.Binding
        && mutant.InclusionProof is { } proof && proof.Size == good.InclusionProof!.Size && proof.Index == good.InclusionProof.Index
        && proof.Path.SequenceEqual(good.InclusionProof.Path)
        && mutant.Anchors.Any(anchor => anchor.ChainId == good.Anchors[0].ChainId
            && string.Equals(anchor.Registry, good.Anchors[0].Registry, StringComparison.OrdinalIgnoreCase)
            && string.Equals(anchor.IssuerAccount, good.Anchors[0].IssuerAccount, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<(JsonNode Parent, string Key)> Values(JsonNode node)
    {
        var children = node switch
        {
            JsonObject item => item.Select(member => (member.Key, member.Value)),
            JsonArray list => list.Select((value, i) => (i.ToString(CultureInfo.InvariantCulture), value)),
            _ => [],
        };
        foreach (var (key, value) in children)
        {
            yield return (node, key);
            if (value is not null)
                foreach (var below in Values(value)) yield return below;
        }
    }

    private static void Replace(JsonNode parent, string key, JsonNode? value)
    {
        if (parent is JsonArray list) list[int.Parse(key, CultureInfo.InvariantCulture)] = value;
        else parent[key] = value;
    }

    private static JsonNode? Another(JsonNode? value, Random random)
    {
        if (value is not JsonValue scalar) return random.Next(2) == 0 ? null : new JsonArray();
        if (scalar.TryGetValue(out string? text) && text.Length > 0)
        {
            var letters = text.ToCharArray();
            var at = random.Next(letters.Length);
            letters[at] = letters[at] == '1' ? '2' : '1';
            return random.Next(8) == 0 ? text[..at] : new string(letters);
        }
        return scalar.TryGetValue(out ulong number) ? JsonValue.Create(number ^ (1UL << random.Next(40))) : null;
    }

    private static Random NewRandom()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("ANCHOR_TEST_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        return new Random(seed);
    }
}
