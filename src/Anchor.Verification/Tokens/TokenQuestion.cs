using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Chain.Tokens;
using Anchor.Verification.Anchors;

namespace Anchor.Verification.Tokens;

/// <summary>Which token of a collection is meant, or why the collection has nothing to say about it.</summary>
internal delegate (BigInteger Id, Check? Refusal) TokenChoice(CollectionTerms terms);

/// <summary>Asks one node of a trusted network about one token.</summary>
/// <remarks>
/// A contract is believed when its code is a clone (EIP-1167) of the one implementation that is known, its terms, which stand in
/// that code, name the network's registry, and its address is the one that the network's factory gives to exactly this clone: one
/// made by hand could have been born with tokens in its storage. From there on its answers are as good as the node's.
/// </remarks>
internal sealed class TokenQuestion(Address contract, NetworkNode node, TokenChoice choose, string what)
{
    private const string Name = CheckNames.Token;
    private readonly string _network = node.Network.Name;

    private Address? Factory => node.Network.TokenFactory is { } known ? Address.Parse(known.ToLowerInvariant()) : null;

    public Task<TokenFinding> AskAsync(CancellationToken cancellationToken) =>
        node.AskAsync(ContractAsync, static fault => new TokenFinding(fault), cancellationToken);

    private async Task<TokenFinding> ContractAsync(CancellationToken cancellationToken)
    {
        // The head first: what is said afterwards holds at least up to there.
        var head = await node.Client.BlockNumberAsync(cancellationToken).ConfigureAwait(false);
        var code = await node.Client.GetCodeAsync(contract, BlockId.Latest, cancellationToken).ConfigureAwait(false);
        if (code.Length == 0) return Failed(TokenFinding.NoContract, $"There is no contract at {contract} on {_network}.");
        if (!CollectionCode.TryRead(code, out var collection) || !await IsKnownAsync(collection.Implementation, cancellationToken).ConfigureAwait(false))
            return Failed(TokenFinding.ForeignContract, $"The contract {contract} on {_network} is no collection of credentials whose code is known here, so what it says counts for nothing.");
        if (collection.Terms.Registry != node.RegistryAddress)
            return Failed(TokenFinding.ForeignRegistry, $"The collection {contract} on {_network} goes by another registry than the one in the trust file, so what it says counts for nothing.");
        if (Factory is { } factory && CollectionCode.AddressBy(factory, code) != contract)
            return Failed(TokenFinding.ForeignContract, $"The collection {contract} on {_network} was not made by the factory in the trust file, so its tokens may be ones that no issuer permitted.");
        var (id, refusal) = choose(collection.Terms);
        return refusal is not null ? new TokenFinding(refusal) : await TokenAsync(collection.Terms, id, head, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> IsKnownAsync(Address implementation, CancellationToken cancellationToken) =>
        Keccak256.Hash(await node.Client.GetCodeAsync(implementation, BlockId.Latest, cancellationToken).ConfigureAwait(false)) == CollectionCode.ImplementationCodeHash;

    private async Task<TokenFinding> TokenAsync(CollectionTerms terms, BigInteger id, ulong head, CancellationToken cancellationToken)
    {
        var token = new TokenContract(node.Client, contract);
        if (await token.OwnerOfAsync(id, cancellationToken).ConfigureAwait(false) is not { } owner)
            return await token.NonceOfAsync(id, cancellationToken).ConfigureAwait(false) > 0
                ? Failed(TokenFinding.Burned, $"The collection {contract} on {_network} had {what}, and it was burnt.")
                : Failed(TokenFinding.None, $"The collection {contract} on {_network} has no {what}.");
        var locked = await token.LockedAsync(id, cancellationToken).ConfigureAwait(false);
        var minted = await token.CredentialOfAsync(id, cancellationToken).ConfigureAwait(false);
        var valid = await token.IsValidAsync(id, cancellationToken).ConfigureAwait(false);
        var uri = await token.TokenUriAsync(id, cancellationToken).ConfigureAwait(false);
        if (locked is not { } isLocked || minted is null || minted.Issuer != terms.Issuer)
            return new TokenFinding(Check.Unknown(Name, "token.node_inconsistent", $"The node of {_network} contradicts itself about the token."));

        var check = !isLocked ? Fail("token.not_locked", $"The token on {_network} can be transferred, so its holder says nothing about whose credential it is.")
            : !valid ? Fail("token.revoked_on_chain", $"There is a token on {_network}, held by {owner}, and the issuer revoked its credential there.")
            : Factory is null ? Check.Unknown(
                Name, "token.factory_unknown", $"There is a token on {_network}, held by {owner}. The trust file names no factory of collections there, and one made by hand can hold tokens that no issuer permitted, so it proves nothing.")
            : Check.Pass(Name, $"There is a token on {_network}, held by {owner}. It cannot be transferred, and its credential is not revoked there.");
        return new TokenFinding(check, new TokenFacts(
            check.Code ?? "token.present", Printable.Line(_network), node.Network.ChainId, node.Network.Production, contract, new TokenName(0, contract, id).IdWord,
            Printable.Fact(terms.Name), terms.Registry, terms.Issuer, owner, isLocked, valid, minted.Root, minted.Index, head) { Uri = Printable.Fact(uri) }, node);
    }

    private static Check Fail(string code, string words) => Check.Fail(Name, code, words);

    private static TokenFinding Failed(string code, string words) => new(Fail(code, words));
}
