namespace Anchor.Credentials.Keys;

/// <summary>A key under the name by which proofs and JWT headers call it.</summary>
/// <param name="Id">The name, for example <c>did:key:z6Mk…#z6Mk…</c>.</param>
/// <param name="Controller">The DID whose key it is; whether that is the issuer is the caller's question.</param>
/// <param name="Key">The key.</param>
public sealed record VerificationMethod(string Id, string Controller, PublicKey Key);
