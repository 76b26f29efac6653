using System.Buffers.Binary;
using Anchor.Merkle;

namespace Anchor.Issuance.Batches;

/// <summary>
/// The learners whom one run of an import has put into a batch, so that the database is asked only about those who may stand there
/// already. For a batch that this run found empty and that nobody else has added to; of any other one it knows nothing.
/// </summary>
/// <remarks>
/// Eight bytes of each reference are kept, in about 25 bytes of memory: references are HMACs, so two learners rarely share them, and who
/// does is asked about.
/// </remarks>
internal sealed class SeenLearners
{
    private readonly HashSet<ulong> _seen = [];
    private long _end;
    private bool _knowsAll = true;

    /// <summary>Those of the learners who may stand in the batch.</summary>
    /// <param name="subjects">References to learners.</param>
    /// <param name="end">The position behind the batch's last draft, read under its lock.</param>
    public List<Hash32> Suspects(IEnumerable<Hash32> subjects, long end)
    {
        // Positions only grow while their rows are there: where the end is this run's own, nobody else's row is behind it.
        _knowsAll &= end == _end;
        return [.. _knowsAll ? subjects.Where(subject => _seen.Contains(Beginning(subject))) : subjects];
    }

    /// <summary>Remembers learners who were added.</summary>
    /// <param name="subjects">Their references.</param>
    /// <param name="end">The position behind the last of them.</param>
    public void Add(IEnumerable<Hash32> subjects, long end)
    {
        _end = end;
        if (_knowsAll) foreach (var subject in subjects) _seen.Add(Beginning(subject));
        else _seen.Clear();
    }

    private static ulong Beginning(in Hash32 subject) => BinaryPrimitives.ReadUInt64LittleEndian(subject.AsSpan());
}
