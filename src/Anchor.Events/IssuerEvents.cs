using System.Text.Json.Serialization;

namespace Anchor.Events;

/// <summary>A legal body began to issue under a DID. The issuer is also the tenant of everything it issues.</summary>
public sealed record IssuerRegisteredV1(
    [property: JsonPropertyName("issuerId")] Guid IssuerId,
    [property: JsonPropertyName("did")] string Did,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("url")] string? Url,
    [property: JsonPropertyName("timeZone")] string TimeZone,
    [property: JsonPropertyName("secondPersonApproves")] bool SecondPersonApproves,
    [property: JsonPropertyName("signingKeyId")] Guid SigningKeyId,
    [property: JsonPropertyName("registeredAt")] DateTimeOffset RegisteredAt);

/// <summary>An account that may anchor for the issuer on one chain was made or imported.</summary>
public sealed record IssuerAccountAddedV1(
    [property: JsonPropertyName("issuerId")] Guid IssuerId,
    [property: JsonPropertyName("keyId")] Guid KeyId,
    [property: JsonPropertyName("chainId")] long ChainId,
    [property: JsonPropertyName("account")] string Account,
    [property: JsonPropertyName("addedAt")] DateTimeOffset AddedAt);

/// <summary>The issuer's DID key and its accounts signed that they belong together.</summary>
/// <param name="IssuerId">The issuer.</param>
/// <param name="Binding">The compact JWT, which is public.</param>
/// <param name="IssuedAt">When it was signed.</param>
public sealed record IssuerBindingIssuedV1(
    [property: JsonPropertyName("issuerId")] Guid IssuerId,
    [property: JsonPropertyName("binding")] string Binding,
    [property: JsonPropertyName("issuedAt")] DateTimeOffset IssuedAt);

/// <summary>The issuer chose whether a second person must approve a batch before anything is signed.</summary>
public sealed record IssuerApprovalPolicySetV1(
    [property: JsonPropertyName("issuerId")] Guid IssuerId,
    [property: JsonPropertyName("secondPersonApproves")] bool SecondPersonApproves,
    [property: JsonPropertyName("setAt")] DateTimeOffset SetAt);

/// <summary>The issuer decided whether revocations are also written into the registry's bitmap.</summary>
public sealed record IssuerMirrorPolicySetV1(
    [property: JsonPropertyName("issuerId")] Guid IssuerId,
    [property: JsonPropertyName("mirrorsRevocations")] bool MirrorsRevocations,
    [property: JsonPropertyName("setAt")] DateTimeOffset SetAt);
