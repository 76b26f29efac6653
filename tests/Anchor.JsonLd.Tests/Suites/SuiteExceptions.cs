namespace Anchor.JsonLd.Tests.Suites;

/// <summary>Cases that are not asked of Anchor.</summary>
internal static class SuiteExceptions
{
    /// <summary>The reason, or null for a case that must hold.</summary>
    public static string? Why(string id) => id switch
    {
        "#ter04" => "It wants the code of a download that failed; nothing is downloaded, and an unknown context has a code of its own.",
        _ => null,
    };
}
