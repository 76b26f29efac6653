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

    /// <summary>Where a collection with these terms is, or will be.</summary>
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
