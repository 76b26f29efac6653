using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.StatusLists;
using Anchor.Issuance.StatusLists;
using Anchor.Web.Errors;
using MediatR;

namespace Anchor.Web.VcApi;

/// <summary>What is said when the status of a credential changes.</summary>
/// <param name="CredentialId">urn:uuid: and the credential's UUID.</param>
/// <param name="CredentialStatus">One entry or several: type BitstringStatusListEntry, statusPurpose revocation or suspension, status "1" or true (the default), "0" or false.</param>
/// <param name="Reason">One of the published words; <c>other</c> when left out.</param>
internal sealed record StatusToSet(string CredentialId, object CredentialStatus, string? Reason);

/// <summary>Revokes, suspends and reinstates in the words of the VC API.</summary>
internal static class VcStatus
{
    private const int MaxBody = 64 * 1024;
    private const int MaxEntries = 4;
    private const string Urn = "urn:uuid:";
    private const string DefaultReason = "other";

    public static async Task<IResult> SetAsync(HttpContext http, IMediator mediator, CancellationToken cancellationToken)
    {
        var (body, refusal) = await VcBody.ReadJsonAsync(http.Request, MaxBody, cancellationToken);
        if (refusal is not null) return refusal;
        if (TextOf(body, "credentialId") is not { } urn || !urn.StartsWith(Urn, StringComparison.Ordinal) || !Guid.TryParseExact(urn[Urn.Length..], "D", out var id))
            return Error.Invalid("status.credential_unnamed", "credentialId must be urn:uuid: and a UUID.", "$.credentialId").ToResponse();
        if (!ChangesOf(body).TryGet(out var changes, out var malformed)) return malformed.ToResponse();
        foreach (var change in changes)
        {
            var request = new ChangeStatus(http.VcTenant().Actor, change, StatusTargets.Of(id), TextOf(body, "reason") ?? DefaultReason, null, false);
            if (!(await mediator.Send(request, cancellationToken)).TryGet(out var outcome, out var error)) return error.ToResponse();
            if (outcome.Refused is [var refused])
                return new Error(refused.Code, refused.Message, refused.Code == "credential.not_found" ? ErrorKind.NotFound : ErrorKind.Conflict, "$.credentialId").ToResponse();
        }
        return Results.Ok(new { credentialId = urn });
    }

    private static Result<IReadOnlyList<StatusChange>> ChangesOf(JsonElement body)
    {
        if (!body.TryGetProperty("credentialStatus", out var status)) return Malformed("$.credentialStatus");
        var entries = status.ValueKind == JsonValueKind.Array ? status.EnumerateArray().ToArray() : [status];
        if (entries.Length is 0 or > MaxEntries) return Malformed("$.credentialStatus");
        var changes = new List<StatusChange>();
        for (var i = 0; i < entries.Length; i++)
        {
            if (!ChangeOf(entries[i], $"$.credentialStatus[{i}]").TryGet(out var change, out var error)) return error;
            changes.Add(change);
        }
        return changes;
    }

    private static Result<StatusChange> ChangeOf(JsonElement entry, string path)
    {
        if (entry.ValueKind != JsonValueKind.Object || TextOf(entry, "type") != "BitstringStatusListEntry") return Malformed(path);
        var isSet = !entry.TryGetProperty("status", out var status) ? true
            : status.ValueKind == JsonValueKind.True || (status.ValueKind == JsonValueKind.String && status.ValueEquals("1")) ? true
            : status.ValueKind == JsonValueKind.False || (status.ValueKind == JsonValueKind.String && status.ValueEquals("0")) ? false
            : (bool?)null;
        return (TextOf(entry, "statusPurpose"), isSet) switch
        {
            (StatusPurpose.Revocation, true) => StatusChange.Revoke,
            (StatusPurpose.Revocation, false) => new Error("status.revoked", "A revocation is for ever.", ErrorKind.Conflict, path + ".status"),
            (StatusPurpose.Suspension, true) => StatusChange.Suspend,
            (StatusPurpose.Suspension, false) => StatusChange.Reinstate,
            _ => Malformed(path),
        };
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Error Malformed(string path) => Error.Invalid(
        "status.entry_malformed", $"1 to {MaxEntries} entries of type BitstringStatusListEntry, with statusPurpose revocation or suspension and status \"1\", \"0\", true or false.", path);
}
