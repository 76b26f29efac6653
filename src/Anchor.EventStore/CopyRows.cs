using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Anchor.EventStore;

/// <summary>Writes rows into a table by binary COPY: columns go one after another into one buffer, which is sent in large pieces.</summary>
/// <remarks>
/// PostgreSQL documentation, COPY, "Binary Format": numbers are big-endian, a timestamp is microseconds since 2000-01-01 UTC, jsonb is
/// its text behind the byte 1. Not thread-safe.
/// </remarks>
public sealed class CopyRows : IAsyncDisposable
{
    private const int SendFrom = 256 * 1024;
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly NpgsqlRawCopyStream _stream;
    private readonly ArrayBufferWriter<byte> _buffer = new(SendFrom + 16 * 1024);
    private readonly ArrayBufferWriter<byte> _json = new(1024);
    private readonly Utf8JsonWriter _jsonWriter;
    private bool _isComplete;

    private CopyRows(NpgsqlRawCopyStream stream)
    {
        _stream = stream;
        _jsonWriter = new Utf8JsonWriter(_json);
        // The signature, then no flags and no extension.
        _buffer.Write<byte>([.. "PGCOPY\n"u8, 0xff, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    /// <summary>Begins.</summary>
    /// <param name="connection">Carries nothing else until the rows are complete.</param>
    /// <param name="table">The table with its columns, <c>schema.table (a, b)</c>; never from outside.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<CopyRows> BeginAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return new CopyRows(await connection.BeginRawBinaryCopyAsync($"COPY {table} FROM STDIN (FORMAT binary)", cancellationToken));
    }

    /// <summary>Begins a row; the last one must have had all its columns.</summary>
    /// <param name="columns">How many follow.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask StartRowAsync(short columns, CancellationToken cancellationToken)
    {
        if (_buffer.WrittenCount >= SendFrom) await SendAsync(cancellationToken);
        BinaryPrimitives.WriteInt16BigEndian(_buffer.GetSpan(2), columns);
        _buffer.Advance(2);
    }

    /// <summary>Writes a column of type text or varchar.</summary>
    public void Write(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var span = Begin(Encoding.UTF8.GetByteCount(text));
        End(Encoding.UTF8.GetBytes(text, span));
    }

    /// <summary>Writes a column of type uuid.</summary>
    public void Write(Guid value)
    {
        value.TryWriteBytes(Begin(16), bigEndian: true, out _);
        End(16);
    }

    /// <summary>Writes a column of type bigint.</summary>
    public void Write(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(Begin(8), value);
        End(8);
    }

    /// <summary>Writes a column of type integer.</summary>
    public void Write(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Begin(4), value);
        End(4);
    }

    /// <summary>Writes a column of type integer, or null.</summary>
    public void Write(int? value)
    {
        if (value is { } present) Write(present);
        else WriteNull();
    }

    /// <summary>Writes a column of type uuid, or null.</summary>
    public void Write(Guid? value)
    {
        if (value is { } present) Write(present);
        else WriteNull();
    }

    /// <summary>Writes a column of type boolean.</summary>
    public void Write(bool value)
    {
        Begin(1)[0] = value ? (byte)1 : (byte)0;
        End(1);
    }

    /// <summary>Writes a column of type timestamptz.</summary>
    /// <param name="utc">In UTC; what is below microseconds is dropped.</param>
    public void Write(DateTime utc) => Write((utc - Epoch).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>Writes a column of type bytea.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Begin(bytes.Length));
        End(bytes.Length);
    }

    /// <summary>Writes a column of type jsonb.</summary>
    public void WriteJson(ReadOnlySpan<byte> utf8)
    {
        var span = Begin(1 + utf8.Length);
        span[0] = 1;
        utf8.CopyTo(span[1..]);
        End(1 + utf8.Length);
    }

    /// <summary>Writes an event as a column of type jsonb.</summary>
    internal void WriteEvent(object data)
    {
        _json.ResetWrittenCount();
        _jsonWriter.Reset();
        EventTypes.Serialize(_jsonWriter, data);
        _jsonWriter.Flush();
        WriteJson(_json.WrittenSpan);
    }

    /// <summary>Writes a column that is null.</summary>
    public void WriteNull()
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer.GetSpan(4), -1);
        _buffer.Advance(4);
    }

    /// <summary>Sends what is left and ends the COPY.</summary>
    /// <exception cref="PostgresException">The table refuses a row.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        _buffer.Write<byte>([0xff, 0xff]);
        await SendAsync(cancellationToken);
        _isComplete = true;
        await _stream.DisposeAsync();
    }

    /// <summary>Gives up what was not completed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _jsonWriter.DisposeAsync();
        if (_isComplete) return;
        await _stream.CancelAsync();
        await _stream.DisposeAsync();
    }

    private Span<byte> Begin(int length)
    {
        var span = _buffer.GetSpan(4 + length);
        BinaryPrimitives.WriteInt32BigEndian(span, length);
        return span[4..];
    }

    private void End(int length) => _buffer.Advance(4 + length);

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        _buffer.ResetWrittenCount();
    }
}
