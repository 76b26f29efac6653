namespace Anchor.Credentials.Trust;

/// <summary>An issuer whom a verifier recognises.</summary>
/// <param name="Did">Its DID.</param>
/// <param name="Name">The name under which people know it.</param>
/// <param name="Keys">Pinned keys, Multikey (<c>z6Mk…</c>, <c>zDn…</c>); those of a did:key need not be listed.</param>
public sealed record RecognisedIssuer(string Did, string Name, IReadOnlyList<string> Keys);
