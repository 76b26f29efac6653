using Anchor.Issuance.Batches;
using Anchor.Issuance.Issuers;

namespace Anchor.Issuance.Tests.Batches;

public class ApprovalTests(ChainFixture chain) : IssuanceTestBase(chain)
{
    protected override bool SecondPersonApproves => true;

    [Fact]
    public async Task Nothing_is_signed_before_a_second_person_has_approved()
    {
        var batch = await OpenAsync();
        Ok(await ImportAsync(batch, Header + Rows(3)));
        Assert.Equal((BatchStatus.Open, 0L), ((await BatchAsync(batch)).Status, (await BatchAsync(batch)).Size));
        Assert.Equal("batch.own_approval_forbidden", (await SendAsync(new ApproveBatch(Actor, batch))).Error!.Code);
        Assert.Equal(3, Ok(await SendAsync(new ApproveBatch(Actor with { Id = "key-two" }, batch))));
        Assert.Equal("batch.already_approved", (await SendAsync(new ApproveBatch(Actor with { Id = "key-two" }, batch))).Error!.Code);
        await RunUntilAsync(async () => (await BatchAsync(batch)).Status == BatchStatus.Anchored);
    }

    [Fact]
    public async Task The_policy_can_be_lifted()
    {
        Assert.False(Ok(await SendAsync(new SetApprovalPolicy(Actor, false))));
        var batch = await OpenAsync();
        Ok(await ImportAsync(batch, Header + Rows(1)));
        Assert.Equal(BatchStatus.Approved, (await BatchAsync(batch)).Status);
    }
}
