using Anchor.Credentials;

namespace Anchor.Cli.Statuses;

/// <summary>Reads ids of credentials.</summary>
internal static class CredentialIds
{
    private const string Urn = "urn:uuid:";
    private const int MaxLine = 200;
    private const int MaxIds = 2_000_000;

    public static Guid? Parse(string text) =>
        Guid.TryParseExact(text.StartsWith(Urn, StringComparison.OrdinalIgnoreCase) ? text[Urn.Length..] : text, "d", out var id) ? id : null;

    /// <summary>One id per line; empty lines are passed over, and so is what follows a comma or semicolon, so that a table with the ids first will do.</summary>
    /// <returns>The ids, or the first line that begins with none: <c>status.id_malformed</c>, <c>status.none_named</c>, <c>file.unreadable</c>.</returns>
    public static async Task<Result<IReadOnlyList<Guid>>> ReadAsync(string file, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var ids = new List<Guid>();
        try
        {
            using var reader = new StreamReader(file == InputFile.StandardInput ? surroundings.Input() : File.OpenRead(file));
            for (var line = 1; await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } text; line++)
            {
                var first = text.Split(',', ';')[0].Trim(' ', '\t', '"');
                if (first.Length == 0) continue;
                if (text.Length > MaxLine * 10 || Parse(first) is not { } id)
                {
                    // The first line of a table names its columns.
                    if (line == 1 && first.Equals("id", StringComparison.OrdinalIgnoreCase)) continue;
                    return Error.Invalid("status.id_malformed", $"Line {line} of {file} does not begin with the id of a credential. Nothing was changed.");
                }
                ids.Add(id);
                if (ids.Count > MaxIds) return Error.Invalid("status.too_many", $"{file} names more than {MaxIds} credentials. Nothing was changed.");
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Error.Invalid("file.unreadable", $"{file} cannot be read.");
        }
        return ids.Count > 0 ? Result.Ok<IReadOnlyList<Guid>>(ids) : Error.Invalid("status.none_named", $"{file} names no credential.");
    }
}
