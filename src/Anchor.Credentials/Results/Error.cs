namespace Anchor.Credentials;

/// <summary>An expected refusal.</summary>
/// <param name="Code">Stable and machine-readable, for example <c>batch.already_sealed</c>.</param>
/// <param name="Message">One sentence for people. It never holds a key, a name or a whole document.</param>
/// <param name="Kind">What sort of refusal it is.</param>
/// <param name="Path">Where in the input: a JSON path (<c>$.issuer.id</c>), or null.</param>
public sealed record Error(string Code, string Message, ErrorKind Kind, string? Path = null)
{
    /// <summary>A refusal of wrong input.</summary>
    public static Error Invalid(string code, string message, string? path = null) =>
        new(code, message, ErrorKind.Invalid, path);

    /// <inheritdoc/>
    public override string ToString() => Path is null ? $"{Code}: {Message}" : $"{Code} at {Path}: {Message}";
}
