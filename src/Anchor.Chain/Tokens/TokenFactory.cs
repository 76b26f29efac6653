using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;

namespace Anchor.Chain.Tokens;

/// <summary>Reads a deployed CredentialTokenFactory.</summary>
/// <param name="client">The node.</param>
/// <param name="address">The factory.</param>
/// <remarks>Every method throws <see cref="RpcException"/> when the node gives no answer or one that no factory gives.</remarks>
public sealed class TokenFactory(IEvmClient client, Address address)
{
    /// <summary>The factory's address.</summary>
    public Address Address => address;

    /// <summary>The CredentialToken that a factory made: its first creation, at the address that follows from its own (RLP of address and nonce 1).</summary>
    public static Address ImplementationOf(Address factory) => new(Keccak256.Hash([0xd6, 0x94, .. factory.AsSpan(), 0x01]).AsSpan()[12..]);

    /// <summary>Where a factory puts a collection with these terms; no node has to be believed.</summary>
    public static Address CollectionOf(Address factory, CollectionTerms terms) =>
        CollectionCode.AddressBy(factory, new CollectionCode(ImplementationOf(factory), terms).ToBytes());

    /// <summary>Where a collection with these terms is, or will be, as the factory itself says.</summary>
    public Task<Address> CollectionOfAsync(CollectionTerms terms, CancellationToken cancellationToken) =>
        AskAsync(TokenCalls.Terms(terms).EncodeCall(TokenAbi.CollectionOf), cancellationToken);

    /// <summary>The CredentialToken that its collections call.</summary>
    public Task<Address> ImplementationAsync(CancellationToken cancellationToken) => AskAsync(new AbiEncoder().EncodeCall(TokenAbi.Implementation), cancellationToken);

    private async Task<Address> AskAsync(byte[] call, CancellationToken cancellationToken)
    {
        var answer = await client.CallAsync(new CallRequest(address, call), BlockId.Latest, cancellationToken).ConfigureAwait(false);
        try
        {
            return new AbiReader(answer).ReadAddress();
        }
        catch (FormatException)
        {
            throw RpcUnavailableException.Malformed("no factory of collections answers like this");
        }
    }
}
