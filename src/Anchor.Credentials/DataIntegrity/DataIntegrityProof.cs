using System.Text.Json;
using Anchor.Credentials.MerkleProofs;

namespace Anchor.Credentials.DataIntegrity;

/// <summary>A proof as the document states it; nobody has verified it yet.</summary>
/// <remarks>Verifiable Credential Data Integrity 1.0, section 2.1. The shape of every member that is there was checked.</remarks>
public sealed record DataIntegrityProof
{
    /// <summary>The proof's JSON.</summary>
    public required JsonElement Element { get; init; }

    /// <summary>Where it stands: <c>$.proof</c> or <c>$.proof[1]</c>.</summary>
    public required string Path { get; init; }

    /// <summary><c>DataIntegrityProof</c>, or another kind of proof that is not verified here.</summary>
    public required string Type { get; init; }

    /// <summary>The name of the cryptosuite; null in other kinds of proof.</summary>
    public string? Cryptosuite { get; init; }

    /// <summary>What the proof is for, for example <c>assertionMethod</c>.</summary>
    public string? ProofPurpose { get; init; }

    /// <summary>The name of the key that signed.</summary>
    public string? VerificationMethod { get; init; }

    /// <summary>The signature in multibase.</summary>
    public string? ProofValue { get; init; }

    /// <summary>The proof's id, by which another proof may follow it.</summary>
    public string? Id { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>For whom it was made; empty when it does not say.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>The question that it answers.</summary>
    public string? Challenge { get; init; }

    /// <summary>Whatever the signer added so that two proofs differ.</summary>
    public string? Nonce { get; init; }

    /// <summary>The ids of the proofs that it follows and covers.</summary>
    public IReadOnlyList<string> PreviousProofs { get; init; } = [];

    /// <summary>Whether it is the Merkle proof of a Blockcerts credential, which says nothing about who signed.</summary>
    public bool IsMerkleProof => Cryptosuite == MerkleProof2019.Cryptosuite || Type == MerkleProof2019.LegacyType;
}
