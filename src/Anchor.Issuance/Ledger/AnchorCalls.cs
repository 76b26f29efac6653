using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Batches;
using Anchor.Merkle;

namespace Anchor.Issuance.Ledger;

/// <summary>The call that anchors some roots: by the issuer itself, or by anyone who carries the issuers' signatures.</summary>
internal sealed class AnchorCalls(SenderKeys keys, LedgerOptions options, TimeProvider clock)
{
    // Measured (tests/contracts/gas-snapshot.json), with room; what a node estimates decides in the end.
    private const ulong Base = 60_000;
    private const ulong PerOwnRoot = 30_000;
    private const ulong PerSignedRoot = 65_000;
    private const ulong PerWord = 30_000;

    /// <summary>How many roots fit a transaction of so much gas; at least one.</summary>
    public static int RootsWithin(ulong gas, bool areSigned) => (int)Math.Max(1, (gas - Math.Min(gas, Base)) / (areSigned ? PerSignedRoot : PerOwnRoot));

    /// <summary>How many words of the revocation bitmap fit a transaction of so much gas; at least one.</summary>
    public static int WordsWithin(ulong gas) => (int)Math.Max(1, (gas - Math.Min(gas, Base)) / PerWord);

    /// <summary>The most gas that anchoring so many roots may need.</summary>
    public static ulong GasOf(int roots, bool areSigned) => Base + (ulong)roots * (areSigned ? PerSignedRoot : PerOwnRoot);

    /// <summary>Anchors roots, all of the account that sends unless the calls carry signatures.</summary>
    public async Task<byte[]> AnchorAsync(KnownNetwork network, IReadOnlyList<WaitingAnchoring> waiting, CancellationToken cancellationToken)
    {
        if (waiting is [{ IsBlockcerts: true } only]) return BlockcertsFormat.Call(Hash32.Parse(only.Root));
        var roots = waiting.Select(each => Hash32.Parse(each.Root)).ToArray();
        if (!network.NeedsSignatures) return roots is [var root] ? RegistryCalls.Anchor(root) : RegistryCalls.AnchorMany(roots);
        if (waiting.Count > 1 && waiting.All(each => each.Account == waiting[0].Account)) return await AnchorManyAsync(network, waiting[0].Account, roots, cancellationToken);
        var signed = new List<SignedAnchor>(waiting.Count);
        foreach (var each in waiting) signed.Add(await SignAsync(network, each, cancellationToken));
        return signed is [var one] ? RegistryCalls.AnchorBySig(one) : RegistryCalls.AnchorBatchBySig(signed);
    }

    /// <summary>Sets bits of the revocation bitmap of one root.</summary>
    public async Task<byte[]> RevokeAsync(KnownNetwork network, UnmirroredIndexes revoked, CancellationToken cancellationToken)
    {
        var root = Hash32.Parse(revoked.Root);
        var words = revoked.Indexes.GroupBy(index => index >> 8)
            .Select(word => (Index: (BigInteger)word.Key, Mask: word.Aggregate(BigInteger.Zero, (mask, index) => mask | BigInteger.One << (int)(index & 0xff)))).ToArray();
        BigInteger[] indexes = [.. words.Select(word => word.Index)], masks = [.. words.Select(word => word.Mask)];
        if (!network.NeedsSignatures) return RegistryCalls.RevokeMany(root, indexes, masks);
        var key = await keys.OpenAsync(Address.Parse(revoked.Account), cancellationToken);
        var deadline = Deadline();
        var signature = key.Sign(RegistryMessages.Revoke(key.Address, root, indexes, masks, deadline).Digest(DomainOf(network)));
        return RegistryCalls.RevokeBySig(key.Address, root, indexes, masks, deadline, key.Address, signature.ToBytes());
    }

    private async Task<byte[]> AnchorManyAsync(KnownNetwork network, string account, Hash32[] roots, CancellationToken cancellationToken)
    {
        var key = await keys.OpenAsync(Address.Parse(account), cancellationToken);
        var deadline = Deadline();
        var signature = key.Sign(RegistryMessages.AnchorMany(key.Address, roots, deadline).Digest(DomainOf(network)));
        return RegistryCalls.AnchorManyBySig(key.Address, roots, deadline, key.Address, signature.ToBytes());
    }

    private async Task<SignedAnchor> SignAsync(KnownNetwork network, WaitingAnchoring waiting, CancellationToken cancellationToken)
    {
        var key = await keys.OpenAsync(Address.Parse(waiting.Account), cancellationToken);
        var (root, deadline) = (Hash32.Parse(waiting.Root), Deadline());
        var signature = key.Sign(RegistryMessages.Anchor(key.Address, root, deadline).Digest(DomainOf(network)));
        return new SignedAnchor(key.Address, root, deadline, key.Address, signature.ToBytes());
    }

    private BigInteger Deadline() => (clock.GetUtcNow() + options.SignaturesLast).ToUnixTimeSeconds();

    private static Chain.Signing.TypedDomain DomainOf(KnownNetwork network) => RegistryMessages.Domain(network.Network.ChainId, network.Registry.Address);
}
