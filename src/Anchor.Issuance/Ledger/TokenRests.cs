using System.Collections.Concurrent;

namespace Anchor.Issuance.Ledger;

/// <summary>What cannot be sent now is left alone for a while, so that it costs no questions and nobody's turn.</summary>
internal sealed class TokenRests(LedgerOptions options, TimeProvider clock)
{
    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _until = [];

    public void Rest(Guid id)
    {
        // What nobody asks for any more is not remembered without end; forgetting only asks again.
        if (_until.Count > MostRemembered) _until.Clear();
        _until[id] = clock.GetUtcNow() + options.RefusedFor;
    }

    /// <summary>A clock that was put back lets nobody rest longer.</summary>
    public bool IsResting(Guid id)
    {
        if (!_until.TryGetValue(id, out var until)) return false;
        var now = clock.GetUtcNow();
        if (now < until && until - now <= options.RefusedFor) return true;
        _until.TryRemove(id, out _);
        return false;
    }
}
