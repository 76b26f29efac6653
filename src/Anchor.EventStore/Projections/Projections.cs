using Npgsql;

namespace Anchor.EventStore;

/// <summary>A read model that is written in the same transaction as the events it is made of.</summary>
public interface IInlineProjection
{
    /// <summary>Applies events that are about to be committed.</summary>
    Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken);
}

/// <summary>A read model that can be dropped and rebuilt from the history; the rebuilt rows are the same.</summary>
public interface ICatchUpProjection
{
    /// <summary>Its stable name; the progress is kept under <c>anchor-NAME</c>.</summary>
    string Name { get; }

    /// <summary>Removes all rows.</summary>
    Task ClearAsync(NpgsqlConnection connection, CancellationToken cancellationToken);
}

/// <summary>A read model that is made event by event.</summary>
public interface IRebuildableProjection : ICatchUpProjection
{
    /// <summary>Applies events of any tenants, in the order of their numbers.</summary>
    Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken);
}

/// <summary>A read model that one statement makes of a stretch of the history, so that the events need not leave the database.</summary>
public interface ISetProjection : ICatchUpProjection
{
    /// <summary>Applies the events of any tenants with numbers above <paramref name="after"/> and up to <paramref name="upTo"/>.</summary>
    Task ApplyAsync(NpgsqlConnection connection, long after, long upTo, CancellationToken cancellationToken);
}

/// <summary>How far a projection has come.</summary>
/// <param name="Position">The number of the last event applied.</param>
/// <param name="HighWater">The number up to which no event can appear any more.</param>
/// <param name="Applied">How many events the last step applied.</param>
public readonly record struct ProjectionProgress(long Position, long HighWater, int Applied)
{
    /// <summary>Whether everything that can be applied has been.</summary>
    public bool IsCaughtUp => Position >= HighWater;
}
