using System.Text;
using Anchor.Credentials.Bindings;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Tests.Bindings;

public sealed class IssuerBindingTests
{
    private static readonly BoundAccount Account = new(Caip10.Format(648540, "0x" + new string('a', 40)), 1_700_000_000, null, "0x" + new string('1', 130));

    [Fact]
    public void A_signed_binding_is_read_back()
    {
        var binding = IssuerBinding.Verify(Signed(Sample())).Value;
        Assert.Equal(Sample().Issuer, binding.Issuer);
        var account = Assert.Single(binding.Accounts);
        Assert.Equal(Account, account);
        Assert.True(account.Is(648540, "0x" + new string('A', 40)));
        Assert.False(account.Is(1, "0x" + new string('a', 40)));
    }

    [Fact]
    public void Unverified_it_is_read_whoever_signed_and_only_what_is_one()
    {
        var forged = Signed(Sample());
        forged[^3] = (byte)(forged[^3] == 'A' ? 'B' : 'A');
        Assert.Equal("binding.signature_invalid", IssuerBinding.Verify(forged).Error?.Code);
        Assert.Equal(Account, Assert.Single(IssuerBinding.ReadUnverified(forged).Value.Accounts));
        Assert.Equal("binding.malformed", IssuerBinding.ReadUnverified("eyJ.eyJ.x"u8).Error?.Code);
        Assert.Equal("binding.malformed", IssuerBinding.ReadUnverified(new VcJwtSigner(Samples.Key()).Sign(Samples.Document())).Error?.Code);
    }

    [Fact]
    public void An_account_counts_within_its_window()
    {
        var closed = Account with { ValidUntil = 1_800_000_000 };
        Assert.True(closed.IsValidAt(1_700_000_000));
        Assert.False(closed.IsValidAt(1_699_999_999));
        Assert.False(closed.IsValidAt(1_800_000_000));
        Assert.True(Account.IsValidAt(ulong.MaxValue));
    }

    [Theory]
    [InlineData(99)]
    public void No_corrupted_twin_is_accepted(int seed)
    {
        var random = new Random(seed);
        var good = Signed(Sample());
        for (var i = 0; i < good.Length; i++)
        {
            var twin = good.ToArray();
            twin[i] ^= (byte)(1 << random.Next(8));
            Assert.StartsWith("binding.", IssuerBinding.Verify(twin).Error?.Code ?? $"accepted: seed {seed}, byte {i}", StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Another_key_cannot_bind_for_the_issuer()
    {
        using var other = Ed25519KeyPair.FromSeed(new byte[32]);
        Assert.Equal("binding.key_not_of_issuer", Sample().Sign(other).Error?.Code);
    }

    [Fact]
    public void A_credential_is_no_binding_and_a_binding_no_credential()
    {
        using var key = Samples.Key();
        Assert.Equal("binding.malformed", IssuerBinding.Verify(new VcJwtSigner(key).Sign(Samples.Document())).Error?.Code);
        Assert.Equal("jwt.malformed", VcJwt.Verify(Signed(Sample())).Error?.Code);
    }

    [Fact]
    public void A_binding_of_a_pinned_key_is_verified_with_it()
    {
        using var key = Samples.Key();
        var binding = Sample() with { Issuer = "did:web:universidad.example" };
        var compact = Encoding.ASCII.GetBytes(binding.Sign(key, "did:web:universidad.example#k1").Value);
        Assert.True(IssuerBinding.Verify(compact, key.PublicKey).IsOk);
        Assert.Equal("binding.kid_unresolvable", IssuerBinding.Verify(compact).Error?.Code);
        Assert.Equal("binding.signature_invalid", IssuerBinding.Verify(compact, new byte[32]).Error?.Code);
    }

    [Fact]
    public void Each_wrong_account_has_its_own_code()
    {
        Assert.Equal("binding.malformed", Code());
        Assert.Equal("binding.account_malformed", Code(Account with { Account = "eip155:0648540:0x" + new string('a', 40) }));
        Assert.Equal("binding.account_malformed", Code(Account with { Account = "bip122:1:0x" + new string('a', 40) }));
        Assert.Equal("binding.window_empty", Code(Account with { ValidUntil = Account.ValidFrom }));
        Assert.Equal("binding.malformed", Code(Account with { Signature = "0x00" }));
        Assert.Equal("binding.account_repeated", Code(Account, Account));
        Assert.Null(Code(Account, Account with { ValidFrom = Account.ValidFrom + 1 }));

        static string? Code(params BoundAccount[] accounts)
        {
            using var key = Samples.Key();
            return (Sample() with { Accounts = accounts }).Sign(key).Error?.Code;
        }
    }

    private static IssuerBinding Sample() => new(Samples.Issuer().Id, 1_777_615_200, [Account]);

    private static byte[] Signed(IssuerBinding binding)
    {
        using var key = Samples.Key();
        return Encoding.ASCII.GetBytes(binding.Sign(key).Value);
    }
}
