namespace Anchor.Credentials.MerkleProofs;

/// <summary>What a Merkle proof says besides its value. Nobody signs it.</summary>
/// <param name="Id">The proof's id, written as <c>urn:uuid:</c>.</param>
/// <param name="Created">When the proof was made; whole seconds are written.</param>
/// <param name="VerificationMethod">The issuer's key, as its profile or its DID document names it.</param>
public sealed record MerkleProofOptions(Guid Id, DateTimeOffset Created, string VerificationMethod);
