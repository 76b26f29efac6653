using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Anchor.Credentials.Json;
using Anchor.Credentials.OpenBadges;
using Anchor.Credentials.StatusLists;
using static Anchor.Credentials.Json.JsonText;

namespace Anchor.Credentials.Issuing;

/// <summary>One batch's credential with holes for the learner: compiled once, written once per credential.</summary>
/// <remarks>
/// The document is VC 2.0 and OB 3.0. The subject has two IdentityObjects: the identifier, hashed with the credential's
/// own 128-bit salt, and the name in clear text, because an employer has to read it. Immutable and thread-safe.
/// </remarks>
public sealed class CredentialTemplate
{
    /// <summary>Length of the salt in bytes.</summary>
    public const int SaltLength = 16;

    private const int HashTextLength = 7 + 64;
    private static readonly byte[] Contexts = Encoding.UTF8.GetBytes($"[\"{Vocabulary.CredentialsV2}\",\"{Vocabulary.OpenBadges303}\",\"{Vocabulary.Extensions}\"]");
    private static readonly byte[] PlainContexts = Encoding.UTF8.GetBytes($"[\"{Vocabulary.CredentialsV2}\",\"{Vocabulary.OpenBadges303}\"]");
    private static readonly byte[] CredentialType = "[\"VerifiableCredential\",\"OpenBadgeCredential\"]"u8.ToArray();
    private static readonly byte[] SubjectType = "[\"AchievementSubject\"]"u8.ToArray();
    private static readonly byte[] ResultType = "[\"Result\"]"u8.ToArray();
    private static readonly byte[] EvidenceType = "[\"Evidence\"]"u8.ToArray();
    private static readonly byte[] Schema = Encoding.UTF8.GetBytes($"[{{\"id\":\"{Vocabulary.AchievementSchema}\",\"type\":\"{Vocabulary.SchemaValidator}\"}}]");

    private readonly byte[] _issuer;
    private readonly byte[] _achievement;
    private readonly JsonEncodedText _issuerId;
    private readonly JsonEncodedText _name;
    private readonly JsonEncodedText? _resultDescription;
    private readonly IssueOptions _options;
    private readonly DateCache _starts;
    private readonly DateCache _ends;

    private CredentialTemplate(Profile issuer, Achievement achievement, IssueOptions options)
    {
        _issuer = JsonSerializer.SerializeToUtf8Bytes(issuer, OpenBadgesJson.Relaxed.Profile);
        _achievement = JsonSerializer.SerializeToUtf8Bytes(achievement, OpenBadgesJson.Relaxed.Achievement);
        _issuerId = Name(issuer.Id);
        _name = Name(options.Name ?? achievement.Name);
        _resultDescription = achievement.ResultDescription is [var only, ..] ? Name(only.Id) : null;
        _options = options;
        _starts = new DateCache(options.Zone, CivilDates.StartOfDay);
        _ends = new DateCache(options.Zone, CivilDates.EndOfDay);
    }

    /// <summary>Compiles a template and validates a credential made with it.</summary>
    /// <returns>The first violated rule with its path when issuer, achievement or options break one.</returns>
    public static Result<CredentialTemplate> Compile(Profile issuer, Achievement achievement, IssueOptions options)
    {
        var template = new CredentialTemplate(issuer, achievement, options);
        var sample = template.Sample();
        return (template.FirstViolation(sample) ?? template.Unmapped(sample)) is { } fault ? fault : template;
    }

    /// <summary>Writes a document about an invented learner, the same each time.</summary>
    public void WriteSample(IBufferWriter<byte> destination) => WriteWithoutPlace(Sample(), destination);

    /// <summary>Says why this draft cannot become a valid credential of this template, or null when it can.</summary>
    /// <remarks>Codes: <c>draft.valid_until_before_from</c>, <c>draft.result_undescribed</c>, and those of <see cref="OpenBadgeValidator"/> for results and evidence.</remarks>
    public Error? Refuse(CredentialDraft draft)
    {
        if ((draft.ValidUntil ?? _options.ValidUntil) < (_options.ValidFrom ?? draft.AwardedDate))
            return Error.Invalid("draft.valid_until_before_from", "The credential would end before it begins.");
        if (draft.ResultValue is not null && _resultDescription is null)
            return Error.Invalid("draft.result_undescribed", "The row has a result, but the achievement describes none.");
        return draft.Results.Count + draft.Evidence.Count == 0 ? null : FirstViolation(draft);
    }

    private CredentialDraft Sample() => new()
    {
        Identifier = "ana@universidad.example", IdentityType = "emailAddress", Name = "Ana Ejemplo",
        AwardedDate = _options.ValidFrom ?? _options.ValidUntil ?? new DateOnly(2000, 1, 1),
    };

    private void WriteWithoutPlace(CredentialDraft draft, IBufferWriter<byte> destination) =>
        Write(draft, Guid.Empty, new byte[SaltLength], destination, _options.StatusLists is null ? null : new StatusPlace(1, 0));

    // A document with a proof says only what its contexts map; a term without meaning would be lost, or refused at each signing.
    private Error? Unmapped(CredentialDraft draft)
    {
        if (_options.Format == CredentialFormat.VcJwt) return null;
        var buffer = new ArrayBufferWriter<byte>(4096);
        WriteWithoutPlace(draft, buffer);
        return OpenBadgeValidator.ValidateTerms(JsonElement.Parse(buffer.WrittenSpan)) is [var first] ? Error.Invalid(first.Code, first.Rule, first.Path) : null;
    }

    private Error? FirstViolation(CredentialDraft draft)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        WriteWithoutPlace(draft, buffer);
        if (!BoundedJson.Parse(buffer.WrittenSpan).TryGet(out var document, out var error)) return error;
        return OpenBadgeValidator.Validate(document) is [var first, ..] ? Error.Invalid(first.Code, first.Rule, first.Path) : null;
    }

    /// <summary>Writes one credential as UTF-8 JSON.</summary>
    /// <param name="draft">The learner; <see cref="Refuse"/> must have been asked.</param>
    /// <param name="id">The credential's id, written as <c>urn:uuid:…</c>.</param>
    /// <param name="salt">16 fresh random bytes.</param>
    /// <param name="destination">Receives the document, without a final newline.</param>
    /// <param name="status">The credential's place in the issuer's status lists; needed where the options name them, and only there.</param>
    /// <exception cref="ArgumentException">The salt is not 16 bytes, or a place is missing or of no use.</exception>
    public void Write(CredentialDraft draft, Guid id, ReadOnlySpan<byte> salt, IBufferWriter<byte> destination, StatusPlace? status = null)
    {
        if (salt.Length != SaltLength)
            throw new ArgumentException($"A salt is {SaltLength} bytes, not {salt.Length}.", nameof(salt));
        if (status is null != _options.StatusLists is null)
            throw new ArgumentException("A place in a status list goes with the address of the lists.", nameof(status));

        Span<byte> urn = stackalloc byte[45];
        "urn:uuid:"u8.CopyTo(urn);
        id.TryFormat(urn[9..], out _);
        var from = _starts.Of(_options.ValidFrom ?? draft.AwardedDate);
        DateCache.Moment? until = (draft.ValidUntil ?? _options.ValidUntil) is { } last ? _ends.Of(last) : null;

        using var writer = new Utf8JsonWriter(destination, WriterOptions);
        writer.WriteStartObject();
        WriteRaw(writer, "@context"u8, IsBlockcerts ? PlainContexts : Contexts);
        writer.WriteString("id"u8, urn);
        WriteRaw(writer, "type"u8, CredentialType);
        WriteRaw(writer, "issuer"u8, _issuer);
        writer.WriteString("name"u8, _name);
        writer.WriteString("validFrom"u8, from.Text);
        if (until is { } end) writer.WriteString("validUntil"u8, end.Text);
        writer.WriteString("awardedDate"u8, _starts.Of(draft.AwardedDate).Text);
        WriteSubject(writer, draft, salt);
        if (draft.Evidence.Count > 0) WriteEvidence(writer, draft.Evidence);
        if (!IsBlockcerts) WriteRaw(writer, "credentialSchema"u8, Schema);
        if (status is { } place)
        {
            writer.WritePropertyName("credentialStatus"u8);
            place.WriteTo(writer, _options.StatusLists!);
        }
        if (_options.Format == CredentialFormat.VcJwt)
        {
            writer.WriteString("iss"u8, _issuerId);
            writer.WriteString("jti"u8, urn);
            writer.WriteNumber("nbf"u8, from.UnixSeconds);
            if (until is { } expiry) writer.WriteNumber("exp"u8, expiry.UnixSeconds);
        }
        writer.WriteEndObject();
    }

    // Verifiers of that format know two contexts; the schema's kind has a meaning in the third only.
    private bool IsBlockcerts => _options.Format == CredentialFormat.Blockcerts;

    private void WriteSubject(Utf8JsonWriter writer, CredentialDraft draft, ReadOnlySpan<byte> salt)
    {
        Span<byte> saltText = stackalloc byte[2 * SaltLength];
        Convert.TryToHexStringLower(salt, saltText, out _);
        Span<byte> hashText = stackalloc byte[HashTextLength];
        HashIdentifier(draft.Identifier, saltText, hashText);

        writer.WriteStartObject("credentialSubject"u8);
        WriteRaw(writer, "type"u8, SubjectType);
        writer.WriteStartArray("identifier"u8);
        WriteHashedIdentity(writer, hashText, draft.IdentityType, saltText);
        WriteClearName(writer, draft.Name);
        writer.WriteEndArray();
        WriteRaw(writer, "achievement"u8, _achievement);
        WriteResults(writer, draft);
        writer.WriteEndObject();
    }

    private void WriteResults(Utf8JsonWriter writer, CredentialDraft draft)
    {
        var first = draft.ResultValue is null ? null : _resultDescription;
        if (first is null && draft.Results.Count == 0) return;
        writer.WriteStartArray("result"u8);
        if (first is { } description)
        {
            writer.WriteStartObject();
            WriteRaw(writer, "type"u8, ResultType);
            writer.WriteString("resultDescription"u8, description);
            writer.WriteString("value"u8, draft.ResultValue);
            writer.WriteEndObject();
        }
        foreach (var result in draft.Results)
        {
            writer.WriteStartObject();
            WriteRaw(writer, "type"u8, ResultType);
            DraftResult.Write(writer, result);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteEvidence(Utf8JsonWriter writer, IReadOnlyList<DraftEvidence> evidence)
    {
        writer.WriteStartArray("evidence"u8);
        foreach (var each in evidence)
        {
            writer.WriteStartObject();
            WriteRaw(writer, "type"u8, EvidenceType);
            DraftEvidence.Write(writer, each);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteHashedIdentity(
        Utf8JsonWriter writer, ReadOnlySpan<byte> identityHash, string identityType, ReadOnlySpan<byte> salt)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "IdentityObject"u8);
        writer.WriteBoolean("hashed"u8, true);
        writer.WriteString("identityHash"u8, identityHash);
        writer.WriteString("identityType"u8, identityType);
        writer.WriteString("salt"u8, salt);
        writer.WriteEndObject();
    }

    private static void WriteClearName(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "IdentityObject"u8);
        writer.WriteBoolean("hashed"u8, false);
        writer.WriteString("identityHash"u8, name);
        writer.WriteString("identityType"u8, "name"u8);
        writer.WriteEndObject();
    }

    // The same hash as IdentityObject.HashOf, without strings.
    private static void HashIdentifier(string identifier, ReadOnlySpan<byte> salt, Span<byte> text)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(identifier.Length) + salt.Length);
        var length = Encoding.UTF8.GetBytes(identifier, rented);
        salt.CopyTo(rented.AsSpan(length));
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(rented.AsSpan(0, length + salt.Length), hash);
        ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        "sha256$"u8.CopyTo(text);
        Convert.TryToHexStringLower(hash, text[7..], out _);
    }

    private static void WriteRaw(Utf8JsonWriter writer, ReadOnlySpan<byte> name, byte[] json)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(json, skipInputValidation: true);
    }
}
