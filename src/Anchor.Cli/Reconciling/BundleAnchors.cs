using System.Text;
using Anchor.Chain.Encoding;
using Anchor.Credentials;
using Anchor.Credentials.Bindings;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Jwt;
using Anchor.Merkle;

namespace Anchor.Cli.Reconciling;

/// <summary>What became of one bundle.</summary>
/// <param name="Outcome"><c>found</c>, <c>unchanged</c>, <c>notAnchored</c>, <c>unknown</c> or <c>unreadable</c>.</param>
/// <param name="Bundle">The bundle to write; null where there is none.</param>
/// <param name="Code">Why, unless it was found.</param>
/// <param name="Words">A sentence, likewise.</param>
internal sealed record RebuiltBundle(string Outcome, Bundle? Bundle, string? Code, string? Words);

/// <summary>Finds all anchors of a bundle from its credential, its inclusion proof and the accounts that it names.</summary>
internal sealed class BundleAnchors(RegistrySearch search)
{
    /// <summary>Asks every network of the trust file about every account that the binding or an anchor of the bundle names there.</summary>
    public async Task<RebuiltBundle> RebuildAsync(byte[] file, CancellationToken cancellationToken)
    {
        if (!Bundle.Read(file).TryGet(out var bundle, out var malformed)) return Unreadable(malformed);
        if (!RootOf(bundle).TryGet(out var root, out var rootless)) return Unreadable(rootless);
        if (!AccountsOf(bundle).TryGet(out var accounts, out var unnamed)) return Unreadable(unnamed);

        var (found, denied, silent, notFinal) = (new List<AnchorClaim>(), new HashSet<(ulong, string, string)>(), false, false);
        foreach (var network in search.Networks)
            foreach (var (_, account) in accounts.Where(each => each.ChainId == network.ChainId))
                switch (await search.FindAsync(network, account, root, cancellationToken).ConfigureAwait(false))
                {
                    case RegistryAnswer.Found { Anchor: var anchor }:
                        found.Add(anchor);
                        break;
                    case RegistryAnswer.NotFinal:
                        notFinal = true;
                        break;
                    // A node that has not come as far as a claimed block cannot deny it.
                    case RegistryAnswer.Absent { Head: var head } when !bundle.Anchors.Any(claim => KeyOf(claim) == KeyOf(network.ChainId, network.Registry, account) && claim.BlockNumber > head):
                        denied.Add(KeyOf(network.ChainId, network.Registry, account));
                        break;
                    default:
                        silent = true;
                        break;
                }
        if (found.Count > 0) return Rebuilt(bundle, found, denied);
        return notFinal ? new RebuiltBundle("unknown", null, "anchor.not_final", "The batch is anchored, and its block can still be undone. Try again later.")
            : silent ? new RebuiltBundle("unknown", null, "anchor.unknown", "Not every network could be asked, and the others have no anchor of the batch.")
            : new RebuiltBundle("notAnchored", null, "anchor.not_anchored", "No registry of the trust file has a record of the batch by an account that the bundle names.");
    }

    /// <summary>What the chain says, and of what was claimed only what no registry was there to deny; the earliest first.</summary>
    private static RebuiltBundle Rebuilt(Bundle bundle, List<AnchorClaim> found, HashSet<(ulong, string, string)> denied)
    {
        var told = found.Select(KeyOf).Concat(denied).ToHashSet();
        var unasked = bundle.Anchors.Where(claim => !told.Contains(KeyOf(claim)));
        AnchorClaim[] anchors = [.. found.Concat(unasked).OrderBy(anchor => anchor.Timestamp).ThenBy(anchor => anchor.ChainId).Take(Bundle.MaxAnchors)];
        return new RebuiltBundle(anchors.Select(Plainly).SequenceEqual(bundle.Anchors.Select(Plainly)) ? "unchanged" : "found", bundle with { Anchors = anchors }, null, null);
    }

    private static Result<Hash32> RootOf(Bundle bundle)
    {
        if (bundle.InclusionProof is not { } proof) return Error.Invalid("inclusion.missing", "The bundle has no inclusion proof; its batch was not yet sealed when it was written.");
        if (!CredentialLeaf.Of(bundle.Credential).TryGet(out var leaf, out var error)) return error;
        return new InclusionProof(proof.Size, proof.Index, [.. proof.Path]).TryComputeRoot(leaf, out var root)
            ? root
            : Error.Invalid("inclusion.malformed", "The inclusion proof fits no tree.");
    }

    /// <summary>Where to look. Who signed the binding is for a verifier to judge: an anchor of a wrong account is refused there.</summary>
    private static Result<IReadOnlyCollection<(ulong ChainId, Address Account)>> AccountsOf(Bundle bundle)
    {
        var accounts = bundle.Anchors.Select(claim => (claim.ChainId, AddressOf(claim.IssuerAccount))).ToHashSet();
        if (bundle.Binding is { } compact)
        {
            if (!IssuerBinding.ReadUnverified(Encoding.UTF8.GetBytes(compact)).TryGet(out var binding, out var error)) return error;
            accounts.UnionWith(binding.Accounts.Select(bound => (bound.ChainId, AddressOf(bound.Address))));
        }
        return accounts.Count > 0
            ? Result.Ok<IReadOnlyCollection<(ulong, Address)>>(accounts)
            : Error.Invalid("binding.missing", "The bundle names no account that could have anchored its batch.");
    }

    private static RebuiltBundle Unreadable(Error error) => new("unreadable", null, error.Code, error.Message);

    private static Address AddressOf(string text) => Address.Parse(text.ToLowerInvariant());

    private static (ulong, string, string) KeyOf(AnchorClaim claim) => (claim.ChainId, claim.Registry.ToUpperInvariant(), claim.IssuerAccount.ToUpperInvariant());

    private static (ulong, string, string) KeyOf(ulong chainId, string registry, Address account) => (chainId, registry.ToUpperInvariant(), account.ToString().ToUpperInvariant());

    private static AnchorClaim Plainly(AnchorClaim claim) => claim with { Registry = claim.Registry.ToUpperInvariant(), IssuerAccount = claim.IssuerAccount.ToUpperInvariant() };
}
