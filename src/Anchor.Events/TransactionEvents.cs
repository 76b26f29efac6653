using System.Text.Json.Serialization;

namespace Anchor.Events;

/// <summary>A transaction was signed; recorded before it is sent, so that a retry sends the same bytes.</summary>
/// <param name="TransactionId">The transaction of the ledger, which may have several attempts under its nonce.</param>
/// <param name="ChainId">The chain.</param>
/// <param name="Account">The account that signed and pays.</param>
/// <param name="NonceSpace">The relaying node's address where nonces are counted per node; else empty.</param>
/// <param name="Nonce">The nonce, which no other transaction of this account gets while this one may be mined.</param>
/// <param name="Purpose"><c>anchor</c>, <c>revocations</c>, <c>collection</c>, <c>mint</c>, <c>reissue</c>, <c>burn</c>, <c>refresh</c>, or <c>filler</c>, which only closes a gap of nonces.</param>
/// <param name="To">The account called.</param>
/// <param name="TransactionHash">Its hash; null where a relay wraps it in another transaction.</param>
/// <param name="Raw">The signed bytes as hexadecimal.</param>
/// <param name="GasLimit">The most gas.</param>
/// <param name="MaxFeePerGas">The most wei per gas, as a decimal number.</param>
/// <param name="MaxPriorityFeePerGas">The most of it for the block's maker.</param>
/// <param name="ExpiresAt">Unix seconds after which it cannot be executed; null for never.</param>
/// <param name="SignedAt">When.</param>
public sealed record TransactionSignedV1(
    [property: JsonPropertyName("transactionId")] Guid TransactionId,
    [property: JsonPropertyName("chainId")] long ChainId,
    [property: JsonPropertyName("account")] string Account,
    [property: JsonPropertyName("nonceSpace")] string NonceSpace,
    [property: JsonPropertyName("nonce")] long Nonce,
    [property: JsonPropertyName("purpose")] string Purpose,
    [property: JsonPropertyName("to")] string To,
    [property: JsonPropertyName("transactionHash")] string? TransactionHash,
    [property: JsonPropertyName("raw")] string Raw,
    [property: JsonPropertyName("gasLimit")] long GasLimit,
    [property: JsonPropertyName("maxFeePerGas")] string MaxFeePerGas,
    [property: JsonPropertyName("maxPriorityFeePerGas")] string MaxPriorityFeePerGas,
    [property: JsonPropertyName("expiresAt")] long? ExpiresAt,
    [property: JsonPropertyName("signedAt")] DateTimeOffset SignedAt);

/// <summary>What a transaction does for one issuer; follows its signing, once per entry, in the same write.</summary>
/// <param name="TransactionId">The transaction.</param>
/// <param name="Kind"><c>anchor</c>, <c>revocations</c>, <c>collection</c>, <c>mint</c>, <c>reissue</c>, <c>burn</c> or <c>refresh</c>.</param>
/// <param name="IssuerId">The issuer.</param>
/// <param name="TargetId">The anchoring whose root is to be anchored, or in whose root credentials are to be revoked; the collection; or the token.</param>
/// <param name="Indexes">With <c>revocations</c>: the leaf indexes.</param>
public sealed record TransactionEntryAddedV1(
    [property: JsonPropertyName("transactionId")] Guid TransactionId,
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("issuerId")] Guid IssuerId,
    [property: JsonPropertyName("targetId")] Guid TargetId,
    [property: JsonPropertyName("indexes")] IReadOnlyList<long>? Indexes);

/// <summary>The same call was signed again under the same nonce with a higher fee; whichever attempt is mined counts.</summary>
public sealed record TransactionOutbidV1(
    [property: JsonPropertyName("transactionId")] Guid TransactionId,
    [property: JsonPropertyName("transactionHash")] string TransactionHash,
    [property: JsonPropertyName("raw")] string Raw,
    [property: JsonPropertyName("gasLimit")] long GasLimit,
    [property: JsonPropertyName("maxFeePerGas")] string MaxFeePerGas,
    [property: JsonPropertyName("maxPriorityFeePerGas")] string MaxPriorityFeePerGas,
    [property: JsonPropertyName("signedAt")] DateTimeOffset SignedAt);

/// <summary>The signed bytes of the latest attempt were handed to a node.</summary>
/// <param name="TransactionId">The transaction.</param>
/// <param name="TransactionHash">The hash the node answered, or the one computed; null when nobody knows.</param>
/// <param name="Outcome"><c>accepted</c>, <c>refused</c> or <c>unknown</c> (the answer was lost).</param>
/// <param name="Code">The node's error code where it refused.</param>
/// <param name="SubmittedAt">When.</param>
public sealed record TransactionSubmittedV1(
    [property: JsonPropertyName("transactionId")] Guid TransactionId,
    [property: JsonPropertyName("transactionHash")] string? TransactionHash,
    [property: JsonPropertyName("outcome")] string Outcome,
    [property: JsonPropertyName("code")] int? Code,
    [property: JsonPropertyName("submittedAt")] DateTimeOffset SubmittedAt);

/// <summary>No node knows the transaction any more although one had taken it; the same bytes are sent again.</summary>
public sealed record TransactionDroppedV1(
    [property: JsonPropertyName("transactionId")] Guid TransactionId,
    [property: JsonPropertyName("transactionHash")] string? TransactionHash,
    [property: JsonPropertyName("droppedAt")] DateTimeOffset DroppedAt);

/// <summary>One of the attempts stands in a block, which may still vanish.</summary>
public sealed record TransactionIncludedV1(
    [property: JsonPropertyName("transactionId")] Guid TransactionId,
    [property: JsonPropertyName("transactionHash")] string TransactionHash,
    [property: JsonPropertyName("blockNumber")] long BlockNumber,
    [property: JsonPropertyName("blockHash")] string BlockHash,
    [property: JsonPropertyName("gasUsed")] long GasUsed,
    [property: JsonPropertyName("effectiveGasPrice")] string EffectiveGasPrice,
    [property: JsonPropertyName("includedAt")] DateTimeOffset IncludedAt);

/// <summary>The block that held the transaction left the chain.</summary>
public sealed record TransactionReorgedV1(
    [property: JsonPropertyName("transactionId")] Guid TransactionId,
    [property: JsonPropertyName("blockNumber")] long BlockNumber,
    [property: JsonPropertyName("blockHash")] string BlockHash,
    [property: JsonPropertyName("reorgedAt")] DateTimeOffset ReorgedAt);

/// <summary>The transaction was executed or refused, without effect; what it was to do gets another one.</summary>
/// <param name="TransactionId">The transaction.</param>
/// <param name="TransactionHash">The attempt.</param>
/// <param name="BlockNumber">Its block.</param>
/// <param name="Code">Why, as a stable word.</param>
/// <param name="Reason">Why, in a sentence, where somebody says.</param>
/// <param name="NonceUsed">Whether the nonce is used up.</param>
/// <param name="RevertedAt">When this was seen.</param>
public sealed record TransactionRevertedV1(
    [property: JsonPropertyName("transactionId")] Guid TransactionId,
    [property: JsonPropertyName("transactionHash")] string TransactionHash,
    [property: JsonPropertyName("blockNumber")] long BlockNumber,
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("reason")] string? Reason,
    [property: JsonPropertyName("nonceUsed")] bool NonceUsed,
    [property: JsonPropertyName("revertedAt")] DateTimeOffset RevertedAt);

/// <summary>The nonce went to a transaction that is not one of the attempts, so none of them can be mined.</summary>
public sealed record TransactionReplacedV1(
    [property: JsonPropertyName("transactionId")] Guid TransactionId,
    [property: JsonPropertyName("nonce")] long Nonce,
    [property: JsonPropertyName("accountNonce")] long AccountNonce,
    [property: JsonPropertyName("replacedAt")] DateTimeOffset ReplacedAt);

/// <summary>The transaction was not executed before it expired, and cannot be any more; its nonce is free.</summary>
public sealed record TransactionExpiredV1(
    [property: JsonPropertyName("transactionId")] Guid TransactionId,
    [property: JsonPropertyName("nonce")] long Nonce,
    [property: JsonPropertyName("expiredAt")] DateTimeOffset ExpiredAt);

/// <summary>The block that holds the transaction is final by the network's policy.</summary>
/// <param name="TransactionId">The transaction.</param>
/// <param name="TransactionHash">The attempt that was mined.</param>
/// <param name="BlockNumber">Its block.</param>
/// <param name="BlockHash">The block's hash.</param>
/// <param name="Missing">Anchorings whose entry had no effect after all; they get another transaction. Usually empty.</param>
/// <param name="FinalizedAt">When this was seen.</param>
public sealed record TransactionFinalizedV1(
    [property: JsonPropertyName("transactionId")] Guid TransactionId,
    [property: JsonPropertyName("transactionHash")] string TransactionHash,
    [property: JsonPropertyName("blockNumber")] long BlockNumber,
    [property: JsonPropertyName("blockHash")] string BlockHash,
    [property: JsonPropertyName("missing")] IReadOnlyList<Guid> Missing,
    [property: JsonPropertyName("finalizedAt")] DateTimeOffset FinalizedAt);

/// <summary>An account of the ledger was used by somebody else: its nonce has grown by more than the ledger's own transactions.</summary>
public sealed record AccountForeignUseSeenV1(
    [property: JsonPropertyName("chainId")] long ChainId,
    [property: JsonPropertyName("account")] string Account,
    [property: JsonPropertyName("nonceSpace")] string NonceSpace,
    [property: JsonPropertyName("expectedNonce")] long ExpectedNonce,
    [property: JsonPropertyName("foundNonce")] long FoundNonce,
    [property: JsonPropertyName("seenAt")] DateTimeOffset SeenAt);
