namespace Anchor.Cli;

/// <summary>The exit codes of every command.</summary>
internal static class ExitCodes
{
    /// <summary>Valid, or done.</summary>
    public const int Ok = 0;

    /// <summary>Invalid, or refused.</summary>
    public const int Invalid = 1;

    /// <summary>Could not be checked, or not be reached.</summary>
    public const int Unknown = 2;

    /// <summary>Wrong usage: nothing was done.</summary>
    public const int Usage = 3;

    /// <summary>The worse of two: invalid before unknown before well.</summary>
    public static int Worse(int left, int right) => Rank(left) >= Rank(right) ? left : right;

    private static int Rank(int code) => code switch { Ok => 0, Unknown => 1, _ => 2 };
}
