using Npgsql;

namespace Anchor.Tests.Support;

/// <summary>A new, empty database on the PostgreSQL that ANCHOR_TEST_DATABASE names; dropped at the end.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _server;
    private readonly string _name;

    private TestDatabase(string server, string name)
    {
        _server = server;
        _name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20 }.ConnectionString;
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource DataSource { get; }

    public static async Task<TestDatabase> CreateAsync()
    {
        var server = Environment.GetEnvironmentVariable("ANCHOR_TEST_DATABASE")
            ?? throw new InvalidOperationException(
                "These tests need a PostgreSQL. ./scripts/test starts one; or set ANCHOR_TEST_DATABASE to the connection string of a user who may create databases.");
        var name = "anchor_test_" + Guid.NewGuid().ToString("n");
        await RunAsync(server, $"CREATE DATABASE {name}");
        return new TestDatabase(server, name);
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await RunAsync(_server, $"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");
    }

    public async Task<T?> ScalarAsync<T>(string sql, params object[] arguments)
    {
        await using var command = DataSource.CreateCommand(sql);
        foreach (var argument in arguments) command.Parameters.Add(new() { Value = argument });
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    private static async Task RunAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
