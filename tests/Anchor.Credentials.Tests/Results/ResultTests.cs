namespace Anchor.Credentials.Tests.Results;

public sealed class ResultTests
{
    [Fact]
    public void A_forgotten_result_is_a_failure()
    {
        Result<int> result = default;
        Assert.False(result.IsOk);
        Assert.Equal("result.uninitialised", result.Error!.Code);
        Assert.Throws<InvalidOperationException>(() => result.Value);
    }

    [Fact]
    public void A_refusal_passes_through_what_follows()
    {
        Result<int> refused = Error.Invalid("test.no", "No.");
        Assert.Equal("test.no", refused.Then<string>(_ => "never").Error!.Code);
        Assert.Equal("8", Result.Ok(4).Map(n => n * 2).Then<string>(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture)).Value);
    }
}
