namespace Anchor.Credentials;

/// <summary>Why something was refused; a host maps each kind to one HTTP status.</summary>
public enum ErrorKind
{
    /// <summary>The input is wrong (400).</summary>
    Invalid,

    /// <summary>What was named does not exist (404).</summary>
    NotFound,

    /// <summary>The present state does not allow it (409).</summary>
    Conflict,

    /// <summary>The caller may not do it (403).</summary>
    Forbidden,

    /// <summary>Something that is needed cannot be reached now (503); trying again may help.</summary>
    Unavailable,
}
