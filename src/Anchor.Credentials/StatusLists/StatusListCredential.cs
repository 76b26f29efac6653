using System.Text.Json;
using Anchor.Credentials.Json;
using Anchor.Credentials.OpenBadges;

namespace Anchor.Credentials.StatusLists;

/// <summary>The credential by which an issuer publishes a status list; says nothing about its signature.</summary>
/// <remarks>
/// W3C Bitstring Status List v1.0, section 2.2. It is secured like any other credential: with a Data Integrity proof, or as
/// <c>vc+jwt</c>, which asks for no claims beside the document. Codes: <c>status_list.malformed</c> and those of <see cref="StatusBitstring.Decode"/>.
/// </remarks>
/// <param name="Id">The list's URL, to which entries point.</param>
/// <param name="Issuer">The issuer's id.</param>
/// <param name="Purposes">What the list is about; at least one.</param>
/// <param name="EncodedList">The bits, as <see cref="StatusBitstring.Encode"/> writes them.</param>
public sealed record StatusListCredential(string Id, string Issuer, IReadOnlyList<string> Purposes, string EncodedList)
{
    /// <summary>The credential's type.</summary>
    public const string Type = "BitstringStatusListCredential";

    /// <summary>The type of its subject.</summary>
    public const string SubjectType = "BitstringStatusList";

    private const int MaxPurposes = 16;

    /// <summary>Says something from then on; whole seconds are written.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>Says nothing any more from then on; whole seconds are written.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>For how long a reader may keep it; whole milliseconds are written. Null where the issuer does not say.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>The unsigned document as UTF-8 JSON.</summary>
    public byte[] ToUtf8() => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("@context");
        writer.WriteStringValue(Vocabulary.CredentialsV2);
        writer.WriteEndArray();
        writer.WriteString("id", Id);
        writer.WriteStartArray("type");
        writer.WriteStringValue("VerifiableCredential");
        writer.WriteStringValue(Type);
        writer.WriteEndArray();
        writer.WriteString("issuer", Issuer);
        if (ValidFrom is { } from) writer.WriteString("validFrom", XsdDateTime.Format(from));
        if (ValidUntil is { } until) writer.WriteString("validUntil", XsdDateTime.Format(until));
        writer.WriteStartObject("credentialSubject");
        writer.WriteString("id", Id + "#list");
        writer.WriteString("type", SubjectType);
        WritePurposes(writer);
        writer.WriteString("encodedList", EncodedList);
        if (TimeToLive is { } life) writer.WriteNumber("ttl", (long)life.TotalMilliseconds);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    /// <summary>Reads the document, signed or not.</summary>
    public static Result<StatusListCredential> Read(JsonElement document)
    {
        var reader = new ObjectReader(document, StatusListErrors.MalformedCode);
        if (!StatusTypes.Is(document, Type) || !StatusTypes.Is(document, "VerifiableCredential")) reader.Fail("type", $"must hold VerifiableCredential and {Type}");
        var id = reader.Text("id");
        var issuer = IssuerOf(reader);
        var (from, until) = (Date(reader, "validFrom"), Date(reader, "validUntil"));
        if (reader.Get("credentialSubject", required: true) is not { } subject) return reader.Failure!;
        var below = reader.Below(subject, "$.credentialSubject");
        if (!StatusTypes.Is(subject, SubjectType)) below.Fail("type", $"must be {SubjectType}");
        var purposes = PurposesOf(below);
        var list = below.Text("encodedList", maxLength: int.MaxValue);
        var life = below.Integer("ttl", required: false);
        return reader.Failure is { } failure ? failure : new StatusListCredential(id!, issuer!, purposes, list!)
        {
            ValidFrom = from, ValidUntil = until, TimeToLive = life is { } milliseconds ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, uint.MaxValue)) : null,
        };
    }

    private void WritePurposes(Utf8JsonWriter writer)
    {
        if (Purposes.Count == 1)
        {
            writer.WriteString("statusPurpose", Purposes[0]);
            return;
        }
        writer.WriteStartArray("statusPurpose");
        foreach (var purpose in Purposes) writer.WriteStringValue(purpose);
        writer.WriteEndArray();
    }

    private static string? IssuerOf(ObjectReader reader) =>
        reader.Get("issuer", required: true) is { ValueKind: JsonValueKind.Object } profile ? reader.Below(profile, "$.issuer").Text("id") : reader.Text("issuer");

    private static DateTimeOffset? Date(ObjectReader reader, string member)
    {
        if (reader.Text(member, required: false, maxLength: 64) is not { } text) return null;
        if (XsdDateTime.TryParse(text, out var moment)) return moment;
        reader.Fail(member, "must be a date and time with a time zone");
        return null;
    }

    private static string[] PurposesOf(ObjectReader subject)
    {
        if (subject.Get("statusPurpose", required: true) is not { ValueKind: JsonValueKind.Array }) return subject.Text("statusPurpose") is { } one ? [one] : [];
        var purposes = subject.Items("statusPurpose", MaxPurposes).Select(item => item.Element).ToArray();
        if (purposes.Length > 0 && Array.TrueForAll(purposes, each => each.ValueKind == JsonValueKind.String)) return [.. purposes.Select(each => each.GetString()!)];
        subject.Fail("statusPurpose", "must be one or more strings");
        return [];
    }
}
