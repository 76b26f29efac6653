namespace Anchor.Verification.Findings;

/// <summary>The finding of a check that an earlier one made impossible.</summary>
internal static class NotReached
{
    public const string Code = "check.not_reached";

    public static Check Of(string name) => Check.Unknown(name, Code, "This was not checked, because the credential could not be read.");
}
