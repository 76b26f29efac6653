using Anchor.Verification.Anchors;

namespace Anchor.Verification.Tokens;

/// <summary>What one question about a token found.</summary>
/// <param name="Check">The finding.</param>
/// <param name="Facts">The chain's own facts; null unless there is a token in a trusted collection.</param>
/// <param name="Node">The node that answered; null where none did.</param>
internal sealed record TokenFinding(Check Check, TokenFacts? Facts = null, NetworkNode? Node = null)
{
    public const string None = "token.none";
    public const string Burned = "token.burned";
    public const string NoContract = "token.no_contract";
    public const string ForeignContract = "token.foreign_contract";
    public const string ForeignRegistry = "token.foreign_registry";

    /// <summary>Whether no token is there, which says nothing against a credential.</summary>
    public bool IsAbsence => Check.Code is None or Burned or NoContract;

    /// <summary>Several networks may have one chain id: the one that knows the token decides, and none may deny it while another is silent.</summary>
    public int Doubt => Facts is not null ? 0
        : Check.Result == CheckResult.Unknown ? 2
        : Check.Code switch { ForeignRegistry => 3, ForeignContract => 4, NoContract => 5, _ => 1 };
}
