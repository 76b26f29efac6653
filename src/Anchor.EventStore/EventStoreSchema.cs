using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Anchor.EventStore;

/// <summary>The tables: Marten 9's layout for events, and whatever tables of their own other rooms bring along.</summary>
public static class EventStoreSchema
{
    /// <summary>The PostgreSQL schema that holds everything.</summary>
    public const string Name = "anchor";

    // Any number will do as long as every host uses the same one.
    private const long MigrationLock = 0x616e_6368_6f72_0001;

    private const string Applied = """
        CREATE SCHEMA IF NOT EXISTS anchor;
        CREATE TABLE IF NOT EXISTS anchor.anchor_schema (
            script varchar NOT NULL PRIMARY KEY,
            applied timestamptz NOT NULL);
        """;

    private const string Events = """
        CREATE SCHEMA IF NOT EXISTS anchor;

        CREATE TABLE IF NOT EXISTS anchor.mt_streams (
            tenant_id varchar NOT NULL DEFAULT '*DEFAULT*',
            id uuid NOT NULL,
            type varchar,
            version bigint,
            "timestamp" timestamptz NOT NULL DEFAULT now(),
            created timestamptz NOT NULL DEFAULT now(),
            is_archived boolean DEFAULT false,
            CONSTRAINT pkey_mt_streams_tenant_id_id PRIMARY KEY (tenant_id, id));

        CREATE TABLE IF NOT EXISTS anchor.mt_events (
            seq_id bigint NOT NULL,
            id uuid NOT NULL,
            stream_id uuid,
            version bigint NOT NULL,
            data jsonb NOT NULL,
            bdata bytea,
            type varchar(500) NOT NULL,
            "timestamp" timestamptz NOT NULL DEFAULT now(),
            tenant_id varchar DEFAULT '*DEFAULT*',
            mt_dotnet_type varchar,
            correlation_id varchar,
            causation_id varchar,
            headers jsonb,
            is_archived boolean DEFAULT false,
            CONSTRAINT pkey_mt_events_seq_id PRIMARY KEY (seq_id),
            CONSTRAINT fkey_mt_events_stream_id_tenant_id FOREIGN KEY (tenant_id, stream_id)
                REFERENCES anchor.mt_streams (tenant_id, id));

        CREATE UNIQUE INDEX IF NOT EXISTS pk_mt_events_stream_and_version
            ON anchor.mt_events (tenant_id, stream_id, version);

        CREATE SEQUENCE IF NOT EXISTS anchor.mt_events_sequence START 1 INCREMENT 1;
        ALTER SEQUENCE anchor.mt_events_sequence OWNED BY anchor.mt_events.seq_id;

        CREATE TABLE IF NOT EXISTS anchor.mt_event_progression (
            name varchar NOT NULL,
            last_seq_id bigint,
            last_updated timestamptz DEFAULT transaction_timestamp(),
            CONSTRAINT pk_mt_event_progression PRIMARY KEY (name));

        CREATE TABLE IF NOT EXISTS anchor.mt_high_water_skips (
            ending_sequence bigint NOT NULL,
            starting_sequence bigint NOT NULL,
            "timestamp" timestamptz DEFAULT transaction_timestamp(),
            CONSTRAINT pkey_mt_high_water_skips_ending_sequence PRIMARY KEY (ending_sequence));
        """;

    /// <summary>Runs the scripts that this database has not seen. Safe to call at every start, and by several hosts at once.</summary>
    /// <param name="owner">A connection with the right to create; the host itself needs only to read and write.</param>
    /// <param name="scripts">Further idempotent scripts, run in order after the event tables; each is run once, a changed one again.</param>
    /// <param name="hostRole">A role to grant reading and writing to, where the host connects with another one than the owner.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task EnsureAsync(NpgsqlDataSource owner, IEnumerable<string> scripts, string? hostRole, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(scripts);
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync($"SELECT pg_advisory_xact_lock({MigrationLock})");
        await RunAsync(Applied);
        foreach (var script in scripts.Prepend(Events)) await ApplyAsync(script);
        if (hostRole is not null)
        {
            var role = '"' + hostRole.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
            await RunAsync($"""
                GRANT USAGE ON SCHEMA anchor TO {role};
                GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA anchor TO {role};
                GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA anchor TO {role};
                """);
        }
        await transaction.CommitAsync(cancellationToken);

        // Even a statement that finds everything there locks tables, and would stand in the way of hosts that are at work.
        async Task ApplyAsync(string script)
        {
            var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
            await using var command = new NpgsqlCommand(
                "INSERT INTO anchor.anchor_schema (script, applied) VALUES ($1, transaction_timestamp()) ON CONFLICT DO NOTHING", connection, transaction);
            command.Parameters.Add(new() { Value = digest });
            if (await command.ExecuteNonQueryAsync(cancellationToken) == 1) await RunAsync(script);
        }

        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
