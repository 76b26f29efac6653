using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Merkle;

namespace Anchor.Chain.Tokens;

/// <summary>Which leaf a token mirrors, as its collection remembers it.</summary>
/// <param name="Issuer">The issuer's account.</param>
/// <param name="Root">The anchored root.</param>
/// <param name="Index">The leaf's index.</param>
public sealed record MintedCredential(Address Issuer, Hash32 Root, ulong Index);

/// <summary>Reads a collection of credential tokens.</summary>
/// <param name="client">The node.</param>
/// <param name="address">The collection.</param>
/// <remarks>Every method throws <see cref="RpcException"/> when the node gives no answer or one that no collection gives.</remarks>
public sealed class TokenContract(IEvmClient client, Address address)
{
    private static readonly AbiSignature[] NotThere = [new("ERC721NonexistentToken(uint256)"), new("CredentialTokenNotMinted(uint256)")];

    /// <summary>The collection's address.</summary>
    public Address Address => address;

    /// <summary>The terms and the implementation; null when the address holds no collection.</summary>
    public async Task<CollectionCode?> CodeAsync(CancellationToken cancellationToken) =>
        CollectionCode.TryRead(await client.GetCodeAsync(address, BlockId.Latest, cancellationToken).ConfigureAwait(false), out var code) ? code : null;

    /// <summary>The holder; null when the token does not exist.</summary>
    public Task<Address?> OwnerOfAsync(BigInteger tokenId, CancellationToken cancellationToken) =>
        OfExistingAsync(TokenAbi.OwnerOf, tokenId, static data => (Address?)new AbiReader(data).ReadAddress(), cancellationToken);

    /// <summary>Whether the token exists and its credential is neither revoked on chain nor of a revoked root.</summary>
    public async Task<bool> IsValidAsync(BigInteger tokenId, CancellationToken cancellationToken) =>
        Decode(await ReadAsync(TokenAbi.IsValid, tokenId, cancellationToken).ConfigureAwait(false), static data => new AbiReader(data).ReadBool());

    /// <summary>Whether the token says that it cannot be transferred; null when it does not exist.</summary>
    public Task<bool?> LockedAsync(BigInteger tokenId, CancellationToken cancellationToken) =>
        OfExistingAsync(TokenAbi.Locked, tokenId, static data => (bool?)new AbiReader(data).ReadBool(), cancellationToken);

    /// <summary>Which credential the token mirrors; null when it does not exist.</summary>
    public Task<MintedCredential?> CredentialOfAsync(BigInteger tokenId, CancellationToken cancellationToken) =>
        OfExistingAsync(TokenAbi.CredentialOf, tokenId, static data =>
        {
            var words = new AbiReader(data);
            return new MintedCredential(words.ReadAddress(), words.ReadBytes32(), words.ReadUInt64());
        }, cancellationToken);

    /// <summary>The number that the next signature about a token must carry.</summary>
    public async Task<uint> NonceOfAsync(BigInteger tokenId, CancellationToken cancellationToken) =>
        Decode(await ReadAsync(TokenAbi.NonceOf, tokenId, cancellationToken).ConfigureAwait(false), static data => checked((uint)new AbiReader(data).ReadUInt64()));

    /// <summary>Where the token's metadata is; null when it does not exist.</summary>
    public Task<string?> TokenUriAsync(BigInteger tokenId, CancellationToken cancellationToken) =>
        OfExistingAsync(TokenAbi.TokenUri, tokenId, static data => new AbiReader(data).ReadString(), cancellationToken);

    private async Task<T?> OfExistingAsync<T>(AbiSignature function, BigInteger tokenId, Func<byte[], T?> read, CancellationToken cancellationToken)
    {
        try
        {
            return Decode(await ReadAsync(function, tokenId, cancellationToken).ConfigureAwait(false), read);
        }
        catch (RpcErrorException reverted) when (Array.Exists(NotThere, error => error.Selects(reverted.RevertData.Span)))
        {
            return default;
        }
    }

    private Task<byte[]> ReadAsync(AbiSignature function, BigInteger tokenId, CancellationToken cancellationToken) =>
        client.CallAsync(new CallRequest(address, new AbiEncoder().Add(tokenId).EncodeCall(function)), BlockId.Latest, cancellationToken);

    private static T Decode<T>(byte[] answer, Func<byte[], T> read)
    {
        try
        {
            return read(answer);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw RpcUnavailableException.Malformed("no collection of credential tokens answers like this");
        }
    }
}
