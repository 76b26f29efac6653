namespace Anchor.Credentials.Csv;

/// <summary>Which column holds what.</summary>
internal sealed class CsvColumns
{
    private readonly Dictionary<ColumnRole, int> _positions = [];
    private int?[] _settled = [];
    private readonly List<(int Position, NamedResult Result)> _results = [];

    private CsvColumns(IReadOnlyList<string> names) => Names = names;

    public IReadOnlyList<string> Names { get; }

    public int? Of(ColumnRole role) => _settled.Length > 0 ? _settled[(int)role] : _positions.TryGetValue(role, out var position) ? position : null;

    public string? NameOf(ColumnRole role) => Of(role) is { } position ? Names[position] : null;

    /// <summary>Columns that are called like a further result of the achievement.</summary>
    public IReadOnlyList<(int Position, NamedResult Result)> Results => _results;

    /// <summary>Understands a header. Columns without a known meaning are left alone.</summary>
    public static (CsvColumns Columns, RowError? Error) Read(IReadOnlyList<string> header, int line, CsvOptions options)
    {
        var columns = new CsvColumns([.. header.Select(name => name.Trim())]);
        for (var i = 0; i < header.Count; i++)
        {
            if (options.NamedResults.FirstOrDefault(result => HeaderNames.SameName(result.Name, header[i])) is { } named)
            {
                if (columns._results.TrueForAll(known => known.Result != named)) columns._results.Add((i, named));
                else return (columns, new RowError(line, columns.Names[i], "csv.duplicate_column", "Two columns are called like the same result.", EndsReading: true));
                continue;
            }
            if (HeaderNames.RoleOf(header[i]) is not { } role || columns._positions.TryAdd(role, i)) continue;
            return (columns, new RowError(line, columns.Names[i], "csv.duplicate_column",
                $"This column means the same as \"{columns.NameOf(role)}\".", EndsReading: true));
        }
        columns.SettleNames();
        columns._settled = [.. Enum.GetValues<ColumnRole>().Select(columns.Of)];
        return (columns, columns.Missing(options) is { } missing
            ? new RowError(line, missing, "csv.missing_column", $"The header has no column for: {missing}.", EndsReading: true)
            : null);
    }

    // "Nombre" is the given name beside "Apellidos", and the full name alone.
    private void SettleNames()
    {
        if (!_positions.Remove(ColumnRole.AnyName, out var position)) return;
        _positions.TryAdd(_positions.ContainsKey(ColumnRole.FamilyName) ? ColumnRole.GivenName : ColumnRole.FullName, position);
    }

    private string? Missing(CsvOptions options)
    {
        if (Of(ColumnRole.Email) is null && Of(ColumnRole.SourcedId) is null) return "email";
        if (Of(ColumnRole.FullName) is null && (Of(ColumnRole.GivenName) is null || Of(ColumnRole.FamilyName) is null)) return "name";
        return Of(ColumnRole.AwardedDate) is null && options.DefaultAwardedDate is null ? "date" : null;
    }
}
