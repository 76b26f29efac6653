namespace Anchor.Verification;

/// <summary>The stable names of all checks, in the order of a report.</summary>
public static class CheckNames
{
    /// <summary>The file can be read, and the credential has the form of what it calls itself: Open Badges 3.0, or else the W3C data model.</summary>
    public const string Shape = "shape";

    /// <summary>The credential is signed by its issuer's key and was not changed since.</summary>
    public const string Signature = "signature";

    /// <summary>The credential has a place in a sealed batch, whose root follows from the credential itself.</summary>
    public const string Inclusion = "inclusion";

    /// <summary>A registry on a trusted network holds that root in a final block, and revoked nothing.</summary>
    public const string Anchored = "anchored";

    /// <summary>The account that anchored is one of the issuer's: by the signatures of both, or by the issuer's own document where a credential brings its Merkle proof alone.</summary>
    public const string Binding = "binding";

    /// <summary>The issuer is one that the verifier recognises.</summary>
    public const string Issuer = "issuer";

    /// <summary>The credential is valid at this time.</summary>
    public const string Validity = "validity";

    /// <summary>The credential's own status list; present only when the credential names one.</summary>
    public const string Status = "status";

    /// <summary>It is about the person with the stated identifier; present only when that was asked.</summary>
    public const string Recipient = "recipient";

    /// <summary>What a status list says besides revocation and suspension, one note each; present only where the credential names such a list, and never required.</summary>
    public const string StatusNote = "status_note";

    /// <summary>What others say in its favour, one note each; present only where there is any, and never required.</summary>
    public const string Endorsement = "endorsement";

    /// <summary>A token that stands for the credential, one note for each that the file names; present only then, and never required. In a token's own report: the token itself.</summary>
    public const string Token = "token";

    /// <summary>A note that the file claims something else about an anchor than the chain; present only then, and never required.</summary>
    public const string Claims = "claims";
}
