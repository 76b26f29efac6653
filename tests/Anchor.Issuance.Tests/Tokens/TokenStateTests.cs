using Anchor.Chain.Encoding;
using Anchor.Events;
using Anchor.Issuance.Tokens;

namespace Anchor.Issuance.Tests.Tokens;

/// <summary>What may be asked of a token, by what happened to it.</summary>
public sealed class TokenStateTests
{
    private static readonly Address Ana = Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"), Other = Address.Parse("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");
    private static readonly DateTimeOffset Now = new(2026, 5, 30, 10, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = new("0196f3c0-0000-7000-8000-000000000001");

    [Fact]
    public void A_voucher_that_is_out_binds_its_account_until_it_has_run_out()
    {
        var state = After(Requested("own", Now.AddHours(1)));
        Assert.Equal("claim.used", state.MayMint(Wish(Other), Now).Error!.Code);
        Assert.Equal("claim.used", state.MayMint(Wish(Other), Now.AddMinutes(65)).Error!.Code);
        Assert.True(state.MayMint(Wish(Other), Now.AddMinutes(71)).Value);
        Assert.True(state.MayMint(Wish(Ana), Now).Value);
    }

    [Fact]
    public void A_later_request_does_not_shorten_how_long_an_earlier_voucher_binds()
    {
        foreach (var later in new[] { Requested("own", Now.AddHours(1)), Requested("relayed", null) })
        {
            var state = After(Requested("own", Now.AddDays(90)), later, new TokenActionRefusedV1(Id, "mint", "credential.suspended", "Suspended.", Now));
            Assert.Equal("claim.used", state.MayMint(Wish(Other), Now.AddDays(89)).Error!.Code);
            Assert.True(state.MayMint(Wish(Other), Now.AddDays(91)).Value);
        }
    }

    [Fact]
    public void After_a_burn_the_issuer_decides_and_no_old_voucher_binds()
    {
        var state = After(
            Requested("own", Now.AddDays(90)), new TokenMintedV1(Id, Other.ToString(), Ana.ToString(), "0x01", 7, 0, Now), new TokenBurnedV1(Id, Ana.ToString(), "0x02", 9, 0, Now));
        Assert.True(state.MayMint(Wish(Other, "key"), Now).Value);
        Assert.Equal("claim.used", state.MayMint(Wish(Ana), Now).Error!.Code);
    }

    private static MintWish Wish(Address to, string by = TokenState.Learner) => new(to, "signature", null, by);

    private static MintRequestedV1 Requested(string gas, DateTimeOffset? deadline) =>
        new(Id, Id, Id, 0, 31337, Other.ToString(), new string('0', 64), Ana.ToString(), "signature", gas, deadline, TokenState.Learner, Now);

    private static TokenState After(params object[] events) => events.Aggregate(TokenState.None, TokenState.Evolve);
}
