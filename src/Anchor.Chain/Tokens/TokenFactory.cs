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

    // The creation code of a clone with arguments, as OpenZeppelin 5.4.0 writes it, up to the implementation; the length goes between.
    private static ReadOnlySpan<byte> CloneHead => [0x3d, 0x81, 0x60, 0x0a, 0x3d, 0x39, 0xf3, 0x36, 0x3d, 0x3d, 0x37, 0x3d, 0x3d, 0x3d, 0x36, 0x3d, 0x73];

    private static ReadOnlySpan<byte> CloneTail => [0x5a, 0xf4, 0x3d, 0x82, 0x80, 0x3e, 0x90, 0x3d, 0x91, 0x60, 0x2b, 0x57, 0xfd, 0x5b, 0xf3];

    /// <summary>The CredentialToken that a factory made: its first creation, at the address that follows from its own (RLP of address and nonce 1).</summary>
    public static Address ImplementationOf(Address factory) => new(Keccak256.Hash([0xd6, 0x94, .. factory.AsSpan(), 0x01]).AsSpan()[12..]);

    /// <summary>Where a factory puts a collection with these terms, by CREATE2 with salt 0 (EIP-1014); no node has to be believed.</summary>
    public static Address CollectionOf(Address factory, CollectionTerms terms)
    {
        var arguments = TokenCalls.Terms(terms).Encode();
        var length = arguments.Length + 0x2d;
        byte[] creation = [0x61, (byte)(length >> 8), (byte)length, .. CloneHead, .. ImplementationOf(factory).AsSpan(), .. CloneTail, .. arguments];
        return new(Keccak256.Hash([0xff, .. factory.AsSpan(), .. new byte[32], .. Keccak256.Hash(creation).AsSpan()]).AsSpan()[12..]);
    }

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
