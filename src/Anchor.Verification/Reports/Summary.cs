using System.Globalization;

namespace Anchor.Verification.Reports;

/// <summary>The sentences that somebody in a hurry reads.</summary>
internal static class Summary
{
    public static string Of(Verdict verdict, CredentialFacts? credential, AnchorFacts? anchor, IReadOnlyList<Check> checks) => verdict switch
    {
        Verdict.Valid => Valid(credential!, anchor!),
        Verdict.Invalid => $"This credential is not valid. {Deciding(checks, CheckResult.Failed).Words}{TestNetwork(anchor)}",
        _ => $"This credential could not be checked completely; that does not mean it is wrong. {Deciding(checks, CheckResult.Unknown).Words}{TestNetwork(anchor)}",
    };

    private static string Valid(CredentialFacts credential, AnchorFacts anchor) => string.Create(
        CultureInfo.InvariantCulture,
        $"This credential is valid: {credential.RecognisedName} signed it, and it has been on record on {anchor.Network} since {anchor.AnchoredAt:yyyy-MM-dd HH:mm} UTC.{TestNetwork(anchor)}");

    public static string OfToken(Verdict verdict, TokenFacts? token, IReadOnlyList<Check> checks) => verdict switch
    {
        Verdict.Valid => string.Create(
            CultureInfo.InvariantCulture,
            $"This token is valid: {token!.Owner} holds it, and the account {token.Issuer} has had its credential on record on {token.Network} since {token.AnchoredAt:yyyy-MM-dd HH:mm} UTC.{TestNetwork(token)}"),
        Verdict.Invalid => $"This token is not valid. {Deciding(checks, CheckResult.Failed).Words}{TestNetwork(token)}",
        _ => $"This token could not be checked completely; that does not mean it is wrong. {Deciding(checks, CheckResult.Unknown).Words}{TestNetwork(token)}",
    };

    private static string TestNetwork(AnchorFacts? anchor) => TestNetwork(anchor?.Network, anchor?.Production);

    private static string TestNetwork(TokenFacts? token) => TestNetwork(token?.Network, token?.Production);

    private static string TestNetwork(string? network, bool? production) =>
        production == false ? $" {network} is a test network: its record serves for trials only." : "";

    // A false name is the first thing an employer must hear.
    private static Check Deciding(IReadOnlyList<Check> checks, CheckResult result) =>
        checks.FirstOrDefault(check => check.Result == result && check.Code == "issuer.name_only")
        ?? checks.First(check => check.Required && check.Result == result);
}
