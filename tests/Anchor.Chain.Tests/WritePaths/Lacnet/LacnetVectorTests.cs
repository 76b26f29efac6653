using System.Globalization;
using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Chain.WritePaths.Lacnet;
using Anchor.Merkle;
using Anchor.Tests.Support;

namespace Anchor.Chain.Tests.WritePaths.Lacnet;

/// <summary>Byte for byte what the official signer makes, and none of its corrupted twins.</summary>
public sealed class LacnetVectorTests
{
    private static readonly JsonElement File = Repository.Vector("lacnet.json");
    private static readonly JsonElement Hub = File.GetProperty("hub");

    private static Address Node => Address.Parse(Text("node"));

    private static ulong Expiry => File.GetProperty("exp").GetUInt64();

    private static RelayedTransaction Call => RelayedTransaction.Bind(
        File.GetProperty("nonce").GetUInt64(), File.GetProperty("gas").GetUInt64(), Address.Parse(Text("to")), Bytes(Text("calldata")), Node, Expiry);

    private static RelayedTransaction Deployment => RelayedTransaction.Bind(
        File.GetProperty("deployNonce").GetUInt64(), File.GetProperty("deployGas").GetUInt64(), null, Bytes(Text("deploy", "initcode")), Node, Expiry);

    private static ForwardRequest Forward => new()
    {
        From = Address.Parse(Text("sender")), To = Address.Parse(Text("to")), Space = 0, Nonce = 1, Deadline = Expiry, Data = Bytes(Text("calldata")), Caller = Node,
    };

    private static TypedDomain Domain => ForwardRequest.Domain(File.GetProperty("hubChainId").GetUInt64(), Address.Parse(Text("hubAddress")));

    [Fact]
    public void A_call_is_signed_as_the_official_signer_does()
    {
        using var key = new EvmAccountKey(Bytes(Text("pk")));
        var signed = Call.Sign(key);
        var signature = key.Sign(Call.Digest);
        Assert.Equal(Text("suffix"), Hex.Data(RelayedTransaction.Suffix(Node, Expiry)));
        Assert.Equal(Text("data"), Hex.Data(Call.Data.Span));
        Assert.Equal(Text("signingData"), Hex.Data(Call.SigningData()));
        Assert.Equal(Text("digest"), Call.Digest.ToHex());
        Assert.Equal((File.GetProperty("v").GetInt32(), Text("r"), Text("s")), (27 + signature.RecoveryId, signature.R.ToHex(), signature.S.ToHex()));
        Assert.Equal(Text("raw"), Hex.Data(signed.Raw));
        Assert.Equal(Text("localHash"), signed.Hash.ToHex());
        Assert.Equal(Text("metaGasLimit"), Call.MetaGasLimit.ToString(CultureInfo.InvariantCulture));
        Assert.Equal((Expiry, true, 200_000UL), (signed.ExpiresAt, signed.IsWrapped, signed.GasLimit));
        Assert.Equal(Text("metaCalldata"), Hex.Data(new AbiEncoder().Add(Call.MetaGasLimit).AddBytes(Call.SigningData())
            .Add(27 + signature.RecoveryId).Add(signature.R).Add(signature.S).EncodeCall(RelayHubAbi.RelayMetaTx)));
    }

    [Fact]
    public void A_deployment_is_signed_as_the_official_signer_does()
    {
        using var key = new EvmAccountKey(Bytes(Text("pk")));
        var signature = key.Sign(Deployment.Digest);
        Assert.Equal(Text("deploy", "data"), Hex.Data(Deployment.Data.Span));
        Assert.Equal(Text("deploy", "signingData"), Hex.Data(Deployment.SigningData()));
        Assert.Equal(Text("deploy", "digest"), Deployment.Digest.ToHex());
        Assert.Equal((File.GetProperty("deploy").GetProperty("v").GetInt32(), Text("deploy", "r"), Text("deploy", "s")),
            (27 + signature.RecoveryId, signature.R.ToHex(), signature.S.ToHex()));
        Assert.Equal(Text("deploy", "raw"), Hex.Data(Deployment.Sign(key).Raw));
    }

    [Fact]
    public void What_the_official_signer_made_is_read_back()
    {
        foreach (var (raw, expected) in new[] { (Text("raw"), Call), (Text("deploy", "raw"), Deployment) })
        {
            Assert.True(RelayedTransaction.TryRead(Bytes(raw), out var read, out var sender));
            Assert.Equal(Text("recovered"), sender.ToString());
            Assert.Equal(Text("sender"), sender.ToString());
            Assert.Equal((expected.Nonce, expected.GasLimit, expected.To, Node, Expiry), (read.Nonce, read.GasLimit, read.To, read.Node, read.ExpiresAt));
            Assert.Equal(expected.SigningData(), read.SigningData());
        }
    }

    [Fact]
    public void The_twin_with_a_chain_id_is_refused()
    {
        Assert.Equal(((648541 * 2) + 35, 1297117 & 0xff, "0", 0),
            (File.GetProperty("eip155v").GetInt32(), File.GetProperty("eip155v_as_uint8").GetInt32(), Text("chainId"), File.GetProperty("type").GetInt32()));
        using var key = new EvmAccountKey(Bytes(Text("pk")));
        var twin = new LegacyTransaction { ChainId = 648541, Nonce = 7, GasPrice = 0, GasLimit = 200_000, To = Call.To, Data = Call.Data }.Sign(key);
        Assert.Equal(Text("eip155raw_shouldFail"), Hex.Data(twin.Raw));
        Assert.False(RelayedTransaction.TryRead(twin.Raw, out _, out _));
    }

    [Fact]
    public void No_corrupted_twin_is_the_senders()
    {
        var raw = Bytes(Text("raw"));
        for (var bit = 0; bit < raw.Length * 8; bit++)
        {
            var twin = raw.ToArray();
            twin[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(RelayedTransaction.TryRead(twin, out _, out var sender) && sender.ToString() == Text("sender"), $"bit {bit}");
        }
        for (var length = 0; length < raw.Length; length++) Assert.False(RelayedTransaction.TryRead(raw.AsSpan(0, length), out _, out _));
        Assert.False(RelayedTransaction.TryRead([.. raw, 0], out _, out _));
        Assert.False(RelayedTransaction.TryRead([2, .. raw], out _, out _));
    }

    [Fact]
    public void A_high_s_a_value_a_gas_price_and_a_missing_suffix_are_refused()
    {
        using var key = new EvmAccountKey(Bytes(Text("pk")));
        var right = new LegacyTransaction { ChainId = null, Nonce = 7, GasPrice = 0, GasLimit = 200_000, To = Call.To, Data = Call.Data };
        Assert.True(RelayedTransaction.TryRead(right.Sign(key).Raw, out _, out _));
        Assert.False(RelayedTransaction.TryRead((right with { Value = 1 }).Sign(key).Raw, out _, out _));
        Assert.False(RelayedTransaction.TryRead((right with { GasPrice = 1 }).Sign(key).Raw, out _, out _));
        Assert.False(RelayedTransaction.TryRead((right with { Data = Bytes(Text("calldata")) }).Sign(key).Raw, out _, out _));
        Assert.False(RelayedTransaction.TryRead((right with { Data = new byte[63] }).Sign(key).Raw, out _, out _));
        Assert.False(RelayedTransaction.TryRead(LacnetForgery.HighS(right.Sign(key).Raw), out _, out _));
    }

    [Fact]
    public void Selectors_and_topics_are_those_of_the_deployed_contracts()
    {
        foreach (var item in File.GetProperty("selectors").EnumerateObject().Concat(Hub.GetProperty("selectors").EnumerateObject()).Concat(Hub.GetProperty("errors").EnumerateObject()))
            Assert.Equal(item.Value.GetString(), "0x" + new AbiSignature(item.Name).Selector.ToString("x8", CultureInfo.InvariantCulture));
        foreach (var item in File.GetProperty("topics").EnumerateObject().Concat(Hub.GetProperty("topics").EnumerateObject()))
            Assert.Equal(item.Value.GetString(), new AbiSignature(item.Name).Topic.ToHex());
        string[] known = [.. new[] { File, Hub }.SelectMany(part => new[] { "selectors", "topics", "errors" }.SelectMany(kind =>
            part.TryGetProperty(kind, out var list) ? list.EnumerateObject().Select(item => item.Name) : []))];
        AbiSignature[] ours =
        [
            RelayHubAbi.RelayMetaTx, RelayHubAbi.DeployMetaTx, RelayHubAbi.GetRelayHub, RelayHubAbi.BadTransactionSent, RelayHubAbi.ContractDeployed,
            RelayHubAbi.TransactionRelayed, RelayHubAbi.Relayed, MetaTxHubAbi.Execute, MetaTxHubAbi.IsNonceUsed, MetaTxHubAbi.IsCallerAllowed,
            MetaTxHubAbi.BlockGasQuotaExceeded, MetaTxHubAbi.Executed, MetaTxHubAbi.ContractDeployed,
        ];
        Assert.Empty(ours.Select(signature => signature.Text).Except(known));
    }

    [Fact]
    public void A_forward_request_is_hashed_signed_and_encoded_as_the_hub_takes_it()
    {
        using var key = new EvmAccountKey(Bytes(Text("pk")));
        var signature = key.Sign(Forward.Message().Digest(Domain));
        Assert.Equal(Text("hub", "typehash"), Forward.Message().TypeHash.ToHex());
        Assert.Equal(Text("hub", "domainSeparator"), Domain.Separator().ToHex());
        Assert.Equal(Text("hub", "dataHash"), Forward.DataHash.ToHex());
        Assert.Equal(Text("hub", "structHash"), Forward.Message().StructHash().ToHex());
        Assert.Equal(Text("hub", "digest"), Forward.Message().Digest(Domain).ToHex());
        Assert.Equal(Text("hub", "sig"), Hex.Data(signature.ToBytes()));
        Assert.Equal(Text("hub", "executeCalldata"), Hex.Data(Forward.Call(signature)));
        Assert.Equal(Text("hub", "innerCalldata"), Hex.Data([.. Forward.Data.Span, .. Forward.From.AsSpan()]));
    }

    [Fact]
    public void A_forward_request_counts_for_nothing_else_than_what_was_signed()
    {
        var signature = EvmSignature.Parse(Bytes(Text("hub", "sig")));
        ForwardRequest[] twins =
        [
            Forward with { To = null }, Forward with { To = Node }, Forward with { Space = 1 }, Forward with { Nonce = 2 }, Forward with { Deadline = Expiry + 1 },
            Forward with { Data = Bytes(Text("data")) }, Forward with { Caller = Forward.From }, Forward with { From = Node },
        ];
        Hash32[] digests =
        [
            .. twins.Select(twin => twin.Message().Digest(Domain)),
            Forward.Message().Digest(Domain with { ChainId = 648541 }), Forward.Message().Digest(Domain with { VerifyingContract = Node }),
        ];
        Assert.Equal(Text("sender"), signature.Recover(Forward.Message().Digest(Domain)).ToString());
        foreach (var digest in digests) Assert.False(signature.TryRecover(digest, out var signer) && signer.ToString() == Text("sender"));
    }

    [Fact]
    public void Every_error_of_the_hub_has_a_code_and_words_of_its_own()
    {
        var refusals = Hub.GetProperty("errors").EnumerateObject().Where(error => error.Name != "CallFailed(bytes)").Select(error =>
        {
            Assert.True(LacnetRefusals.TryOfMetaTxHub(Bytes(error.Value.GetString()!), out var refusal), error.Name);
            return refusal;
        }).ToList();
        Assert.Equal(refusals.Count, refusals.Select(refusal => refusal.Code).Distinct().Count());
        Assert.Equal(refusals.Count, refusals.Select(refusal => refusal.Words).Distinct().Count());
        Assert.All(refusals, refusal => Assert.StartsWith("lacnet.hub.", refusal.Code));
        Assert.False(LacnetRefusals.TryOfMetaTxHub([1, 2, 3, 4], out _));
        Assert.False(LacnetRefusals.TryOfMetaTxHub([], out _));
        Assert.False(LacnetRefusals.TryOfMetaTxHub([.. Bytes("0xa5fa8d2b"), 1, 2], out _));
    }

    private static string Text(params string[] path) => path.Aggregate(File, static (item, name) => item.GetProperty(name)).GetString()!;

    private static byte[] Bytes(string text) => Convert.FromHexString(text.AsSpan(2));
}
