using System.Net;
using System.Net.Http.Headers;

namespace Anchor.Cli.Hosts;

/// <summary>A file as a request's body, read from the start for each attempt, that tells how far it has come.</summary>
internal sealed class FileUpload : HttpContent
{
    private const int Piece = 64 * 1024;
    private readonly FileStream _file;
    private readonly Action<long, long> _sent;

    /// <exception cref="IOException">The file cannot be opened.</exception>
    public FileUpload(string file, Action<long, long> sent)
    {
        (_file, _sent) = (new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, Piece, useAsync: true), sent);
        Headers.ContentType = new MediaTypeHeaderValue("text/csv");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = new byte[Piece];
        _file.Position = 0;
        for (int read; (read = await _file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            _sent(_file.Position, _file.Length);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _file.Length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Dispose();
        base.Dispose(disposing);
    }
}
