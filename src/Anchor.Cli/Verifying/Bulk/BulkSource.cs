using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace Anchor.Cli.Verifying.Bulk;

/// <summary>Many bundles: the files of a folder, the lines of a file, or the files of a zip. Each is read when its turn comes and held no longer.</summary>
/// <remarks>Of a folder or a zip the names are held, because they are sorted; of a file of lines nothing is.</remarks>
internal sealed class BulkSource
{
    private readonly string _path;
    private readonly string[]? _files;
    private long _done;

    private BulkSource(string path, string[]? files, long total) => (_path, _files, Total) = (path, files, total);

    /// <summary>Files, or bytes of a file of lines or a zip.</summary>
    public long Total { get; private set; }

    /// <summary>How many of <see cref="Total"/> were given out.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>Looks at what is there now; a report that is written into the same folder afterwards is none of it.</summary>
    /// <exception cref="IOException">The folder or file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static BulkSource Open(string path)
    {
        if (!Directory.Exists(path)) return new BulkSource(path, null, new FileInfo(path).Length);
        var files = Directory.GetFiles(path);
        Array.Sort(files, StringComparer.Ordinal);
        return new BulkSource(path, files, files.Length);
    }

    /// <summary>The bundles in their order, each as the work of reading it, so that several are read at once.</summary>
    public IAsyncEnumerable<Func<CancellationToken, Task<BulkItem>>> ItemsAsync(CancellationToken cancellationToken) =>
        _files is not null ? FilesAsync(_files) : IsZip(_path) ? ZippedAsync(cancellationToken) : LinesAsync(cancellationToken);

    private async IAsyncEnumerable<Func<CancellationToken, Task<BulkItem>>> FilesAsync(string[] files)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var file in files)
        {
            Interlocked.Increment(ref _done);
            yield return token => BulkItem.ReadAsync(Path.GetFileName(file), () => new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1), token);
        }
    }

    private async IAsyncEnumerable<Func<CancellationToken, Task<BulkItem>>> LinesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(_path);
        var lines = new LineReader(stream, BulkItem.MaxBytes);
        while (await lines.NextAsync(cancellationToken).ConfigureAwait(false))
        {
            Interlocked.Exchange(ref _done, lines.BytesRead);
            if (lines.Line is { } content && content.AsSpan().Trim(" \t\r"u8).IsEmpty) continue;
            var item = new BulkItem(lines.Number.ToString(CultureInfo.InvariantCulture), lines.Line, lines.Line is null ? BulkItem.TooLarge : null);
            yield return _ => Task.FromResult(item);
        }
    }

    private async IAsyncEnumerable<Func<CancellationToken, Task<BulkItem>>> ZippedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var zip = ZipFile.OpenRead(_path);
        var entries = zip.Entries.Where(entry => entry.Name.Length > 0).OrderBy(entry => entry.FullName, StringComparer.Ordinal).ToArray();
        Total = entries.Length;
        foreach (var entry in entries)
        {
            Interlocked.Increment(ref _done);
            // A zip is read by one at a time.
            var item = await BulkItem.ReadAsync(entry.FullName, entry.Open, cancellationToken).ConfigureAwait(false);
            yield return _ => Task.FromResult(item);
        }
    }

    private static bool IsZip(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> beginning = stackalloc byte[4];
        return stream.ReadAtLeast(beginning, 4, throwOnEndOfStream: false) == 4 && beginning.SequenceEqual("PK\u0003\u0004"u8);
    }
}
