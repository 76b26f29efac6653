using System.Globalization;
using System.Text.Json;
using Anchor.Credentials.StatusLists;
using Anchor.Verification.Identifiers;
using Anchor.Verification.Reading;

namespace Anchor.Verification.Statuses;

/// <summary>Asks the W3C status list to which an entry points for the credential's own bit.</summary>
/// <remarks>
/// W3C Bitstring Status List v1.0, section 3.2, and stricter: the list must be the credential's issuer's, signed with a key of the
/// issuer, and bear the id that the entry names. Only revocation and suspension can take a credential away; whatever else a list is
/// about is a note.
/// </remarks>
internal sealed class BitstringCheck(VerifierOptions options)
{
    public const string Suspended = "status.suspended";
    private const string Name = CheckNames.Status;

    private readonly BitstringLists? _lists = options.Documents is { } documents ? new BitstringLists(documents, options.Clock) : null;

    public async Task<Check> OfAsync(JsonElement element, Evidence evidence, KeyFinder keys, CancellationToken cancellationToken)
    {
        if (!BitstringStatusListEntry.Read(element).TryGet(out var entry, out _) || evidence.IssuerDid is not { } issuer
            || !Uri.TryCreate(entry.ListCredential, UriKind.Absolute, out var url))
            return Check.Unknown(Name, "status.unreadable", "Whether the credential still stands could not be checked, because its status entry cannot be read.");
        if (_lists is null) return Open(entry, "status.offline", "no list is fetched here");
        var list = await _lists.GetAsync(url, issuer, keys, cancellationToken).ConfigureAwait(false);
        if (list.Fault is { } fault) return Open(entry, fault.Code, fault.Why);
        if (Unfit(entry, list) is { } unfit) return Open(entry, unfit.Code, unfit.Why);
        return Decides(entry)
            ? await StandsAsync(entry, list.Bits![(int)entry.Index], cancellationToken).ConfigureAwait(false)
            : Note(entry, ValueOf(entry, list.Bits!));
    }

    private ListFault? Unfit(BitstringStatusListEntry entry, BitstringList list)
    {
        var (credential, now) = (list.Credential!, options.Clock.GetUtcNow());
        if (now < credential.ValidFrom || now >= credential.ValidUntil) return new ListFault("status.list_stale", "the list that was fetched is not valid at this time");
        if (!credential.Purposes.Contains(entry.Purpose)) return new ListFault("status.purpose_differs", "the list is about something else");
        if (Decides(entry) && entry.Size != 1) return new ListFault("status.size_unsupported", $"the entry has {entry.Size} bits, and one is all that has a meaning here");
        return entry.Index < list.Bits!.Size / entry.Size ? null : new ListFault("status.index_out_of_range", $"the list has no place {entry.Index}");
    }

    private async Task<Check> StandsAsync(BitstringStatusListEntry entry, bool isSet, CancellationToken cancellationToken)
    {
        var revokes = entry.Purpose == StatusPurpose.Revocation;
        if (!isSet) return Check.Pass(Name, revokes ? "The issuer's status list does not revoke this credential." : "The issuer's status list does not suspend this credential.");
        var reason = await StatusReason.AskAsync(entry, options.Documents!, cancellationToken).ConfigureAwait(false);
        return revokes
            ? Check.Fail(Name, "status.revoked", $"The issuer has revoked this credential{reason?.Words}.")
            : Check.Fail(Name, Suspended, $"The issuer has suspended this credential for the time being{reason?.Words}.");
    }

    private static Check Note(BitstringStatusListEntry entry, ulong value)
    {
        if (entry.Purpose == StatusPurpose.Refresh)
            return value == 0
                ? Quiet("The issuer's status list offers no newer version of this credential.")
                : Check.Note(CheckNames.StatusNote, "status.refresh", "The issuer offers a newer version of this credential.");
        if (entry.Messages.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"0x{value:x}"), out var message))
            return Check.Note(CheckNames.StatusNote, "status.message", $"The issuer's status list says of this credential: {Printable.Line(message).TrimEnd('.')}.");
        return value == 0
            ? Quiet("The issuer's status list says nothing further of this credential.")
            : Check.Note(CheckNames.StatusNote, "status.message", $"The issuer's status list gives this credential the value {value}, without saying what that means.");
    }

    private static Check Quiet(string words) => new(CheckNames.StatusNote, CheckResult.Passed, null, words, Required: false);

    // The first bit of an entry is the highest of its value.
    private static ulong ValueOf(BitstringStatusListEntry entry, StatusBitstring bits)
    {
        var value = 0UL;
        for (var i = 0; i < entry.Size; i++) value = value << 1 | (bits[(int)entry.Index * entry.Size + i] ? 1UL : 0UL);
        return value;
    }

    private static bool Decides(BitstringStatusListEntry entry) => entry.Purpose is StatusPurpose.Revocation or StatusPurpose.Suspension;

    private static Check Open(BitstringStatusListEntry entry, string code, string why) => entry.Purpose switch
    {
        StatusPurpose.Revocation => Check.Unknown(Name, code, $"Whether the credential was revoked could not be checked: {why}."),
        StatusPurpose.Suspension => Check.Unknown(Name, code, $"Whether the credential is suspended could not be checked: {why}."),
        _ => Check.Note(CheckNames.StatusNote, code, $"What a further status list says of the credential could not be checked: {why}."),
    };
}
