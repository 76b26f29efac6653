namespace Anchor.Verification;

/// <summary>What a credential says, in text that is safe to show: bounded, without control characters.</summary>
/// <param name="Id">The credential's id.</param>
/// <param name="Title">Its title.</param>
/// <param name="ClaimedIssuerName">The issuer's name as the credential claims it; anybody can claim a name.</param>
/// <param name="IssuerDid">The issuer's DID, or other id.</param>
/// <param name="RecognisedName">The name by which the verifier recognises the issuer; null unless the signature passed too.</param>
/// <param name="SubjectName">The learner's name in clear text, if there is one.</param>
/// <param name="AchievementName">What was earned.</param>
/// <param name="Result">The first result's value, if there is one.</param>
/// <param name="AwardedDate">When it was awarded, as written.</param>
/// <param name="ValidFrom">Valid from then on, as written.</param>
/// <param name="ValidUntil">Valid until then, as written; null for ever.</param>
public sealed record CredentialFacts(
    string? Id, string? Title, string? ClaimedIssuerName, string? IssuerDid, string? RecognisedName, string? SubjectName,
    string? AchievementName, string? Result, string? AwardedDate, string? ValidFrom, string? ValidUntil);
