namespace Anchor.Credentials.StatusLists;

/// <summary>What a status list is about (Bitstring Status List v1.0, section 2.1).</summary>
public static class StatusPurpose
{
    /// <summary>The credential was taken back for ever.</summary>
    public const string Revocation = "revocation";

    /// <summary>The credential does not count for now; this can be lifted.</summary>
    public const string Suspension = "suspension";

    /// <summary>A newer credential is to be had.</summary>
    public const string Refresh = "refresh";

    /// <summary>The value says something that the entry spells out.</summary>
    public const string Message = "message";
}
