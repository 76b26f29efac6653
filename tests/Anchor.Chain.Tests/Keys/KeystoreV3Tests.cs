using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Chain.Keys;
using Anchor.Chain.Signing;

namespace Anchor.Chain.Tests.Keys;

public sealed class KeystoreV3Tests(EthersOracle ethers) : IClassFixture<EthersOracle>
{
    private const string Passphrase = "correct horse battery staple";
    private static readonly ScryptParameters Cheap = new(1 << 10, 8, 1);

    // "Test vectors" of the Web3 Secret Storage Definition.
    private const string Pbkdf2File =
        """
        {"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},
        "ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46","kdf":"pbkdf2",
        "kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256","salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
        "mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}
        """;

    [Fact]
    public async Task Ethers_opens_what_is_exported()
    {
        var secret = new Dice().Bytes(32);
        using var key = new EvmAccountKey(secret);
        var file = KeystoreV3.Export(key, Passphrase);
        Assert.Equal(Hex.Data(secret), await ethers.AskAsync("keystoreRead", new() { ["json"] = file, ["passphrase"] = Passphrase }));
        await Assert.ThrowsAsync<OracleRefusalException>(() => ethers.AskAsync("keystoreRead", new() { ["json"] = file, ["passphrase"] = "other" }));
    }

    [Theory]
    [InlineData(1 << 10)]
    [InlineData(1 << 17)]
    public async Task What_ethers_exports_opens(int n)
    {
        var secret = new Dice().Bytes(32);
        var file = await ethers.AskAsync("keystoreWrite", new() { ["key"] = Hex.Data(secret), ["passphrase"] = Passphrase, ["n"] = n });
        using var key = KeystoreV3.Import(file, Passphrase);
        Assert.Equal(await ethers.AskAsync("address", new() { ["key"] = Hex.Data(secret) }), key.Address.ToString());
        Assert.Throws<KeystoreException>(() => KeystoreV3.Import(file, "other"));
    }

    [Fact]
    public void The_definitions_own_PBKDF2_file_opens()
    {
        using var key = KeystoreV3.Import(Pbkdf2File, "testpassword");
        using var expected = new EvmAccountKey(Convert.FromHexString("7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d"));
        Assert.Equal(expected.Address, key.Address);
        Assert.Throws<KeystoreException>(() => KeystoreV3.Import(Pbkdf2File.Replace("262144", "2000000000", StringComparison.Ordinal), "testpassword"));
        Assert.Throws<KeystoreException>(() => KeystoreV3.Import(Pbkdf2File.Replace("hmac-sha256", "hmac-sha1", StringComparison.Ordinal), "testpassword"));
    }

    [Theory]
    [InlineData("ciphertext")]
    [InlineData("mac")]
    [InlineData("kdfparams.salt")]
    public void A_damaged_file_does_not_open(string path)
    {
        var file = JsonNode.Parse(Exported())!;
        var parts = path.Split('.');
        var holder = parts.Aggregate(file["crypto"]!, (node, part) => part == parts[^1] ? node : node[part]!);
        var text = holder[parts[^1]]!.GetValue<string>();
        holder[parts[^1]] = (text[0] == '0' ? '1' : '0') + text[1..];
        Assert.Throws<KeystoreException>(() => KeystoreV3.Import(file.ToJsonString(), Passphrase));
    }

    [Theory]
    [InlineData("n", 1 << 30)]
    [InlineData("n", 1000)]
    [InlineData("r", 1 << 20)]
    [InlineData("p", 1 << 20)]
    [InlineData("dklen", 16)]
    [InlineData("dklen", 1 << 30)]
    public void A_file_that_asks_too_much_is_refused_before_any_work(string parameter, int value)
    {
        var file = JsonNode.Parse(Exported())!;
        file["crypto"]!["kdfparams"]![parameter] = value;
        Assert.Throws<KeystoreException>(() => KeystoreV3.Import(file.ToJsonString(), Passphrase));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("""{"version":3,"crypto":null}""")]
    [InlineData("""{"version":"3","crypto":{"cipher":1}}""")]
    public void Other_text_is_no_keystore(string text) => Assert.Throws<KeystoreException>(() => KeystoreV3.Import(text, Passphrase));

    [Fact]
    public void A_file_whose_address_is_another_keys_is_refused()
    {
        var file = JsonNode.Parse(Exported())!;
        file["address"] = new string('1', 40);
        Assert.Throws<KeystoreException>(() => KeystoreV3.Import(file.ToJsonString(), Passphrase));
    }

    private static string Exported()
    {
        using var key = EvmAccountKey.Generate();
        return KeystoreV3.Export(key, Passphrase, Cheap);
    }
}
