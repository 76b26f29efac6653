namespace Anchor.Verification.Identifiers;

/// <summary>A key that a document names.</summary>
/// <param name="Method">Its verification method, or the bare DID of an issuer.</param>
/// <param name="Issuer">The issuer for whom it is said to have signed; null where none is named.</param>
internal sealed record KeyName(string Method, string? Issuer);
