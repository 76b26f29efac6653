namespace Anchor.EndToEnd.Hosting;

/// <summary>A file that arrives a little at a time, as over a thin line, so that a host can die in the middle of it.</summary>
internal sealed class SlowStream(byte[] content, TimeSpan perKilobyte) : MemoryStream(content)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Delay(perKilobyte, cancellationToken);
        return await base.ReadAsync(buffer[..Math.Min(buffer.Length, 1024)], cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => CopySlowlyAsync(destination, cancellationToken);

    private async Task CopySlowlyAsync(Stream destination, CancellationToken cancellationToken)
    {
        var buffer = new byte[1024];
        for (int read; (read = await ReadAsync(buffer, cancellationToken)) > 0;)
        {
            await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            await destination.FlushAsync(cancellationToken);
        }
    }
}
