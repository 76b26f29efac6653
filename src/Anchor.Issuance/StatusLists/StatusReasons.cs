namespace Anchor.Issuance.StatusLists;

/// <summary>The words in which an issuer says why a credential does not count, or counts again.</summary>
/// <remarks>A closed set, because events keep it for ever and everybody can read it: free text could name a person.</remarks>
public static class StatusReasons
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["issued-in-error"] = "it was issued in error",
        ["data-incorrect"] = "something that it says is not correct",
        ["superseded"] = "a corrected credential has taken its place",
        ["requirements-not-met"] = "the requirements were not met",
        ["misconduct"] = "misconduct was found",
        ["under-review"] = "it is being reviewed",
        ["review-ended"] = "the review has ended",
        ["holder-request"] = "its holder asked for it",
        ["key-compromised"] = "the key that signed it may be in other hands",
        ["administrative"] = "an administrative decision",
        ["other"] = "a reason that was not named",
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<string> All => Words.Keys;

    /// <summary>Whether it is one of them.</summary>
    public static bool IsOne(string reason) => Words.ContainsKey(reason);

    internal static string WordsOf(string reason) => Words.GetValueOrDefault(reason, reason);
}
