using Anchor.Credentials.Issuing;

namespace Anchor.Credentials.Csv;

/// <summary>One row: a draft, or what is wrong with it.</summary>
/// <param name="Line">The physical line on which the row begins; the first line of the file is 1.</param>
/// <param name="Draft">The draft, or null when there are errors.</param>
/// <param name="Errors">Every error of the row; empty when there is a draft.</param>
/// <param name="Layout">How the file was understood; null when reading ended before the header was.</param>
public sealed record CsvRow(int Line, CredentialDraft? Draft, IReadOnlyList<RowError> Errors, CsvLayout? Layout)
{
    /// <summary>The bytes of <see cref="CredentialDraft.ToUtf8"/>, where reading had to make them anyway; else null.</summary>
    public byte[]? DraftUtf8 { get; init; }
}

/// <summary>One error of one row.</summary>
/// <param name="Line">The physical line on which the row begins.</param>
/// <param name="Column">The column's name as the header spells it, or null when the error is the whole row's.</param>
/// <param name="Code">Stable: <c>csv.date_invalid</c> ….</param>
/// <param name="Message">One sentence for people, without the value: it may be personal data.</param>
/// <param name="EndsReading">Whether nothing after it was read.</param>
public sealed record RowError(int Line, string? Column, string Code, string Message, bool EndsReading = false);

/// <summary>How a file was understood, for the preview.</summary>
public sealed class CsvLayout
{
    private readonly CsvText _text;

    internal CsvLayout(CsvText text, char separator, IReadOnlyList<string> columns) =>
        (_text, Separator, Columns) = (text, separator, columns);

    /// <summary>The separator: comma, semicolon or tab.</summary>
    public char Separator { get; }

    /// <summary>The header.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The encoding; <see cref="CsvEncoding.Detect"/> as long as only ASCII was seen.</summary>
    public CsvEncoding Encoding => _text.Encoding;
}
