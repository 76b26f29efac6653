using Anchor.Credentials.DataIntegrity;

namespace Anchor.Verification.Documents;

/// <summary>What is asked of a credential or a presentation. Its shape is always looked at: nothing else can be said without it.</summary>
public sealed record DocumentQuestion
{
    /// <summary>The name of the check of the shape.</summary>
    public const string ShapeCheck = "shape";

    /// <summary>The name of the check of the proofs, their keys included.</summary>
    public const string ProofCheck = "proof";

    /// <summary>The name of the check of the period of validity.</summary>
    public const string ValidityCheck = "validity";

    /// <summary>The name of the check of the status lists.</summary>
    public const string StatusCheck = "status";

    /// <summary>Whether proofs are verified; default true.</summary>
    public bool Proof { get; init; } = true;

    /// <summary>Whether it must be valid now; default true.</summary>
    public bool Validity { get; init; } = true;

    /// <summary>Whether its status lists are asked; default true.</summary>
    public bool Status { get; init; } = true;

    /// <summary>The purpose of its own proofs; null, the default, is <c>assertionMethod</c> for credentials and <c>authentication</c> for presentations.</summary>
    public string? Purpose { get; init; }

    /// <summary>The domains that its own proofs must be made for; null asks nothing.</summary>
    public IReadOnlyList<string>? Domains { get; init; }

    /// <summary>The challenge that its own proofs must answer; null asks nothing.</summary>
    public string? Challenge { get; init; }

    /// <summary>Whether a document that brings words of its own is accepted with a warning; default false, because its JSON may say something else than what was signed.</summary>
    /// <remarks>See <see cref="PlainDocument"/>.</remarks>
    public bool AcceptsOwnVocabulary { get; init; }

    /// <summary>The names of the checks that are made.</summary>
    public IReadOnlyList<string> Checks
    {
        get
        {
            var names = new List<string> { ShapeCheck };
            if (Proof) names.Add(ProofCheck);
            if (Validity) names.Add(ValidityCheck);
            if (Status) names.Add(StatusCheck);
            return names;
        }
    }
}
