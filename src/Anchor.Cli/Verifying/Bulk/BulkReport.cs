using System.Security.Cryptography;
using System.Text;
using Anchor.Verification;

namespace Anchor.Cli.Verifying.Bulk;

/// <summary>A report while it is written: under another name until it is whole, counted and hashed on its way. What is not finished is removed.</summary>
internal sealed class BulkReport : IAsyncDisposable
{
    private const int Piece = 64 * 1024;

    private readonly string _path;
    private readonly string _partial;
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly StringBuilder _text = new(2 * Piece);
    private readonly long[] _counts = new long[3];
    private bool _isWhole;

    /// <exception cref="IOException">It cannot be written there, or another run is at it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written there.</exception>
    public BulkReport(string path)
    {
        (_path, _partial) = (path, path + ".new");
        _file = new FileStream(_partial, FileMode.Create, FileAccess.Write, FileShare.None, Piece, useAsync: true);
        CsvLine.Append(_text, BulkRow.Columns);
    }

    public long Rows => _counts.Sum();

    public long CountOf(Verdict verdict) => _counts[(int)verdict];

    public async ValueTask AddAsync(BulkRow row, CancellationToken cancellationToken)
    {
        _counts[(int)row.Verdict]++;
        CsvLine.Append(_text, row.Cells);
        if (_text.Length >= Piece) await WriteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the report its name.</summary>
    /// <param name="overwrite">Whether it may take the place of another.</param>
    /// <param name="signature">Makes what is written beside it of its SHA-256, in hexadecimal; null where nothing is.</param>
    /// <param name="cancellationToken">Gives up, and removes what was written.</param>
    /// <exception cref="IOException">It cannot be written, or a file of this name is there.</exception>
    public async Task FinishAsync(bool overwrite, Func<string, byte[]>? signature, CancellationToken cancellationToken)
    {
        await WriteAsync(cancellationToken).ConfigureAwait(false);
        await _file.FlushAsync(cancellationToken).ConfigureAwait(false);
        _file.Flush(flushToDisk: true);
        var beside = SignatureOf(_path);
        var signed = signature?.Invoke(Convert.ToHexStringLower(_hash.GetHashAndReset()));
        if (signed is not null) await File.WriteAllBytesAsync(beside + ".new", signed, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await _file.DisposeAsync().ConfigureAwait(false);
        // An earlier report's signature says nothing about this one.
        if (overwrite) File.Delete(beside);
        File.Move(_partial, _path, overwrite);
        _isWhole = true;
        if (signed is not null) File.Move(beside + ".new", beside, overwrite);
    }

    /// <summary>The file of a report's signature.</summary>
    public static string SignatureOf(string report) => report + ".sig.json";

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync().ConfigureAwait(false);
        _hash.Dispose();
        if (_isWhole) return;
        File.Delete(_partial);
        File.Delete(SignatureOf(_path) + ".new");
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(_text.ToString());
        _text.Clear();
        _hash.AppendData(bytes);
        await _file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
    }
}
