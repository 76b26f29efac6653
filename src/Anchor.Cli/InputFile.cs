using Anchor.Credentials.Bundles;

namespace Anchor.Cli;

/// <summary>Reads files that strangers sent, up to a bound.</summary>
internal static class InputFile
{
    /// <summary>The name that stands for standard input.</summary>
    public const string StandardInput = "-";

    // One byte beyond what any file of a credential may have, so that whoever reads it sees that it is too large.
    private const int MaxBytes = CredentialFile.MaxBytes + 1;

    /// <returns>Null when the file cannot be read.</returns>
    public static async Task<byte[]?> ReadAsync(string name, Surroundings surroundings, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = name == StandardInput ? surroundings.Input() : File.OpenRead(name);
            var content = new MemoryStream();
            var buffer = new byte[32 * 1024];
            for (int read; content.Length < MaxBytes && (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
                content.Write(buffer, 0, (int)Math.Min(read, MaxBytes - content.Length));
            return content.ToArray();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
