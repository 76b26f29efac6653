namespace Anchor.Credentials.Csv;

/// <summary>How a file of graduates is read.</summary>
public sealed record CsvOptions
{
    /// <summary>The encoding; found by itself by default.</summary>
    public CsvEncoding Encoding { get; init; } = CsvEncoding.Detect;

    /// <summary>The separator; found in the header by default (null).</summary>
    public char? Separator { get; init; }

    /// <summary>The most characters of one record; default 65,536. A longer one ends the reading, so memory stays bounded.</summary>
    public int MaxRecordLength { get; init; } = 64 * 1024;

    /// <summary>The most rows; default 1,000,000.</summary>
    public int MaxRows { get; init; } = 1_000_000;

    /// <summary>The awarded date of rows that state none; when null the file must have that column.</summary>
    public DateOnly? DefaultAwardedDate { get; init; }

    /// <summary>What results are allowed; anything when null.</summary>
    public ResultRule? Results { get; init; }

    /// <summary>Further results that a column may hold: one whose header is the result's name.</summary>
    public IReadOnlyList<NamedResult> NamedResults { get; init; } = [];

    /// <summary>Whether a row equal to an earlier one is an error; default true. Costs about 60 bytes of memory per row.</summary>
    public bool RefuseDuplicates { get; init; } = true;
}

/// <summary>The encodings that spreadsheets write.</summary>
public enum CsvEncoding
{
    /// <summary>Find out: byte order mark, else strict UTF-8, else Windows-1252.</summary>
    Detect,

    /// <summary>UTF-8, with or without a byte order mark.</summary>
    Utf8,

    /// <summary>Windows-1252, what Excel writes in Western languages.</summary>
    Windows1252,
}
