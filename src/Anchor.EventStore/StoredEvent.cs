namespace Anchor.EventStore;

/// <summary>One event as it stands in the history.</summary>
/// <param name="Sequence">Its place among all events of the database; ascending, with holes.</param>
/// <param name="Id">Its own id.</param>
/// <param name="Tenant">The issuer it belongs to.</param>
/// <param name="StreamId">The stream it belongs to.</param>
/// <param name="Version">Its place in the stream, from 1, without holes.</param>
/// <param name="Timestamp">When it was recorded, UTC, microseconds.</param>
/// <param name="Data">The event record.</param>
public sealed record StoredEvent(
    long Sequence, Guid Id, string Tenant, Guid StreamId, long Version, DateTimeOffset Timestamp, object Data);

/// <summary>Who and what caused events; written beside each of them.</summary>
/// <param name="CorrelationId">The request or job they belong to.</param>
/// <param name="CausationId">What directly caused them.</param>
/// <param name="Actor">The id of the API key, console user or loop; never a name.</param>
public sealed record EventMetadata(string? CorrelationId = null, string? CausationId = null, string? Actor = null);

/// <summary>What became of an append.</summary>
public enum AppendResult
{
    /// <summary>The events are part of the transaction.</summary>
    Appended,

    /// <summary>The stream is not at the expected version, or exists although it should not; nothing was written.</summary>
    Conflict,
}
