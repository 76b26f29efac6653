namespace Anchor.Credentials.OpenBadges;

/// <summary>One rule of VC 2.0 or OB 3.0 that a document breaks.</summary>
/// <param name="Path">Where, as a JSON path: <c>$.credentialSubject.achievement.criteria</c>.</param>
/// <param name="Rule">The rule, in one sentence.</param>
/// <param name="Code">Stable: <c>ob.required</c>, <c>ob.type</c>, <c>ob.enumeration</c> ….</param>
public sealed record Violation(string Path, string Rule, string Code);
