using System.Text.Json.Serialization;

namespace Anchor.Events;

/// <summary>A sealed root is to be anchored on a chain.</summary>
public sealed record AnchorRequestedV1(
    [property: JsonPropertyName("anchoringId")] Guid AnchoringId,
    [property: JsonPropertyName("batchId")] Guid BatchId,
    [property: JsonPropertyName("root")] string Root,
    [property: JsonPropertyName("chainId")] long ChainId,
    [property: JsonPropertyName("registry")] string Registry,
    [property: JsonPropertyName("account")] string Account,
    [property: JsonPropertyName("requestedAt")] DateTimeOffset RequestedAt);

/// <summary>The transaction was signed; recorded before it is sent, so that a retry sends the same bytes.</summary>
/// <param name="AnchoringId">The anchoring.</param>
/// <param name="TransactionHash">Its hash; null where the network wraps it in another transaction.</param>
/// <param name="Nonce">The account's nonce it uses.</param>
/// <param name="Raw">The signed bytes as hexadecimal.</param>
/// <param name="SignedAt">When.</param>
public sealed record AnchorSignedV1(
    [property: JsonPropertyName("anchoringId")] Guid AnchoringId,
    [property: JsonPropertyName("transactionHash")] string? TransactionHash,
    [property: JsonPropertyName("nonce")] long Nonce,
    [property: JsonPropertyName("raw")] string Raw,
    [property: JsonPropertyName("signedAt")] DateTimeOffset SignedAt);

/// <summary>The signed bytes were handed to a node.</summary>
/// <param name="AnchoringId">The anchoring.</param>
/// <param name="TransactionHash">The hash the node answered, or the one computed.</param>
/// <param name="Outcome"><c>accepted</c>, <c>refused</c> or <c>unknown</c> (the answer was lost).</param>
/// <param name="Code">The node's error code where it refused.</param>
/// <param name="SubmittedAt">When.</param>
public sealed record AnchorSubmittedV1(
    [property: JsonPropertyName("anchoringId")] Guid AnchoringId,
    [property: JsonPropertyName("transactionHash")] string? TransactionHash,
    [property: JsonPropertyName("outcome")] string Outcome,
    [property: JsonPropertyName("code")] int? Code,
    [property: JsonPropertyName("submittedAt")] DateTimeOffset SubmittedAt);

/// <summary>The registry's event with this issuer and root stands in a block, which may still vanish.</summary>
public sealed record AnchorIncludedV1(
    [property: JsonPropertyName("anchoringId")] Guid AnchoringId,
    [property: JsonPropertyName("transactionHash")] string TransactionHash,
    [property: JsonPropertyName("blockNumber")] long BlockNumber,
    [property: JsonPropertyName("blockHash")] string BlockHash,
    [property: JsonPropertyName("blockTimestamp")] long BlockTimestamp,
    [property: JsonPropertyName("gasUsed")] long GasUsed,
    [property: JsonPropertyName("effectiveGasPrice")] string EffectiveGasPrice,
    [property: JsonPropertyName("includedAt")] DateTimeOffset IncludedAt);

/// <summary>The block that held the registry's event left the chain.</summary>
public sealed record AnchorReorgedV1(
    [property: JsonPropertyName("anchoringId")] Guid AnchoringId,
    [property: JsonPropertyName("blockNumber")] long BlockNumber,
    [property: JsonPropertyName("blockHash")] string BlockHash,
    [property: JsonPropertyName("reorgedAt")] DateTimeOffset ReorgedAt);

/// <summary>The transaction was executed and failed; another one has to be signed.</summary>
public sealed record AnchorRevertedV1(
    [property: JsonPropertyName("anchoringId")] Guid AnchoringId,
    [property: JsonPropertyName("transactionHash")] string TransactionHash,
    [property: JsonPropertyName("blockNumber")] long BlockNumber,
    [property: JsonPropertyName("reason")] string? Reason,
    [property: JsonPropertyName("revertedAt")] DateTimeOffset RevertedAt);

/// <summary>The nonce went to another transaction, so the signed one can never be mined; another one has to be signed.</summary>
public sealed record AnchorReplacedV1(
    [property: JsonPropertyName("anchoringId")] Guid AnchoringId,
    [property: JsonPropertyName("transactionHash")] string? TransactionHash,
    [property: JsonPropertyName("nonce")] long Nonce,
    [property: JsonPropertyName("replacedAt")] DateTimeOffset ReplacedAt);

/// <summary>The block that holds the registry's event is final by the network's policy.</summary>
public sealed record AnchorFinalizedV1(
    [property: JsonPropertyName("anchoringId")] Guid AnchoringId,
    [property: JsonPropertyName("batchId")] Guid BatchId,
    [property: JsonPropertyName("transactionHash")] string TransactionHash,
    [property: JsonPropertyName("blockNumber")] long BlockNumber,
    [property: JsonPropertyName("blockHash")] string BlockHash,
    [property: JsonPropertyName("blockTimestamp")] long BlockTimestamp,
    [property: JsonPropertyName("gasUsed")] long GasUsed,
    [property: JsonPropertyName("finalizedAt")] DateTimeOffset FinalizedAt);
