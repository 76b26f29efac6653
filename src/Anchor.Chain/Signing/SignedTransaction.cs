using Anchor.Merkle;

namespace Anchor.Chain.Signing;

/// <summary>A transaction ready to be sent; sending it again sends the same bytes.</summary>
/// <param name="Hash">Keccak-256 of <paramref name="Raw"/>: the hash under which a direct write appears on the chain.</param>
/// <param name="Raw">The bytes for <c>eth_sendRawTransaction</c>.</param>
/// <param name="Nonce">The nonce it uses up.</param>
public sealed record SignedTransaction(Hash32 Hash, byte[] Raw, ulong Nonce);
