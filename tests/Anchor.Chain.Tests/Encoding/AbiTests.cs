using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;
using Anchor.Chain.Signing;
using Anchor.Merkle;

namespace Anchor.Chain.Tests.Encoding;

public sealed class AbiTests(EthersOracle ethers) : IClassFixture<EthersOracle>
{
    private const string Entry = "(address issuer,bytes32 root,uint256 deadline,address signer,bytes sig)";

    [Fact]
    public async Task Random_arguments_agree_with_ethers_and_read_back()
    {
        var dice = new Dice();
        for (var i = 0; i < 100; i++)
        {
            var (account, word, number) = (dice.Account(), dice.Hash(), dice.Number(256));
            var bytes = dice.Bytes(dice.Below(100));
            var words = Enumerable.Range(0, dice.Below(5)).Select(_ => dice.Hash()).ToArray();
            var numbers = Enumerable.Range(0, dice.Below(5)).Select(_ => dice.Number(256)).ToArray();
            var encoded = new AbiEncoder().Add(account).AddBytes(bytes).Add(word).AddArray(words).Add(number).AddArray(numbers)
                .Add(i % 2 == 0).AddString("Universidad ñ").Encode();
            Assert.Equal(await ethers.AskAsync("abi", new()
            {
                ["types"] = new JsonArray("address", "bytes", "bytes32", "bytes32[]", "uint256", "uint256[]", "bool", "string"),
                ["values"] = new JsonArray(account.ToString(), Hex.Data(bytes), word.ToHex(), List(words), Text(number), List(numbers), i % 2 == 0, "Universidad ñ"),
            }), Hex.Data(encoded));

            var reader = new AbiReader(encoded);
            Assert.Equal(account, reader.ReadAddress());
            Assert.Equal(bytes, reader.ReadBytes());
            Assert.Equal(word, reader.ReadBytes32());
            Assert.Equal(words, reader.ReadBytes32Array());
            Assert.Equal(number, reader.ReadUInt256());
            Assert.Equal(numbers, reader.ReadUInt256Array());
            Assert.Equal(i % 2 == 0, reader.ReadBool());
            Assert.Equal("Universidad ñ", reader.ReadString());
        }
    }

    [Fact]
    public async Task Every_writing_call_of_the_registry_agrees_with_ethers()
    {
        var dice = new Dice();
        for (var i = 0; i < 10; i++)
        {
            var (issuer, signer, root, deadline) = (dice.Account(), dice.Account(), dice.Hash(), dice.Number(256));
            Hash32[] roots = [.. Enumerable.Range(0, i).Select(_ => dice.Hash())];
            BigInteger[] indexes = [.. roots.Select(_ => dice.Number(64))], masks = [.. roots.Select(_ => dice.Number(256))];
            using var key = dice.Key();
            var signature = key.Sign(root);
            var sig = Hex.Data(signature.ToBytes());
            SignedAnchor[] entries = [.. roots.Select(each => new SignedAnchor(issuer, each, deadline, signer, dice.Bytes(dice.Below(90))))];
            (string Signature, JsonArray Values, byte[] Ours)[] calls =
            [
                ("anchor(bytes32)", [root.ToHex()], RegistryCalls.Anchor(root)),
                ("anchorMany(bytes32[])", [List(roots)], RegistryCalls.AnchorMany(roots)),
                ("anchorFor(address,bytes32)", [issuer.ToString(), root.ToHex()], RegistryCalls.AnchorFor(issuer, root)),
                ("anchorManyFor(address,bytes32[])", [issuer.ToString(), List(roots)], RegistryCalls.AnchorManyFor(issuer, roots)),
                ("anchorBySig(address,bytes32,uint256,address,bytes)", [issuer.ToString(), root.ToHex(), Text(deadline), signer.ToString(), sig],
                    RegistryCalls.AnchorBySig(new(issuer, root, deadline, signer, signature.ToBytes()))),
                ("anchorManyBySig(address,bytes32[],uint256,address,bytes)", [issuer.ToString(), List(roots), Text(deadline), signer.ToString(), sig],
                    RegistryCalls.AnchorManyBySig(issuer, roots, deadline, signer, signature.ToBytes())),
                ($"anchorBatchBySig({Entry}[] entries)",
                    [new JsonArray([.. entries.Select(e => new JsonArray(e.Issuer.ToString(), e.Root.ToHex(), Text(e.Deadline), e.Signer.ToString(), Hex.Data(e.Signature.Span)))])],
                    RegistryCalls.AnchorBatchBySig(entries)),
                ("revoke(bytes32,uint64)", [root.ToHex(), "18446744073709551615"], RegistryCalls.Revoke(root, ulong.MaxValue)),
                ("revokeMany(bytes32,uint256[],uint256[])", [root.ToHex(), List(indexes), List(masks)], RegistryCalls.RevokeMany(root, indexes, masks)),
                ("revokeBySig(address,bytes32,uint256[],uint256[],uint256,address,bytes)",
                    [issuer.ToString(), root.ToHex(), List(indexes), List(masks), Text(deadline), signer.ToString(), sig],
                    RegistryCalls.RevokeBySig(issuer, root, indexes, masks, deadline, signer, signature.ToBytes())),
                ("revokeRoot(address,bytes32)", [issuer.ToString(), root.ToHex()], RegistryCalls.RevokeRoot(issuer, root)),
                ("revokeRootBySig(address,bytes32,uint256,address,bytes)", [issuer.ToString(), root.ToHex(), Text(deadline), signer.ToString(), sig],
                    RegistryCalls.RevokeRootBySig(issuer, root, deadline, signer, signature.ToBytes())),
                ("setOperator(address,uint8)", [signer.ToString(), 15], RegistryCalls.SetOperator(signer, 15)),
                ("setOperatorBySig(address,address,uint8,uint256,uint256,bytes)", [issuer.ToString(), signer.ToString(), 7, "3", Text(deadline), sig],
                    RegistryCalls.SetOperatorBySig(issuer, signer, 7, 3, deadline, signature)),
            ];
            foreach (var (text, values, ours) in calls)
                Assert.Equal(await ethers.AskAsync("call", new() { ["signature"] = text, ["values"] = values }), Hex.Data(ours));
        }
    }

    [Fact]
    public void Truncated_arguments_are_refused_at_every_length()
    {
        var encoded = new AbiEncoder().AddBytes(new byte[40]).AddArray(new Hash32(new byte[32])).Encode();
        // The last 24 bytes of the bytes' padding do not matter, but the array's word behind them does.
        for (var length = 0; length < encoded.Length; length++)
        {
            var cut = encoded[..length];
            Assert.Throws<FormatException>(() =>
            {
                var reader = new AbiReader(cut);
                reader.ReadBytes();
                reader.ReadBytes32Array();
            });
        }
    }

    [Fact]
    public void Claimed_offsets_and_lengths_are_never_trusted()
    {
        var dice = new Dice();
        foreach (var claim in new[] { BigInteger.Pow(2, 31), BigInteger.Pow(2, 32) - 1, BigInteger.Pow(2, 63), BigInteger.Pow(2, 64) - 1, BigInteger.Pow(2, 256) - 1 })
        {
            var offset = new AbiEncoder().Add(claim).Add(dice.Hash()).Encode();
            var length = new AbiEncoder().Add(32).Add(claim).Encode();
            foreach (var hostile in new[] { offset, length })
            {
                Assert.Throws<FormatException>(() => new AbiReader(hostile).ReadBytes());
                Assert.Throws<FormatException>(() => new AbiReader(hostile).ReadBytes32Array());
            }
        }
    }

    [Fact]
    public void Words_with_bits_beyond_their_type_are_refused()
    {
        var word = new AbiEncoder().Add(BigInteger.Pow(2, 255) + 1).Encode();
        Assert.Throws<FormatException>(() => new AbiReader(word).ReadAddress());
        Assert.Throws<FormatException>(() => new AbiReader(word).ReadUInt64());
        Assert.Throws<FormatException>(() => new AbiReader(word).ReadBool());
        Assert.Throws<ArgumentOutOfRangeException>(() => new AbiEncoder().Add(BigInteger.Pow(2, 256)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AbiEncoder().Add(BigInteger.MinusOne));
    }

    private static string Text(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);

    private static JsonArray List(Hash32[] values) => [.. values.Select(value => (JsonNode)value.ToHex())];

    private static JsonArray List(BigInteger[] values) => [.. values.Select(value => (JsonNode)Text(value))];
}
