namespace Anchor.Tests.Support;

/// <summary>The W3C's own test suites, which are not part of the repository: <c>ANCHOR_W3C_SUITES</c> names their folder.</summary>
internal static class W3cSuites
{
    public static string? Folder { get; } = Environment.GetEnvironmentVariable("ANCHOR_W3C_SUITES");

    /// <summary>The path of a file; skips the test where there are no suites.</summary>
    public static string Require(params string[] parts)
    {
        if (string.IsNullOrEmpty(Folder)) Assert.Skip("ANCHOR_W3C_SUITES is not set.");
        return Path.Combine([Folder!, .. parts]);
    }
}
