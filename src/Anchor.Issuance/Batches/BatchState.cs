using System.Collections.Immutable;
using Anchor.Credentials;
using Anchor.Credentials.Issuing;
using Anchor.Events;
using Anchor.Merkle;

namespace Anchor.Issuance.Batches;

/// <summary>How far a batch has come. Anchored is told by its anchorings.</summary>
public enum BatchStatus
{
    /// <summary>There is no such batch.</summary>
    None,

    /// <summary>Rows can be added.</summary>
    Open,

    /// <summary>Its rows are being signed, or wait to be.</summary>
    Approved,

    /// <summary>It has its root.</summary>
    Sealed,

    /// <summary>Its root stands in a final block.</summary>
    Anchored,

    /// <summary>It was given up.</summary>
    Discarded,
}

/// <summary>How a row about a learner who already stands in the batch is met.</summary>
public enum DuplicatePolicy
{
    /// <summary>The row is an error.</summary>
    Deny,

    /// <summary>The learner gets a second credential.</summary>
    Allow,

    /// <summary>The new row takes the place of the earlier one.</summary>
    Replace,
}

/// <summary>What is true of a batch now; holds log2 n hashes however many leaves there are.</summary>
internal sealed record BatchState
{
    public static readonly BatchState None = new();

    public long Version { get; init; }

    public Guid Id { get; init; }

    public BatchStatus Status { get; init; }

    public Guid? AchievementId { get; init; }

    public DateOnly AwardedOn { get; init; }

    public ulong ChainId { get; init; }

    public CredentialFormat Format { get; init; }

    public string OpenedBy { get; init; } = "";

    /// <summary>Imports that were not given up: null while running, else the one who started it.</summary>
    public ImmutableDictionary<Guid, ImportState> Imports { get; init; } = ImmutableDictionary<Guid, ImportState>.Empty;

    public long Approved { get; init; }

    public CompactRange Leaves { get; init; } = CompactRange.Empty;

    public Hash32 Root { get; init; }

    public Result<BatchImportStartedV1> StartImport(Guid importId, DuplicatePolicy policy, string actor, DateTimeOffset now) => Status switch
    {
        BatchStatus.None => BatchErrors.NotFound(),
        BatchStatus.Open => new BatchImportStartedV1(Id, importId, policy.ToString().ToLowerInvariant(), actor, now),
        _ => BatchErrors.NotOpen(Status),
    };

    public Result<BatchApprovedV1> Approve(Hash32 rowsDigest, long count, string actor, bool secondPersonApproves, DateTimeOffset now)
    {
        if (Refusal() is { } refusal) return refusal;
        if (Imports.FirstOrDefault(import => !import.Value.Complete) is { Value: not null } running) return BatchErrors.ImportIncomplete(running.Key);
        if (count == 0) return BatchErrors.Empty();
        if (secondPersonApproves && (actor == OpenedBy || Imports.Values.Any(import => import.StartedBy == actor))) return BatchErrors.OwnApproval();
        return new BatchApprovedV1(Id, rowsDigest.ToString(), count, secondPersonApproves ? actor : "policy", now);

        Error? Refusal() => Status switch
        {
            BatchStatus.None => BatchErrors.NotFound(),
            BatchStatus.Open => null,
            BatchStatus.Discarded => BatchErrors.Discarded(),
            BatchStatus.Approved => BatchErrors.AlreadyApproved(),
            _ => BatchErrors.AlreadySealed(),
        };
    }

    public Result<BatchChunkAddedV1> AddChunk(ReadOnlySpan<Hash32> leaves, Hash32 inputDigest, DateTimeOffset now)
    {
        if (Status == BatchStatus.Sealed) return BatchErrors.AlreadySealed();
        if (Status != BatchStatus.Approved) return BatchErrors.NotApproved();
        var range = Leaves.Append(leaves);
        return new BatchChunkAddedV1(
            Id, (long)Leaves.Size, leaves.Length, (long)range.Size, [.. range.Roots.ToArray().Select(root => root.ToString())], inputDigest.ToString(), now);
    }

    public Result<BatchSealedV1> Seal(DateTimeOffset now) => (Status, Leaves.Size) switch
    {
        (BatchStatus.None, _) => BatchErrors.NotFound(),
        (BatchStatus.Discarded, _) => BatchErrors.Discarded(),
        (BatchStatus.Open, _) => BatchErrors.NotApproved(),
        (BatchStatus.Approved, 0) => BatchErrors.Empty(),
        (BatchStatus.Approved, var size) when (long)size < Approved => BatchErrors.Incomplete((long)size, Approved),
        (BatchStatus.Approved, var size) => new BatchSealedV1(Id, Leaves.AnchoredRoot().ToString(), (long)size, now),
        _ => BatchErrors.AlreadySealed(),
    };

    /// <summary>The root to anchor on a further chain.</summary>
    public Result<string> RootFor(bool networkTakesBareRoots) => Status switch
    {
        BatchStatus.None => BatchErrors.NotFound(),
        BatchStatus.Discarded => BatchErrors.Discarded(),
        BatchStatus.Sealed when Format == CredentialFormat.Blockcerts && !networkTakesBareRoots => BatchErrors.BlockcertsNeedsDirect(),
        BatchStatus.Sealed => Root.ToString(),
        _ => BatchErrors.NotSealed(),
    };

    public Result<BatchDiscardedV1> Discard(string actor, DateTimeOffset now) => (Status, Leaves.Size) switch
    {
        (BatchStatus.None, _) => BatchErrors.NotFound(),
        (BatchStatus.Discarded, _) => BatchErrors.Discarded(),
        (BatchStatus.Open or BatchStatus.Approved, 0) => new BatchDiscardedV1(Id, actor, now),
        (BatchStatus.Approved, _) => BatchErrors.SigningHasBegun(),
        _ => BatchErrors.AlreadySealed(),
    };

    public static BatchState Evolve(BatchState state, object @event)
    {
        var next = state with { Version = state.Version + 1 };
        return @event switch
        {
            BatchOpenedV1 e => next with
            {
                Id = e.BatchId, Status = BatchStatus.Open, AchievementId = e.AchievementId, AwardedOn = e.AwardedOn, ChainId = (ulong)e.ChainId, OpenedBy = e.OpenedBy,
                // A batch of single credentials has any formats, and nothing is signed for it.
                Format = CredentialFormats.Parse(e.Format).Match(format => format, _ => CredentialFormat.DataIntegrity),
            },
            BatchImportStartedV1 e => next with { Imports = state.Imports.SetItem(e.ImportId, new ImportState(e.StartedBy, false)) },
            BatchRowsImportedV1 e => next with { Imports = state.Imports.SetItem(e.ImportId, state.Imports[e.ImportId] with { Complete = true }) },
            BatchImportDiscardedV1 e => next with { Imports = state.Imports.Remove(e.ImportId) },
            BatchApprovedV1 e => next with { Status = BatchStatus.Approved, Approved = e.Count },
            BatchChunkAddedV1 e => next with { Leaves = CompactRange.Restore((ulong)e.Size, [.. e.Roots.Select(root => Hash32.Parse(root))]) },
            BatchSealedV1 e => next with { Status = BatchStatus.Sealed, Root = Hash32.Parse(e.Root) },
            BatchDiscardedV1 => next with { Status = BatchStatus.Discarded },
            _ => next,
        };
    }
}

/// <summary>One import of a batch.</summary>
internal sealed record ImportState(string StartedBy, bool Complete);
