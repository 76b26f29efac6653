using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;
using Anchor.Merkle;

namespace Anchor.Chain.Registry;

/// <summary>What the registry remembers about a root.</summary>
/// <param name="AnchoredAt">Unix seconds of the block that first anchored it.</param>
/// <param name="BlockNumber">That block's height.</param>
/// <param name="RootRevokedAt">Unix seconds of the root's revocation; 0 while it stands.</param>
public sealed record RegistryRecord(ulong AnchoredAt, ulong BlockNumber, ulong RootRevokedAt);

/// <summary>Reads a deployed AnchorRegistry.</summary>
/// <param name="client">The node.</param>
/// <param name="address">The registry.</param>
/// <remarks>Every method throws <see cref="RpcException"/> when the node gives no answer or one that no registry gives.</remarks>
public sealed class RegistryContract(IEvmClient client, Address address)
{
    /// <summary>The registry's address.</summary>
    public Address Address => address;

    /// <summary>Keccak-256 of the code at the address, to compare with the network record; null when there is none.</summary>
    public async Task<Hash32?> CodeHashAsync(CancellationToken cancellationToken)
    {
        var code = await client.GetCodeAsync(address, BlockId.Latest, cancellationToken).ConfigureAwait(false);
        return code.Length == 0 ? null : Keccak256.Hash(code);
    }

    /// <summary>What the registry remembers about a root; null when the issuer has not anchored it.</summary>
    public async Task<RegistryRecord?> RecordAsync(Address issuer, Hash32 root, CancellationToken cancellationToken)
    {
        var answer = await ReadAsync(new AbiEncoder().Add(issuer).Add(root).EncodeCall(RegistryAbi.Record), cancellationToken).ConfigureAwait(false);
        return Decode(answer, static data =>
        {
            var words = new AbiReader(data);
            var record = new RegistryRecord(words.ReadUInt64(), words.ReadUInt64(), words.ReadUInt64());
            return record.AnchoredAt == 0 ? null : record;
        });
    }

    /// <summary>Whether the credential at an index is revoked on chain, by itself or with its root.</summary>
    public async Task<bool> IsRevokedAsync(Address issuer, Hash32 root, ulong index, CancellationToken cancellationToken)
    {
        var call = new AbiEncoder().Add(issuer).Add(root).Add(index).EncodeCall(RegistryAbi.IsRevoked);
        return Decode(await ReadAsync(call, cancellationToken).ConfigureAwait(false), static data => new AbiReader(data).ReadBool());
    }

    /// <summary>256 bits of a root's bitmap: bit b of the word stands for index wordIndex · 256 + b. A root revoked as a whole sets none.</summary>
    public async Task<BigInteger> RevocationWordAsync(Address issuer, Hash32 root, BigInteger wordIndex, CancellationToken cancellationToken)
    {
        var call = new AbiEncoder().Add(issuer).Add(root).Add(wordIndex).EncodeCall(RegistryAbi.RevocationWord);
        return Decode(await ReadAsync(call, cancellationToken).ConfigureAwait(false), static data => new AbiReader(data).ReadUInt256());
    }

    /// <summary>The number that the next <c>SetOperator</c> signature for this operator must carry.</summary>
    public async Task<BigInteger> OperatorNonceAsync(Address issuer, Address account, CancellationToken cancellationToken)
    {
        var call = new AbiEncoder().Add(issuer).Add(account).EncodeCall(RegistryAbi.OperatorNonce);
        return Decode(await ReadAsync(call, cancellationToken).ConfigureAwait(false), static data => new AbiReader(data).ReadUInt256());
    }

    /// <summary>The event that anchored a root, whichever transaction carried it.</summary>
    /// <returns>Null when there is no record, or when the record's block does not show the event (a reorganisation in between, or a node that pruned it).</returns>
    public async Task<AnchoredEvent?> FindAnchoredAsync(Address issuer, Hash32 root, CancellationToken cancellationToken)
    {
        var node = NodePool.PinnedTo(client);
        var record = await new RegistryContract(node, address).RecordAsync(issuer, root, cancellationToken).ConfigureAwait(false);
        if (record is null) return null;
        var logs = await node.GetLogsAsync(
            address, [RegistryAbi.AnchoredEvent.Topic, AnchoredEvent.IssuerTopic(issuer), root],
            record.BlockNumber, record.BlockNumber, cancellationToken).ConfigureAwait(false);
        foreach (var log in logs)
        {
            if (AnchoredEvent.TryRead(log, address, issuer, root, out var anchored)
                && anchored.BlockNumber == record.BlockNumber && anchored.AnchoredAt == record.AnchoredAt) return anchored;
        }
        return null;
    }

    private Task<byte[]> ReadAsync(byte[] call, CancellationToken cancellationToken) =>
        client.CallAsync(new CallRequest(address, call), BlockId.Latest, cancellationToken);

    private static T Decode<T>(byte[] answer, Func<byte[], T> read)
    {
        try
        {
            return read(answer);
        }
        catch (FormatException)
        {
            throw RpcUnavailableException.Malformed("no registry answers like this");
        }
    }
}
