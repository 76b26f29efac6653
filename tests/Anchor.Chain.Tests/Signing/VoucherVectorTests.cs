using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;
using Anchor.Chain.Signing;
using Anchor.Chain.Tokens;
using Anchor.Merkle;
using Anchor.Tests.Support;

namespace Anchor.Chain.Tests.Signing;

/// <summary>Every EIP-712 message of the contracts, against vectors made by ethers and accepted by a contract.</summary>
public sealed class VoucherVectorTests
{
    private static readonly JsonElement File = JsonDocument.Parse(System.IO.File.ReadAllText(Repository.Require("tests/vectors/voucher.json"))).RootElement;

    public static TheoryData<string> Labels => [.. File.GetProperty("vectors").EnumerateArray().Select(vector => vector.GetProperty("label").GetString()!)];

    [Theory]
    [MemberData(nameof(Labels))]
    public void Hashes_and_signature_are_those_of_the_vector(string label)
    {
        var vector = Vector(label);
        var (domain, message) = (Domain(vector), Message(vector));
        Assert.Equal(Text(vector, "encodeType"), message.EncodeType);
        Assert.Equal(Text(vector, "typeHash"), message.TypeHash.ToHex());
        Assert.Equal(Text(vector, "domainSeparator"), domain.Separator().ToHex());
        Assert.Equal(Text(vector, "structHash"), message.StructHash().ToHex());
        Assert.Equal(Text(vector, "digest"), message.Digest(domain).ToHex());

        var signature = EvmSignature.Parse(Convert.FromHexString(Text(vector, "signature").AsSpan(2)));
        Assert.Equal(Text(vector, "r"), signature.R.ToHex());
        Assert.Equal(Text(vector, "s"), signature.S.ToHex());
        Assert.Equal(vector.GetProperty("v").GetInt32(), 27 + signature.RecoveryId);
        Assert.Equal(Account(vector, "signer"), signature.Recover(message.Digest(domain)));

        using var key = new EvmAccountKey(Convert.FromHexString(Text(File, "privateKey").AsSpan(2)));
        if (key.Address == Account(vector, "signer")) Assert.Equal(signature, key.Sign(message.Digest(domain)));
    }

    [Theory]
    [MemberData(nameof(Labels))]
    public void The_signature_counts_for_no_other_chain_contract_or_digest(string label)
    {
        var vector = Vector(label);
        var (domain, message) = (Domain(vector), Message(vector));
        var signature = EvmSignature.Parse(Convert.FromHexString(Text(vector, "signature").AsSpan(2)));
        var digest = message.Digest(domain).ToArray();
        digest[0] ^= 1;
        Hash32[] corrupted =
        [
            message.Digest(domain with { ChainId = domain.ChainId + 1 }),
            message.Digest(domain with { VerifyingContract = default(Address) }),
            message.Digest(domain with { VerifyingContract = null }),
            message.Digest(domain with { Version = "2" }),
            message.Digest(domain with { Name = domain.Name + " " }),
            new(digest),
        ];
        foreach (var twin in corrupted)
            Assert.False(signature.TryRecover(twin, out var signer) && signer == Account(vector, "signer"));
    }

    [Fact]
    public void The_token_id_is_that_of_the_vector()
    {
        var token = File.GetProperty("tokenId");
        var id = TokenMessages.TokenId(Account(token, "issuer"), Hash32.Parse(Text(token, "leaf")));
        Assert.Equal(Text(token, "tokenId"), id.ToString(CultureInfo.InvariantCulture));
    }

    private static TypedData Message(JsonElement vector)
    {
        var m = vector.GetProperty("message");
        return Text(vector, "primaryType") switch
        {
            "Anchor" => RegistryMessages.Anchor(Account(m, "issuer"), Hash(m, "root"), Number(m, "deadline")),
            "AnchorMany" => RegistryMessages.AnchorMany(Account(m, "issuer"),
                [.. m.GetProperty("roots").EnumerateArray().Select(root => Hash32.Parse(root.GetString()))], Number(m, "deadline")),
            "SetOperator" => RegistryMessages.SetOperator(
                Account(m, "issuer"), Account(m, "operator"), (byte)Number(m, "roles"), Number(m, "nonce"), Number(m, "deadline")),
            "Revoke" => RegistryMessages.Revoke(Account(m, "issuer"), Hash(m, "root"), Numbers(m, "wordIndexes"), Numbers(m, "masks"), Number(m, "deadline")),
            "RevokeRoot" => RegistryMessages.RevokeRoot(Account(m, "issuer"), Hash(m, "root"), Number(m, "deadline")),
            "Mint" => TokenMessages.Mint(new MintVoucher(Account(m, "issuer"), Hash(m, "root"), (ulong)Number(m, "size"), (ulong)Number(m, "index"),
                Hash(m, "leaf"), Account(m, "to"), (ulong)Number(m, "deadline"), (uint)Number(m, "nonce"))),
            "Reissue" => TokenMessages.Reissue(Number(m, "tokenId"), Account(m, "to"), (uint)Number(m, "nonce"), Number(m, "deadline")),
            "Burn" => TokenMessages.Burn(Number(m, "tokenId"), (uint)Number(m, "nonce"), Number(m, "deadline")),
            var other => throw new InvalidOperationException($"No message is called {other}."),
        };
    }

    private static TypedDomain Domain(JsonElement vector)
    {
        var domain = vector.GetProperty("domain");
        var (chain, contract) = (domain.GetProperty("chainId").GetUInt64(), Account(domain, "verifyingContract"));
        return Text(domain, "name") == "AnchorRegistry" ? RegistryMessages.Domain(chain, contract) : TokenMessages.Domain(chain, contract);
    }

    private static JsonElement Vector(string label) =>
        File.GetProperty("vectors").EnumerateArray().Single(vector => Text(vector, "label") == label);

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;

    private static Address Account(JsonElement item, string name) => Address.Parse(Text(item, name));

    private static Hash32 Hash(JsonElement item, string name) => Hash32.Parse(Text(item, name));

    private static BigInteger Number(JsonElement item, string name) => BigInteger.Parse(item.GetProperty(name).ToString(), CultureInfo.InvariantCulture);

    private static BigInteger[] Numbers(JsonElement item, string name) =>
        [.. item.GetProperty(name).EnumerateArray().Select(number => BigInteger.Parse(number.ToString(), CultureInfo.InvariantCulture))];
}
