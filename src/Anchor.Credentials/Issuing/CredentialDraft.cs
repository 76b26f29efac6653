using System.Globalization;
using System.Text.Json;
using Anchor.Credentials.Json;
using Anchor.Credentials.Text;

namespace Anchor.Credentials.Issuing;

/// <summary>What one row says about one learner, before anything is signed.</summary>
/// <remarks>Personal data: stored only encrypted. Names are NFC; <see cref="OriginalName"/> keeps what was typed when that differed.</remarks>
public sealed record CredentialDraft
{
    private const int MaxText = 1024;
    private const string DateFormat = "yyyy-MM-dd";

    /// <summary>The e-mail address or the source's id.</summary>
    public required string Identifier { get; init; }

    /// <summary>The OB 3.0 identity type: <c>emailAddress</c>, <c>sourcedId</c> ….</summary>
    public required string IdentityType { get; init; }

    /// <summary>The full name as it is shown, NFC.</summary>
    public required string Name { get; init; }

    /// <summary>The given names, NFC, when the source had them apart.</summary>
    public string? GivenName { get; init; }

    /// <summary>The family names, NFC, when the source had them apart.</summary>
    public string? FamilyName { get; init; }

    /// <summary>The full name as it was typed, when NFC or trimming changed it; else null.</summary>
    public string? OriginalName { get; init; }

    /// <summary>The civil date of the award.</summary>
    public required DateOnly AwardedDate { get; init; }

    /// <summary>The result's value, if there is one.</summary>
    public string? ResultValue { get; init; }

    /// <summary>Further results, each for a description of the achievement; empty when there are none, at most 64.</summary>
    public IReadOnlyList<DraftResult> Results { get; init; } = [];

    /// <summary>What the achievement was awarded for; empty when nothing is shown, at most 64.</summary>
    public IReadOnlyList<DraftEvidence> Evidence { get; init; } = [];

    /// <summary>The last civil day on which the credential is valid, if there is one.</summary>
    public DateOnly? ValidUntil { get; init; }

    /// <summary>Writes one JSON object; absent values are left out.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("identifier"u8, Identifier);
        writer.WriteString("identityType"u8, IdentityType);
        writer.WriteString("name"u8, Name);
        DraftParts.WriteText(writer, "givenName"u8, GivenName);
        DraftParts.WriteText(writer, "familyName"u8, FamilyName);
        DraftParts.WriteText(writer, "originalName"u8, OriginalName);
        WriteDate(writer, "awardedDate"u8, AwardedDate);
        DraftParts.WriteText(writer, "resultValue"u8, ResultValue);
        DraftParts.Write(writer, "results", Results, DraftResult.Write);
        DraftParts.Write(writer, "evidence", Evidence, DraftEvidence.Write);
        if (ValidUntil is { } until) WriteDate(writer, "validUntil"u8, until);
        writer.WriteEndObject();
    }

    /// <summary>The bytes of <see cref="WriteTo"/>.</summary>
    public byte[] ToUtf8() => JsonText.Write(WriteTo);

    /// <summary>Reads what <see cref="WriteTo"/> wrote. Codes: <c>draft.malformed</c> and those of <see cref="BoundedJson"/>.</summary>
    public static Result<CredentialDraft> ReadFrom(ReadOnlySpan<byte> utf8)
    {
        if (!BoundedJson.Parse(utf8).TryGet(out var element, out var error)) return error;
        var reader = new ObjectReader(element, "draft.malformed");
        var identifier = reader.Text("identifier", maxLength: MaxText);
        var identityType = reader.Text("identityType", maxLength: MaxText);
        var name = Nfc(reader, "name", required: true);
        var given = Nfc(reader, "givenName", required: false);
        var family = Nfc(reader, "familyName", required: false);
        var original = reader.Text("originalName", required: false, MaxText);
        var awarded = Date(reader, "awardedDate", required: true);
        var result = reader.Text("resultValue", required: false, MaxText);
        var until = Date(reader, "validUntil", required: false);
        var results = DraftParts.Read(reader, "results", DraftResult.Read);
        var evidence = DraftParts.Read(reader, "evidence", DraftEvidence.Read);
        if (reader.Failure is { } failure) return failure;
        return new CredentialDraft
        {
            Identifier = identifier!, IdentityType = identityType!, Name = name!, GivenName = given, FamilyName = family,
            OriginalName = original, AwardedDate = awarded!.Value, ResultValue = result, ValidUntil = until,
            Results = results, Evidence = evidence,
        };
    }

    private static void WriteDate(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateOnly date)
    {
        Span<byte> text = stackalloc byte[DateFormat.Length];
        date.TryFormat(text, out _, DateFormat, CultureInfo.InvariantCulture);
        writer.WriteString(name, text);
    }

    private static string? Nfc(ObjectReader reader, string member, bool required)
    {
        var text = reader.Text(member, required, MaxText);
        if (text is not null && !CanonicalForm.IsComposed(text)) reader.Fail(member, "must be in Unicode normalisation form C");
        return text;
    }

    private static DateOnly? Date(ObjectReader reader, string member, bool required)
    {
        if (reader.Text(member, required, 10) is not { } text) return null;
        if (DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        reader.Fail(member, "must be a date, yyyy-MM-dd");
        return null;
    }
}
