using Anchor.Credentials.Csv;

namespace Anchor.Credentials.Tests.Csv;

internal static class CsvFiles
{
    public static Task<List<CsvRow>> Read(byte[] bytes, CsvOptions? options = null) => Read(new MemoryStream(bytes), options);

    public static async Task<List<CsvRow>> Read(Stream stream, CsvOptions? options = null)
    {
        var rows = new List<CsvRow>();
        await foreach (var row in GraduateCsv.ReadAsync(stream, options ?? new CsvOptions(), TestContext.Current.CancellationToken)) rows.Add(row);
        return rows;
    }
}

/// <summary>A file of any length that exists only while it is read, in small pieces, and counts them.</summary>
internal sealed class EndlessStream(byte[] head, long length) : Stream
{
    public long Pulled { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Fill(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Fill(buffer.Span));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Fill(Span<byte> buffer)
    {
        var count = (int)Math.Min(Math.Min(buffer.Length, 1000), length - Pulled);
        for (var i = 0; i < count; i++, Pulled++) buffer[i] = Pulled < head.Length ? head[Pulled] : (byte)'a';
        return count;
    }
}
