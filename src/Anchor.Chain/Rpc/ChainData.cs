using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Chain.Rpc;

/// <summary>What a block says about itself.</summary>
/// <param name="Number">Its height.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="ParentHash">The hash of the block before it.</param>
/// <param name="Timestamp">Unix seconds, as its maker wrote them.</param>
/// <param name="BaseFeePerGas">Wei per gas burnt; null on chains before London.</param>
/// <param name="GasLimit">The most gas its transactions may use together.</param>
public sealed record BlockHeader(ulong Number, Hash32 Hash, Hash32 ParentHash, ulong Timestamp, BigInteger? BaseFeePerGas, ulong GasLimit);

/// <summary>One event that a contract emitted.</summary>
/// <param name="Address">The contract.</param>
/// <param name="Topics">Up to four words; the first names the event.</param>
/// <param name="Data">The members that are not topics, in ABI layout.</param>
/// <param name="BlockNumber">The block's height.</param>
/// <param name="BlockHash">The block's hash.</param>
/// <param name="TransactionHash">The transaction.</param>
/// <param name="Index">The position among the block's logs.</param>
/// <param name="Removed">Whether the block has left the chain.</param>
public sealed record EventLog(
    Address Address, IReadOnlyList<Hash32> Topics, ReadOnlyMemory<byte> Data, ulong BlockNumber, Hash32 BlockHash,
    Hash32 TransactionHash, ulong Index, bool Removed);

/// <summary>What became of a transaction in a block, which may yet leave the chain.</summary>
/// <param name="TransactionHash">The transaction.</param>
/// <param name="Succeeded">Whether its outermost call did; alone it says nothing about an anchor.</param>
/// <param name="BlockNumber">The block's height.</param>
/// <param name="BlockHash">The block's hash.</param>
/// <param name="GasUsed">Gas used.</param>
/// <param name="EffectiveGasPrice">Wei per gas paid; null where the node does not say.</param>
/// <param name="ContractAddress">The contract created; null for calls.</param>
/// <param name="Logs">The events, in order.</param>
public sealed record TransactionReceipt(
    Hash32 TransactionHash, bool Succeeded, ulong BlockNumber, Hash32 BlockHash, ulong GasUsed,
    BigInteger? EffectiveGasPrice, Address? ContractAddress, IReadOnlyList<EventLog> Logs);

/// <summary>A transaction that a node knows, waiting or in a block.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="From">The account that signed it.</param>
/// <param name="To">The account called; null when it creates a contract.</param>
/// <param name="Nonce">Its nonce.</param>
/// <param name="BlockNumber">The block's height; null while it waits.</param>
/// <param name="BlockHash">The block's hash; null while it waits.</param>
/// <param name="Input">The call data or creation code; null where the node does not say.</param>
public sealed record ChainTransaction(
    Hash32 Hash, Address From, Address? To, ulong Nonce, ulong? BlockNumber, Hash32? BlockHash, ReadOnlyMemory<byte>? Input);

/// <summary>A call to simulate.</summary>
/// <param name="To">The contract; null simulates a creation.</param>
/// <param name="Data">Call data or creation code.</param>
/// <param name="From">The account that calls; null leaves it to the node.</param>
public sealed record CallRequest(Address? To, ReadOnlyMemory<byte> Data, Address? From = null);

/// <summary>A fee offer on a chain with a base fee.</summary>
/// <param name="MaxPriorityFeePerGas">Wei per gas for whoever makes the block.</param>
/// <param name="MaxFeePerGas">The most wei per gas in all.</param>
public sealed record FeeSuggestion(BigInteger MaxPriorityFeePerGas, BigInteger MaxFeePerGas);

/// <summary>What is known after sending a transaction.</summary>
public abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <summary>The node took it.</summary>
    /// <param name="Hash">The hash the node gave it.</param>
    public sealed record Accepted(Hash32 Hash) : SendOutcome;

    /// <summary>The node answered with an error. If the same bytes were sent before, they may still be on the chain: ask for them.</summary>
    /// <param name="Code">The JSON-RPC error code.</param>
    /// <param name="Reason">The node's words; never decide by them.</param>
    public sealed record Refused(int Code, string Reason) : SendOutcome;

    /// <summary>Nobody knows whether it arrived: send the same bytes again.</summary>
    /// <param name="Reason">Why, for logs.</param>
    public sealed record Unknown(string Reason) : SendOutcome;
}
