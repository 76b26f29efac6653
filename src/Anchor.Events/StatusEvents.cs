using System.Text.Json.Serialization;

namespace Anchor.Events;

/// <summary>A list of bits was begun, in which the issuer's credentials have their places.</summary>
/// <param name="ListId">The list, of one purpose.</param>
/// <param name="IssuerId">Whose it is.</param>
/// <param name="Number">Its number among the issuer's lists, from 1; the lists of both purposes share it.</param>
/// <param name="Purpose"><c>revocation</c> or <c>suspension</c>.</param>
/// <param name="Size">How many places it has.</param>
/// <param name="OpenedAt">When.</param>
public sealed record StatusListOpenedV1(
    [property: JsonPropertyName("listId")] Guid ListId,
    [property: JsonPropertyName("issuerId")] Guid IssuerId,
    [property: JsonPropertyName("number")] int Number,
    [property: JsonPropertyName("purpose")] string Purpose,
    [property: JsonPropertyName("size")] int Size,
    [property: JsonPropertyName("openedAt")] DateTimeOffset OpenedAt);

/// <summary>A list was signed and is served from now on.</summary>
/// <param name="ListId">The list.</param>
/// <param name="Digest">SHA-256 of the signed document's UTF-8 bytes, hexadecimal.</param>
/// <param name="Set">How many of its bits are set.</param>
/// <param name="ValidUntil">Until when it says anything.</param>
/// <param name="PublishedAt">When.</param>
public sealed record StatusListPublishedV1(
    [property: JsonPropertyName("listId")] Guid ListId,
    [property: JsonPropertyName("digest")] string Digest,
    [property: JsonPropertyName("set")] int Set,
    [property: JsonPropertyName("validUntil")] DateTimeOffset ValidUntil,
    [property: JsonPropertyName("publishedAt")] DateTimeOffset PublishedAt);

/// <summary>A credential was taken back for ever.</summary>
/// <param name="CredentialId">The credential.</param>
/// <param name="StatusList">The number of the issuer's list that shows it; null where the credential names none.</param>
/// <param name="StatusIndex">Its place in the list.</param>
/// <param name="Reason">Why, as one of the published words; free text could name a person.</param>
/// <param name="EffectiveAt">From when on it does not count; may be earlier or later than the decision.</param>
/// <param name="RevokedBy">The id of the API key or console user.</param>
/// <param name="RevokedAt">When it was decided.</param>
public sealed record CredentialRevokedV1(
    [property: JsonPropertyName("credentialId")] Guid CredentialId,
    [property: JsonPropertyName("statusList")] int? StatusList,
    [property: JsonPropertyName("statusIndex")] int? StatusIndex,
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("effectiveAt")] DateTimeOffset EffectiveAt,
    [property: JsonPropertyName("revokedBy")] string RevokedBy,
    [property: JsonPropertyName("revokedAt")] DateTimeOffset RevokedAt);

/// <summary>A credential does not count for the time being.</summary>
/// <param name="CredentialId">The credential.</param>
/// <param name="StatusList">The number of the issuer's list that shows it; null where the credential names none.</param>
/// <param name="StatusIndex">Its place in the list.</param>
/// <param name="Reason">Why, as one of the published words.</param>
/// <param name="EffectiveAt">From when on it does not count.</param>
/// <param name="SuspendedBy">The id of the API key or console user.</param>
/// <param name="SuspendedAt">When it was decided.</param>
public sealed record CredentialSuspendedV1(
    [property: JsonPropertyName("credentialId")] Guid CredentialId,
    [property: JsonPropertyName("statusList")] int? StatusList,
    [property: JsonPropertyName("statusIndex")] int? StatusIndex,
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("effectiveAt")] DateTimeOffset EffectiveAt,
    [property: JsonPropertyName("suspendedBy")] string SuspendedBy,
    [property: JsonPropertyName("suspendedAt")] DateTimeOffset SuspendedAt);

/// <summary>A suspended credential counts again.</summary>
/// <param name="CredentialId">The credential.</param>
/// <param name="StatusList">The number of the issuer's list that shows it; null where the credential names none.</param>
/// <param name="StatusIndex">Its place in the list.</param>
/// <param name="Reason">Why, as one of the published words.</param>
/// <param name="EffectiveAt">From when on it counts again.</param>
/// <param name="ReinstatedBy">The id of the API key or console user.</param>
/// <param name="ReinstatedAt">When it was decided.</param>
public sealed record CredentialReinstatedV1(
    [property: JsonPropertyName("credentialId")] Guid CredentialId,
    [property: JsonPropertyName("statusList")] int? StatusList,
    [property: JsonPropertyName("statusIndex")] int? StatusIndex,
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("effectiveAt")] DateTimeOffset EffectiveAt,
    [property: JsonPropertyName("reinstatedBy")] string ReinstatedBy,
    [property: JsonPropertyName("reinstatedAt")] DateTimeOffset ReinstatedAt);
