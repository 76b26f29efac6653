using Anchor.Credentials.Issuing;
using Anchor.Credentials.OpenBadges;
using Anchor.Credentials.Text;

namespace Anchor.Credentials.Csv;

/// <summary>Makes a draft of one record, or says everything that is wrong with it.</summary>
internal sealed class RowReader(CsvColumns columns, CsvOptions options)
{
    private const int MaxValueLength = 400;
    private const int MaxUrlLength = 2_048;
    private List<RowError>? _errors;
    private IReadOnlyList<string> _fields = [];
    private int _line;

    public (CredentialDraft? Draft, IReadOnlyList<RowError> Errors) Read(IReadOnlyList<string> fields, int line)
    {
        (_errors, _fields, _line) = (null, fields, line);
        if (!HasRightCount())
        {
            Fail(null, "csv.column_count", $"The row has {fields.Count} columns, the header {columns.Names.Count}.");
            return (null, Errors);
        }
        var (identifier, identityType) = Identifier();
        var (name, given, family, original) = Names();
        var awarded = Date(ColumnRole.AwardedDate, required: true) ?? options.DefaultAwardedDate;
        var until = Date(ColumnRole.ValidUntil, required: false);
        if (until < awarded) Fail(ColumnRole.ValidUntil, "csv.valid_until_before_award", "The validity would end before the award.");
        var result = ResultValue();
        var results = FurtherResults();
        var evidence = Evidence();
        if (_errors is not null) return (null, _errors);
        var draft = new CredentialDraft
        {
            Identifier = identifier, IdentityType = identityType, Name = name, GivenName = given, FamilyName = family,
            OriginalName = original, AwardedDate = awarded!.Value, ValidUntil = until, ResultValue = result,
            Results = results, Evidence = evidence,
        };
        return (draft, []);
    }

    // Spreadsheets add empty cells at the right; anything else of a different length is another table.
    private bool HasRightCount() =>
        _fields.Count == columns.Names.Count
        || (_fields.Count > columns.Names.Count && _fields.Skip(columns.Names.Count).All(string.IsNullOrWhiteSpace));

    private (string Identifier, string Type) Identifier()
    {
        var email = Text(ColumnRole.Email);
        if (email.Length > 0)
        {
            if (!EmailText.IsPlausible(email)) Fail(ColumnRole.Email, "csv.email_invalid", "This is not an e-mail address.");
            return (email, "emailAddress");
        }
        var id = Text(ColumnRole.SourcedId);
        if (id.Length == 0)
            Fail(columns.Of(ColumnRole.Email) is null ? ColumnRole.SourcedId : ColumnRole.Email, "csv.identifier_missing", "The row identifies nobody.");
        else if (id.Length > MaxValueLength)
            Fail(ColumnRole.SourcedId, "csv.identifier_invalid", $"The identifier is longer than {MaxValueLength} characters.");
        return (id, "sourcedId");
    }

    private (string Name, string? Given, string? Family, string? Original) Names()
    {
        var isSplit = columns.Of(ColumnRole.FullName) is null;
        var raw = isSplit
            ? Joined(Joined(Raw(ColumnRole.GivenName), Raw(ColumnRole.FamilyName)), Raw(ColumnRole.SecondFamilyName))
            : Raw(ColumnRole.FullName);
        var name = PersonName.Normalise(raw);
        var role = isSplit ? ColumnRole.GivenName : ColumnRole.FullName;
        if (name.Length == 0) Fail(role, "csv.name_missing", "The row names nobody.");
        else if (!PersonName.IsShowable(name))
            Fail(role, "csv.name_invalid", $"The name is longer than {PersonName.MaxLength} characters or holds one that cannot be shown.");
        var original = string.Equals(raw, name, StringComparison.Ordinal) ? null : raw;
        if (!isSplit) return (name, null, null, original);
        var family = PersonName.Normalise(Joined(Raw(ColumnRole.FamilyName), Raw(ColumnRole.SecondFamilyName)));
        var given = PersonName.Normalise(Raw(ColumnRole.GivenName));
        return (name, given.Length > 0 ? given : null, family.Length > 0 ? family : null, original);

        static string Joined(string first, string second) => second.Length == 0 ? first : first.Length == 0 ? second : $"{first} {second}";
    }

    private DateOnly? Date(ColumnRole role, bool required)
    {
        var text = Text(role);
        if (text.Length == 0)
        {
            if (required && options.DefaultAwardedDate is null) Fail(role, "csv.date_missing", "The row has no date.");
            return null;
        }
        if (CivilDateText.TryParse(text, out var date)) return date;
        Fail(role, "csv.date_invalid", "This date does not exist or is not written as 2026-05-31 or 31/05/2026 (day first).");
        return null;
    }

    private string? ResultValue()
    {
        var text = Text(ColumnRole.Result);
        if (text.Length == 0) return null;
        var accepted = text.Length > MaxValueLength ? null : options.Results is { } rule ? rule.Accept(text) : text;
        if (accepted is null) Fail(ColumnRole.Result, "csv.result_invalid", "The achievement does not allow this result.");
        return accepted;
    }

    private IReadOnlyList<DraftResult> FurtherResults()
    {
        if (columns.Results.Count == 0) return [];
        var results = new List<DraftResult>();
        foreach (var (position, named) in columns.Results)
        {
            var text = CanonicalForm.Compose(_fields[position].Trim());
            if (text.Length == 0) continue;
            if (text.Length <= MaxValueLength && named.Rule.Accept(text) is { } value) results.Add(new DraftResult(named.Id, value));
            else Errors.Add(new RowError(_line, columns.Names[position], "csv.result_invalid", "The achievement does not allow this result."));
        }
        return results;
    }

    private DraftEvidence[] Evidence()
    {
        var (url, narrative) = (Text(ColumnRole.EvidenceUrl), Text(ColumnRole.EvidenceNarrative));
        if (url.Length > 0 && (url.Length > MaxUrlLength || !AbsoluteUrl.IsOne(url)))
            Fail(ColumnRole.EvidenceUrl, "csv.evidence_invalid", "This is not an absolute URL.");
        if (narrative.Length > DraftEvidence.MaxNarrative)
            Fail(ColumnRole.EvidenceNarrative, "csv.evidence_invalid", $"The text is longer than {DraftEvidence.MaxNarrative} characters.");
        return url.Length + narrative.Length == 0 ? [] : [new DraftEvidence(Null(url), Narrative: Null(narrative))];

        static string? Null(string text) => text.Length == 0 ? null : text;
    }

    private List<RowError> Errors => _errors ??= [];

    private string Raw(ColumnRole role) => columns.Of(role) is { } position ? _fields[position] : "";

    private string Text(ColumnRole role) => CanonicalForm.Compose(Raw(role).Trim());

    private void Fail(ColumnRole? role, string code, string message) =>
        Errors.Add(new RowError(_line, role is { } r ? columns.NameOf(r) : null, code, message));
}
