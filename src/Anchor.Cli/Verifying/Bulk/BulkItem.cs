namespace Anchor.Cli.Verifying.Bulk;

/// <summary>One bundle of many, before it is verified.</summary>
/// <param name="Name">The file's name, or the line's number.</param>
/// <param name="Content">Its bytes; null where there is a fault.</param>
/// <param name="Fault">Why there are none: <c>file.unreadable</c> or <c>file.too_large</c>.</param>
internal sealed record BulkItem(string Name, byte[]? Content, string? Fault)
{
    public const string Unreadable = "file.unreadable";
    public const string TooLarge = "file.too_large";

    /// <summary>The largest file or line that is read: 4 MiB, what a bundle may have.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>Reads one that has a stream of its own.</summary>
    public static async Task<BulkItem> ReadAsync(string name, Func<Stream> open, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = open();
            var content = new MemoryStream();
            var buffer = new byte[16 * 1024];
            for (int read; (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                if (content.Length + read > MaxBytes) return new BulkItem(name, null, TooLarge);
                content.Write(buffer, 0, read);
            }
            return new BulkItem(name, content.ToArray(), null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
        {
            return new BulkItem(name, null, Unreadable);
        }
    }
}
