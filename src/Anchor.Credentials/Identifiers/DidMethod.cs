using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Identifiers;

/// <summary>A verification method as a DID document states it.</summary>
/// <param name="Id">Its id, absolute: the DID, <c>#</c> and a name.</param>
/// <param name="Type">Its type, for example <c>Multikey</c>.</param>
/// <param name="Controller">The DID that may change it.</param>
/// <param name="Key">Its key; null where it has none that verifies signatures here.</param>
/// <param name="Account">Its account (CAIP-10), where it stands for one instead of a key.</param>
public sealed record DidMethod(string Id, string Type, string Controller, PublicKey? Key, string? Account = null);
