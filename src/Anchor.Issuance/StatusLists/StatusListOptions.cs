using Anchor.Credentials.StatusLists;

namespace Anchor.Issuance.StatusLists;

/// <summary>How status lists are kept and published.</summary>
public sealed record StatusListOptions
{
    /// <summary>
    /// Places of a new list. Default 262,144; a multiple of 8 from 131,072 to 8,388,608. Powers of four are quickest to give out at random.
    /// </summary>
    public int Size { get; init; } = 262_144;

    /// <summary>For how long a published list says anything; it is signed anew when half of that is over. Default 7 days; 1 hour to 90 days.</summary>
    public TimeSpan ValidFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>For how long a verifier may keep a list before it asks again. Default 5 minutes; 0 to 1 day.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>Where the host is reached by others, and with it what credentials say about their status lists.</summary>
/// <remarks>A host without a public address gives no places: nobody could fetch its lists.</remarks>
internal sealed class StatusAddresses(IssuanceSettings settings)
{
    private readonly string? _host = settings.PublicUrl?.ToString().TrimEnd('/');

    /// <summary>The address under which an issuer's lists stand; null where credentials name none.</summary>
    public string? Of(IssuerId issuer) => _host is null ? null : $"{_host}/status/{issuer.Tenant}";

    /// <summary>The address of one list.</summary>
    public string Of(IssuerId issuer, int number, string purpose) =>
        StatusPlace.ListUrl(Of(issuer) ?? throw new InvalidOperationException("A host without a public address has no status lists."), number, purpose);
}
