namespace Anchor.Verification;

/// <summary>What one check found.</summary>
public enum CheckResult
{
    /// <summary>It was looked at and it is right.</summary>
    Passed,

    /// <summary>It was looked at and it is wrong.</summary>
    Failed,

    /// <summary>It could not be looked at, or what was found decides nothing. Never the same as wrong.</summary>
    Unknown,
}

/// <summary>One finding of a verification.</summary>
/// <param name="Name">Stable; see <see cref="CheckNames"/>.</param>
/// <param name="Result">What was found.</param>
/// <param name="Code">Stable and machine-readable, for example <c>anchor.not_anchored</c>; null when it passed.</param>
/// <param name="Words">One plain sentence for people.</param>
/// <param name="Required">Whether the verdict depends on it; notes do not count.</param>
public sealed record Check(string Name, CheckResult Result, string? Code, string Words, bool Required = true)
{
    internal static Check Pass(string name, string words) => new(name, CheckResult.Passed, null, Printable.Line(words));

    internal static Check Fail(string name, string code, string words) => new(name, CheckResult.Failed, code, Printable.Line(words));

    internal static Check Unknown(string name, string code, string words) => new(name, CheckResult.Unknown, code, Printable.Line(words));

    internal static Check Note(string name, string code, string words) =>
        new(name, CheckResult.Unknown, code, Printable.Line(words), Required: false);
}
