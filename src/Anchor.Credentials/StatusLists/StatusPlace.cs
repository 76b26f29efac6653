using System.Globalization;
using System.Text.Json;

namespace Anchor.Credentials.StatusLists;

/// <summary>A credential's place in its issuer's status lists: the same in the list of each purpose.</summary>
/// <remarks>
/// The list of number n stands at <c>BASE/n/PURPOSE</c>. The entry's id, <c>BASE/n/PURPOSE/INDEX</c>, is an address too: there the
/// issuer's host tells since when and why, which a list of bits cannot.
/// </remarks>
/// <param name="List">The number of the list, from 1.</param>
/// <param name="Index">The place in it, from 0.</param>
public readonly record struct StatusPlace(int List, int Index)
{
    /// <summary>The purposes for which every credential has an entry.</summary>
    public static IReadOnlyList<string> Purposes { get; } = [StatusPurpose.Revocation, StatusPurpose.Suspension];

    /// <summary>The address of a list.</summary>
    public static string ListUrl(string lists, int list, string purpose) => string.Create(CultureInfo.InvariantCulture, $"{lists}/{list}/{purpose}");

    /// <summary>The entry in the list of one purpose.</summary>
    /// <param name="lists">The address under which the lists stand.</param>
    /// <param name="purpose">Which list.</param>
    public BitstringStatusListEntry Entry(string lists, string purpose)
    {
        var url = ListUrl(lists, List, purpose);
        return new BitstringStatusListEntry(purpose, Index, url, string.Create(CultureInfo.InvariantCulture, $"{url}/{Index}"));
    }

    /// <summary>Writes the value of <c>credentialStatus</c>: an array with an entry for each purpose.</summary>
    public void WriteTo(Utf8JsonWriter writer, string lists)
    {
        writer.WriteStartArray();
        foreach (var purpose in Purposes) Entry(lists, purpose).WriteTo(writer);
        writer.WriteEndArray();
    }
}
