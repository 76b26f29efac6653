namespace Anchor.Issuance.Ledger;

/// <summary>How transactions are gathered, sent and pursued.</summary>
public sealed record LedgerOptions
{
    /// <summary>How long the oldest root waits for others that share its transaction. Default 500 ms; 0 to 1 h.</summary>
    public TimeSpan GatherFor { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The most roots in one transaction, which also bounds what is lost when one is refused. Default 200; 1 to 1,000.</summary>
    public int MaxRoots { get; init; } = 200;

    /// <summary>The most gas that one transaction may be planned with. Default 10 million; 100,000 to 100 million. A block's half is never exceeded.</summary>
    public ulong MaxGas { get; init; } = 10_000_000;

    /// <summary>How long to wait before the same bytes are sent again; doubled each time, up to twenty times as long. Default 15 s; 1 ms to 1 h.</summary>
    public TimeSpan ResendAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an attempt may wait before a higher fee is offered, where fees count. Default 90 s; 1 ms to 1 day.</summary>
    public TimeSpan OutbidAfter { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>The longest rest between two questions about a block that is not final; an eighth of the time since it was first seen until then. Default 15 s.</summary>
    public TimeSpan FinalityRest { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an issuer's signature for others to send is valid. Default 1 day; 10 min to 30 days.</summary>
    public TimeSpan SignaturesLast { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long to leave alone what a node refuses to estimate. Default 5 s.</summary>
    public TimeSpan RefusedFor { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often revocations are gathered for the registry's bitmap. Default 5 s.</summary>
    public TimeSpan MirrorEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The most revocations looked at in one go. Default 10,000.</summary>
    public int MaxMirrored { get; init; } = 10_000;

    /// <summary>How often balances and quotas are looked at. Default 30 s.</summary>
    public TimeSpan WatchEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Below how many further transactions a balance is called low. Default 50.</summary>
    public int LowBelow { get; init; } = 50;

    /// <summary>How long to wait after the bytes were sent so many times: what a node refuses for hours must not fill the history.</summary>
    internal TimeSpan PatienceAfter(int sends) => ResendAfter * Math.Min(Math.Pow(2, Math.Max(sends, 1) - 1), 20);

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal LedgerOptions Validate()
    {
        Within(GatherFor, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(GatherFor));
        Within(ResendAfter, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), nameof(ResendAfter));
        Within(OutbidAfter, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1), nameof(OutbidAfter));
        Within(SignaturesLast, TimeSpan.FromMinutes(10), TimeSpan.FromDays(30), nameof(SignaturesLast));
        if (MaxRoots is < 1 or > 1_000) throw new ArgumentOutOfRangeException(nameof(MaxRoots));
        if (MaxGas is < 100_000 or > 100_000_000) throw new ArgumentOutOfRangeException(nameof(MaxGas));
        return this;
    }

    private static void Within(TimeSpan value, TimeSpan least, TimeSpan most, string name)
    {
        if (value < least || value > most) throw new ArgumentOutOfRangeException(name, $"{name} must be between {least} and {most}.");
    }
}
