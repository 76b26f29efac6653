using System.Text.Json;

namespace Anchor.Credentials.Presentations;

/// <summary>What was found about one proof.</summary>
/// <param name="Path">Where it stands in the document that carries it: <c>$.proof[1]</c>, or <c>$</c> for a JWT.</param>
/// <param name="VerificationMethod">The name of its key; null when it gives none.</param>
/// <param name="Controller">Whose key that is; null when it could not be found.</param>
/// <param name="Error">Null when the proof holds, else the first thing that is wrong.</param>
public sealed record ProofFinding(string Path, string? VerificationMethod, string? Controller, Error? Error)
{
    /// <summary>Whether the proof holds.</summary>
    public bool Holds => Error is null;
}

/// <summary>What was found about one credential of a presentation.</summary>
/// <param name="Path">Where it stands: <c>$.verifiableCredential[0]</c>.</param>
/// <param name="Credential">The credential, out of its envelope; null when it cannot be read.</param>
/// <param name="Proofs">A finding for each of its proofs; at least one.</param>
public sealed record CredentialFinding(string Path, JsonElement? Credential, IReadOnlyList<ProofFinding> Proofs)
{
    /// <summary>Whether every proof holds.</summary>
    public bool Holds => Proofs.All(proof => proof.Holds);
}

/// <summary>What was found about a presentation.</summary>
/// <param name="Holder">Who presents, as the presentation says.</param>
/// <param name="Proofs">A finding for each of its own proofs; at least one.</param>
/// <param name="Credentials">A finding for each credential, in their order.</param>
public sealed record PresentationReport(string? Holder, IReadOnlyList<ProofFinding> Proofs, IReadOnlyList<CredentialFinding> Credentials)
{
    /// <summary>Whether every proof of the presentation and of every credential holds.</summary>
    public bool Holds => Proofs.All(proof => proof.Holds) && Credentials.All(credential => credential.Holds);
}
