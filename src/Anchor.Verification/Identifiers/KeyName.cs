namespace Anchor.Verification.Identifiers;

/// <summary>A key that a document names.</summary>
/// <param name="Method">Its verification method, or the bare DID of an issuer.</param>
/// <param name="Issuer">The issuer for whom it is said to have signed; null where none is named.</param>
/// <param name="ForAccounts">Whether the DID's document is wanted for the accounts in it, so that pinned keys do not make it needless.</param>
internal sealed record KeyName(string Method, string? Issuer, bool ForAccounts = false);
