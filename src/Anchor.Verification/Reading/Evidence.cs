using System.Text.Json;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.MerkleProofs;
using Anchor.Merkle;

namespace Anchor.Verification.Reading;

/// <summary>A document taken apart. Nothing in it has been verified.</summary>
internal sealed record Evidence
{
    /// <summary>What is wrong with the shape, or null.</summary>
    public Check? ShapeFault { get; init; }

    /// <summary>What is wrong with the inclusion proof's shape, or null.</summary>
    public Check? ProofFault { get; init; }

    /// <summary>The credential as JSON; null when it cannot be read.</summary>
    public JsonElement? Credential { get; init; }

    /// <summary>The secured form; null when it cannot be read, or is a document with proofs inside.</summary>
    public ParsedJwt? Jwt { get; init; }

    /// <summary>What was read of a document with proofs inside; null when it is a JWT, or cannot be read.</summary>
    public SignedDocument? Signed { get; init; }

    /// <summary>Recomputed from the document's own bytes; null when the document cannot be canonicalised.</summary>
    public Hash32? Leaf { get; init; }

    /// <summary>Whether the document came without the evidence that a bundle carries.</summary>
    public bool IsBare { get; init; }

    /// <summary>The credential's place in its batch, as the bundle states it, else as the document's own Merkle proof does.</summary>
    public BundleProof? Proof { get; init; }

    /// <summary>The Merkle proof inside the document; null where there is none, or none that can be read.</summary>
    public MerkleProof2019? MerkleProof { get; init; }

    public string? Binding { get; init; }

    public IReadOnlyList<AnchorClaim> Anchors { get; init; } = [];

    public IReadOnlyList<TokenClaim> Tokens { get; init; } = [];

    /// <summary>The issuer's id as the credential states it.</summary>
    public string? IssuerDid => Credential is not { } credential ? null : CredentialText.IssuerId(credential);
}
