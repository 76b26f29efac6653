using Anchor.Chain.Encoding;
using Anchor.Credentials.Keys;
using Anchor.Verification.Findings;
using Anchor.Verification.Identifiers;
using Anchor.Verification.Reading;

namespace Anchor.Verification.Anchors;

/// <summary>Which accounts anchor for the issuer, by its signed statement or else by its own document, and whether the one that did is among them.</summary>
/// <remarks>Only a credential that carries a Merkle proof, and so may come without a bundle, is answered by the issuer's document.</remarks>
internal sealed class BindingCheck
{
    private const string Name = CheckNames.Binding;
    private readonly VerifiedBinding? _binding;
    private readonly ListedAccounts? _listed;
    private readonly Check? _fault;

    private BindingCheck(VerifiedBinding? binding, Check? fault, ListedAccounts? listed = null) => (_binding, _fault, _listed) = (binding, fault, listed);

    public static BindingCheck Of(Evidence evidence, KeyRing keys, KnownBindings bindings)
    {
        if (evidence.IssuerDid is not { } did) return new(null, NotReached.Of(Name));
        if (evidence.Binding is not { } compact)
            return evidence.MerkleProof is null ? new(null, ListedAccounts.Missing)
                : ListedAccounts.Of(did, keys, out var unlisted) is { } listed ? new(null, null, listed) : new(null, unlisted);
        var answer = keys.OfIssuer(did);
        PublicKey[] signers = [.. answer.Keys.Where(key => key.Type == KeyType.Ed25519)];
        if (signers.Length == 0)
            return new(null, Check.Unknown(
                Name, answer.Fault?.Code ?? KeyFault.Unresolvable.Code, "The issuer's key cannot be found, so its statement of accounts cannot be checked."));
        if (!bindings.Verify(compact, did, signers).TryGet(out var binding, out var error))
            return new(null, Check.Fail(Name, error.Code, $"The issuer's statement of its accounts is not good: {error.Message}"));
        return binding.Statement.Issuer == did
            ? new(binding, null)
            : new(null, Check.Fail(Name, "binding.issuer_differs", "The statement of accounts was made by another issuer than the credential's."));
    }

    /// <summary>The finding where no anchor is there to compare with.</summary>
    public Check WithoutAnchor() =>
        _fault ?? Check.Unknown(Name, "binding.no_anchor", "The issuer states its accounts, but there is no anchor to compare them with.");

    /// <summary>Whether the anchor's account is the issuer's.</summary>
    public Check For(AnchorFinding finding)
    {
        if (_fault is not null) return _fault;
        if (finding.Account is not { } account)
            return Check.Unknown(Name, "binding.account_unknown", "Which account anchored the batch needs the chain's answer.");
        if (_listed is not null) return _listed.For(finding.ChainId, account);
        var named = _binding!.About(finding.ChainId, account).ToArray();
        if (named.Length == 0)
            return Check.Fail(Name, "binding.account_not_named", "The account that anchored is not one of those that the issuer calls its own.");
        var signed = named.Where(bound => _binding.IsCountersigned(bound, account)).ToArray();
        if (signed.Length == 0)
            return Check.Fail(Name, "binding.countersignature_invalid", "The issuer calls the account its own, but the account itself did not sign that.");
        if (finding.Facts is not { } facts)
            return Check.Unknown(Name, "binding.time_unconfirmed", "The account is the issuer's, but whether it was so at the time of the anchor needs the chain's answer.");
        return Array.Exists(signed, bound => bound.IsValidAt((ulong)facts.AnchoredAt.ToUnixTimeSeconds()))
            ? Check.Pass(Name, "The account that anchored is the issuer's own: each signed for the other.")
            : Check.Fail(Name, "binding.account_not_valid_then", "The account is one of the issuer's, but it was not at the time of the anchor.");
    }

    /// <summary>Whether the issuer and the account name each other, whenever that was.</summary>
    public bool Names(AnchorFinding finding) => finding.Account is { } account && Names(finding.ChainId, account);

    /// <inheritdoc cref="Names(AnchorFinding)"/>
    public bool Names(ulong chainId, Address account) => _listed is not null
        ? _listed.Has(chainId, account)
        : _binding is not null && _binding.About(chainId, account).Any(bound => _binding.IsCountersigned(bound, account));

    /// <summary>Whether anything is known of the issuer's accounts, so that one that is not named is another's.</summary>
    public bool IsKnown => _listed is not null || _binding is not null;
}
