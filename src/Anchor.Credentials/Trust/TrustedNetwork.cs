using Anchor.Merkle;

namespace Anchor.Credentials.Trust;

/// <summary>A network whose registry a verifier believes.</summary>
/// <param name="ChainId">EIP-155 chain id.</param>
/// <param name="Name">For people.</param>
/// <param name="GenesisHash">The hash of block 0, so that another chain cannot borrow the id.</param>
/// <param name="Registry">The registry's address, <c>0x</c> and 40 digits.</param>
/// <param name="RegistryCodeHash">Keccak-256 of the registry's runtime code; null when not pinned.</param>
/// <param name="Finality">When a block counts as irreversible.</param>
/// <param name="Production">False for test networks, which a verdict names as such.</param>
/// <param name="Rpc">JSON-RPC addresses; may be empty.</param>
public sealed record TrustedNetwork(
    ulong ChainId, string Name, Hash32 GenesisHash, string Registry, Hash32? RegistryCodeHash, Finality Finality, bool Production,
    IReadOnlyList<string> Rpc)
{
    /// <summary>The factory of the collections whose tokens are believed, <c>0x</c> and 40 digits; null, the default, where none is known, and then no token is.</summary>
    public string? TokenFactory { get; init; }
}

/// <summary>How a network's finality is told.</summary>
public enum FinalityKind
{
    /// <summary>A block is final once <see cref="Finality.Depth"/> blocks follow it.</summary>
    Depth,

    /// <summary>The node's <c>finalized</c> tag says it.</summary>
    Tag,

    /// <summary>Every block is final at once (Proof of Authority with instant finality).</summary>
    Instant,
}

/// <summary>A network's finality policy.</summary>
/// <param name="Kind">How it is told.</param>
/// <param name="Depth">Following blocks for <see cref="FinalityKind.Depth"/>, 1 to 100,000; else 0.</param>
public sealed record Finality(FinalityKind Kind, int Depth);
