using Anchor.Events;
using Anchor.Issuance.Batches;
using Anchor.Merkle;

namespace Anchor.Issuance.Tests.Batches;

public class BatchStateTests
{
    private static readonly Guid Id = Guid.Parse("0b3b2f2e-0000-4000-8000-000000000001");
    private static readonly DateTimeOffset Now = new(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly Hash32[] Leaves = [.. Enumerable.Range(0, 5).Select(i => MerkleHash.Leaf([(byte)i]))];

    private static readonly BatchOpenedV1 Opened = new(Id, Id, Id, new DateOnly(2026, 9, 1), "vc-jwt", 31337, "opener", Now);
    private static readonly BatchImportStartedV1 Started = new(Id, Id, "deny", "importer", Now);
    private static readonly BatchRowsImportedV1 Imported = new(Id, Id, 5, 0, 0, Now);
    private static readonly BatchApprovedV1 Approved = new(Id, "aa", 5, "approver", Now);

    [Fact]
    public void Sealing_gives_the_root_of_all_chunks_in_their_order()
    {
        var state = After(Opened, Started, Imported, Approved);
        state = BatchState.Evolve(state, state.AddChunk(Leaves.AsSpan(0, 3), default, Now).Value);
        state = BatchState.Evolve(state, state.AddChunk(Leaves.AsSpan(3), default, Now).Value);
        Assert.Equal(new BatchSealedV1(Id, MerkleTree.Build(Leaves).AnchoredRoot.ToString(), 5, Now), state.Seal(Now).Value);
    }

    [Fact]
    public void Sealing_a_sealed_batch_is_refused()
    {
        var state = After(Opened, Approved, new BatchSealedV1(Id, new string('a', 64), 5, Now));
        Assert.Equal("batch.already_sealed", state.Seal(Now).Error!.Code);
        Assert.Equal("batch.already_sealed", state.AddChunk(Leaves, default, Now).Error!.Code);
        Assert.Equal("batch.already_sealed", state.Discard("x", Now).Error!.Code);
        Assert.Equal("batch.not_open", state.StartImport(Id, DuplicatePolicy.Deny, "x", Now).Error!.Code);
    }

    [Fact]
    public void Sealing_before_every_approved_row_is_signed_is_refused()
    {
        var state = After(Opened, Started, Imported, Approved);
        Assert.Equal("batch.empty", state.Seal(Now).Error!.Code);
        state = BatchState.Evolve(state, state.AddChunk(Leaves.AsSpan(0, 3), default, Now).Value);
        Assert.Equal("batch.incomplete", state.Seal(Now).Error!.Code);
        Assert.Equal("batch.signing_begun", state.Discard("x", Now).Error!.Code);
        Assert.Equal("batch.not_approved", After(Opened).Seal(Now).Error!.Code);
        Assert.Equal("batch.not_found", BatchState.None.Seal(Now).Error!.Code);
    }

    [Fact]
    public void An_import_that_was_not_read_to_its_end_holds_approval_up_until_it_is_discarded()
    {
        Assert.Equal("batch.import_incomplete", After(Opened, Started).Approve(default, 5, "policy", false, Now).Error!.Code);
        Assert.Equal("batch.empty", After(Opened, Started, new BatchImportDiscardedV1(Id, Id, "x", Now)).Approve(default, 0, "x", false, Now).Error!.Code);
        Assert.True(After(Opened, Started, Imported).Approve(default, 5, "x", false, Now).IsOk);
    }

    [Fact]
    public void Where_a_second_person_approves_neither_opener_nor_importer_may()
    {
        var state = After(Opened, Started, Imported);
        Assert.Equal("batch.own_approval_forbidden", state.Approve(default, 5, "opener", true, Now).Error!.Code);
        Assert.Equal("batch.own_approval_forbidden", state.Approve(default, 5, "importer", true, Now).Error!.Code);
        Assert.Equal("second", state.Approve(default, 5, "second", true, Now).Value.ApprovedBy);
        Assert.Equal("policy", state.Approve(default, 5, "opener", false, Now).Value.ApprovedBy);
        Assert.Equal("batch.already_approved", After(Opened, Approved).Approve(default, 5, "x", false, Now).Error!.Code);
    }

    [Fact]
    public void A_state_of_a_million_leaves_holds_at_most_twenty_hashes()
    {
        var state = After(Opened, Approved with { Count = 1_000_000 });
        var chunk = new Hash32[100_000];
        for (var i = 0; i < 10; i++) state = BatchState.Evolve(state, state.AddChunk(chunk, default, Now).Value);
        Assert.Equal(1_000_000UL, state.Leaves.Size);
        Assert.True(state.Leaves.Roots.Length <= 20);
    }

    private static BatchState After(params object[] events) => events.Aggregate(BatchState.None, BatchState.Evolve);
}
