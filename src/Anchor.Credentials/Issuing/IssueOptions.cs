namespace Anchor.Credentials.Issuing;

/// <summary>What a batch decides once for all its credentials.</summary>
/// <param name="Zone">The issuer's time zone, in which every civil date counts.</param>
/// <param name="Name">The credential's title; the achievement's name when null.</param>
/// <param name="ValidFrom">The first civil day of validity; each row's awarded date when null.</param>
/// <param name="ValidUntil">The last civil day of validity for rows that state none; unlimited when null.</param>
/// <param name="Format">How its credentials are secured; a VC-JWT repeats id, issuer and dates as iss, jti, nbf and exp.</param>
/// <param name="StatusLists">The address under which the issuer's status lists stand, without a final slash; without it, credentials name none.</param>
public sealed record IssueOptions(
    TimeZoneInfo Zone,
    string? Name = null,
    DateOnly? ValidFrom = null,
    DateOnly? ValidUntil = null,
    CredentialFormat Format = CredentialFormat.DataIntegrity,
    string? StatusLists = null);
