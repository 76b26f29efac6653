using System.Text;
using System.Text.Json;
using Anchor.Chain.Keys;
using Anchor.Chain.Signing;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;
using Anchor.Merkle;
using Anchor.Tests.Support;
using Anchor.Verification.Tests;

namespace Anchor.Cli.Tests;

public sealed class LeafAndKeyTests : IDisposable
{
    private readonly World _world = new();
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task The_leaf_of_a_bundle_is_that_of_its_jwt()
    {
        var leaf = CredentialLeaf.OfJwt(_world.Credentials[3]).ToHex() + Environment.NewLine;
        Assert.Equal(0, await _bench.RunAsync("leaf", _bench.File("bundle.json", _world.BundleOf(3).ToUtf8())));
        Assert.Equal(0, await _bench.RunAsync("leaf", _bench.File("bare.jwt", _world.Credentials[3])));
        Assert.Equal(leaf + leaf, _bench.Output);
    }

    [Fact]
    public async Task What_is_no_credential_has_no_leaf()
    {
        Assert.Equal(1, await _bench.RunAsync("leaf", _bench.File("bad.json", "{}")));
        Assert.Contains("bundle.malformed", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_leaves_gives_the_root_and_the_proof_of_the_tree_that_was_sealed()
    {
        var leaves = _world.Credentials.Select(compact => CredentialLeaf.OfJwt(compact).ToString());
        Assert.Equal(0, await _bench.RunAsync("prove", _bench.File("leaves.txt", string.Join("\r\n", leaves)), "3"));
        using var json = JsonDocument.Parse(_bench.Output);
        Assert.Equal(_world.Tree.AnchoredRoot.ToHex(), json.RootElement.GetProperty("root").GetString());
        var proof = json.RootElement.GetProperty("inclusionProof");
        var path = proof.GetProperty("path").EnumerateArray().Select(item => Hash32.Parse(item.GetString())).ToArray();
        Assert.True(new InclusionProof(proof.GetProperty("size").GetUInt64(), proof.GetProperty("index").GetUInt64(), path)
            .Verify(CredentialLeaf.OfJwt(_world.Credentials[3]), _world.Tree.AnchoredRoot));
    }

    [Theory]
    [InlineData("", "0", "leaves.malformed")]
    [InlineData("xyz", "0", "leaves.malformed")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000\n\n", "0", "leaves.malformed")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", "1", "inclusion.index_out_of_range")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", "-1", "inclusion.index_out_of_range")]
    public async Task A_list_that_cannot_be_proved_is_refused(string leaves, string index, string code)
    {
        Assert.Equal(3, await _bench.RunAsync("prove", _bench.File("leaves.txt", leaves), index));
        Assert.Contains(code, _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_key_is_sealed_and_opens_with_its_passphrase_under_its_own_id_only()
    {
        _bench.Variables["ANCHOR_PASSPHRASE"] = "una frase inventada";
        var path = _bench.PathOf("key.json");
        Assert.Equal(0, await _bench.RunAsync("keys", "new", "--out", path));
        using var file = JsonDocument.Parse(File.ReadAllText(path));
        var (id, envelope) = (file.RootElement.GetProperty("id").GetString()!, file.RootElement.GetProperty("envelope").GetRawText());
        Assert.Equal(id + Environment.NewLine, _bench.Output);
        using var key = Ed25519KeyPair.FromSeed(KeyEnvelope.Open(envelope, "una frase inventada", Encoding.ASCII.GetBytes(id)));
        Assert.Equal(id, DidKey.FromEd25519(key.PublicKey));
        Assert.Throws<KeyEnvelopeException>(() => KeyEnvelope.Open(envelope, "una frase inventada", "did:key:z"u8));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));

        Assert.Equal(3, await _bench.RunAsync("keys", "new", "--out", path));
        Assert.Contains("file.unwritable", _bench.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_account_is_printed_with_its_address()
    {
        _bench.Variables["ANCHOR_PASSPHRASE"] = "una frase inventada";
        Assert.Equal(0, await _bench.RunAsync("keys", "new", "--type", "secp256k1"));
        using var file = JsonDocument.Parse(_bench.Output);
        var id = file.RootElement.GetProperty("id").GetString()!;
        using var key = new EvmAccountKey(KeyEnvelope.Open(file.RootElement.GetProperty("envelope").GetRawText(), "una frase inventada", Encoding.ASCII.GetBytes(id)));
        Assert.Equal((id, id), (key.Address.ToString(), _bench.Error.Trim()));
    }

    [Fact]
    public async Task Without_a_passphrase_no_key_is_made()
    {
        Assert.Equal(3, await _bench.RunAsync("keys", "new", "--out", _bench.PathOf("key.json")));
        Assert.Contains("keys.passphrase_missing", _bench.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_bench.PathOf("key.json")));
    }

    [Fact]
    public async Task A_published_vector_is_proved_as_its_independent_maker_did()
    {
        var tree = Repository.Vector("merkle.json").GetProperty("trees").EnumerateArray().Last(candidate => candidate.GetProperty("proofs").GetArrayLength() == candidate.GetProperty("size").GetInt32());
        var proofs = tree.GetProperty("proofs").EnumerateArray().ToArray();
        var file = _bench.File("leaves.txt", string.Join('\n', proofs.Select(proof => proof.GetProperty("leaf").GetString())));
        var index = proofs.Length / 2;
        Assert.Equal(0, await _bench.RunAsync("prove", file, index.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        using var json = JsonDocument.Parse(_bench.Output);
        Assert.Equal("0x" + tree.GetProperty("anchoredRoot").GetString(), json.RootElement.GetProperty("root").GetString());
        Assert.Equal(
            proofs[index].GetProperty("path").EnumerateArray().Select(item => "0x" + item.GetString()),
            json.RootElement.GetProperty("inclusionProof").GetProperty("path").EnumerateArray().Select(item => item.GetString()));
    }
}
