using System.Globalization;
using System.Text.Json;
using Anchor.Credentials.Json;
using Anchor.Credentials.OpenBadges;

namespace Anchor.Credentials.StatusLists;

/// <summary>What a credential's <c>credentialStatus</c> says of its place in a status list.</summary>
/// <remarks>W3C Bitstring Status List v1.0, section 2.1. Code of a refusal: <c>status_list.entry_malformed</c>.</remarks>
/// <param name="Purpose">What the list is about; see <see cref="StatusPurpose"/>.</param>
/// <param name="Index">The place of the credential's bits, counted in entries; not negative.</param>
/// <param name="ListCredential">The list credential's URL.</param>
/// <param name="Id">The entry's own id, which must not be the list's; null where it has none.</param>
public sealed record BitstringStatusListEntry(string Purpose, long Index, string ListCredential, string? Id = null)
{
    /// <summary>The type of every entry.</summary>
    public const string Type = Vocabulary.BitstringEntry;

    private const int MaxMessages = 256;

    /// <summary>Bits of one entry; 1 unless the entry says otherwise.</summary>
    public int Size { get; init; } = 1;

    /// <summary>What each value means, by its hexadecimal spelling (<c>0x1</c>); empty for most purposes. Not written.</summary>
    public IReadOnlyDictionary<string, string> Messages { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads an entry whose type was seen already.</summary>
    public static Result<BitstringStatusListEntry> Read(JsonElement entry)
    {
        var reader = new ObjectReader(entry, StatusListErrors.EntryMalformedCode, "$.credentialStatus");
        var purpose = reader.Text("statusPurpose", maxLength: 256);
        var index = reader.Text("statusListIndex", maxLength: 19);
        var place = 0L;
        if (index is not null && !long.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out place))
            reader.Fail("statusListIndex", "must be a whole number, not negative, written as a string");
        var list = reader.Text("statusListCredential");
        if (list is not null && !AbsoluteUrl.IsOne(list)) reader.Fail("statusListCredential", "must be an absolute URL");
        var size = reader.Integer("statusSize", required: false) ?? 1;
        if (size is < 1 or > 64) reader.Fail("statusSize", "must be 1 to 64");
        var messages = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (item, path) in reader.Items("statusMessage", MaxMessages, required: false))
        {
            var below = reader.Below(item, path);
            if (below.Text("status", maxLength: 18) is { } status && below.Text("message", maxLength: 500) is { } message) messages[status] = message;
        }
        var id = reader.Text("id", required: false);
        return reader.Failure is { } failure
            ? failure
            : new BitstringStatusListEntry(purpose!, place, list!, id) { Size = (int)size, Messages = messages };
    }

    /// <summary>Writes the entry as a JSON object.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (Id is not null) writer.WriteString("id", Id);
        writer.WriteString("type", Type);
        writer.WriteString("statusPurpose", Purpose);
        writer.WriteString("statusListIndex", Index.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("statusListCredential", ListCredential);
        if (Size != 1) writer.WriteNumber("statusSize", Size);
        writer.WriteEndObject();
    }

    /// <summary>The entry as UTF-8 JSON.</summary>
    public byte[] ToUtf8() => JsonText.Write(WriteTo);
}
