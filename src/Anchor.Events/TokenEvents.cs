using System.Text.Json.Serialization;

namespace Anchor.Events;

/// <summary>The learners of a batch may mint their credentials; opens their claim links.</summary>
/// <param name="OfferId">The offer of the batch.</param>
/// <param name="BatchId">The batch.</param>
/// <param name="ChainId">Where.</param>
/// <param name="Until">Until when claim links count.</param>
/// <param name="OfferedAt">When.</param>
public sealed record MintingOfferedV1(
    [property: JsonPropertyName("offerId")] Guid OfferId,
    [property: JsonPropertyName("batchId")] Guid BatchId,
    [property: JsonPropertyName("chainId")] long ChainId,
    [property: JsonPropertyName("until")] DateTimeOffset Until,
    [property: JsonPropertyName("offeredAt")] DateTimeOffset OfferedAt);

/// <summary>Minting is no longer offered; what was requested before goes on.</summary>
public sealed record MintingWithdrawnV1(
    [property: JsonPropertyName("offerId")] Guid OfferId,
    [property: JsonPropertyName("batchId")] Guid BatchId,
    [property: JsonPropertyName("withdrawnAt")] DateTimeOffset WithdrawnAt);

/// <summary>An issuer's account needs a collection of tokens on a chain.</summary>
/// <param name="CollectionId">The collection.</param>
/// <param name="ChainId">The chain.</param>
/// <param name="Factory">The factory that makes it.</param>
/// <param name="Registry">The registry whose anchors count.</param>
/// <param name="Account">The issuer's account.</param>
/// <param name="Name">The collection's name.</param>
/// <param name="Symbol">Its short name.</param>
/// <param name="BaseUri">What a token's metadata address begins with.</param>
/// <param name="RequestedAt">When.</param>
public sealed record CollectionRequestedV1(
    [property: JsonPropertyName("collectionId")] Guid CollectionId,
    [property: JsonPropertyName("chainId")] long ChainId,
    [property: JsonPropertyName("factory")] string Factory,
    [property: JsonPropertyName("registry")] string Registry,
    [property: JsonPropertyName("account")] string Account,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("symbol")] string Symbol,
    [property: JsonPropertyName("baseUri")] string BaseUri,
    [property: JsonPropertyName("requestedAt")] DateTimeOffset RequestedAt);

/// <summary>The collection stands on the chain, in a final block.</summary>
/// <param name="CollectionId">The collection.</param>
/// <param name="Address">Its contract.</param>
/// <param name="BlockNumber">A final block in which it is there; its history begins no later than the search from here.</param>
/// <param name="CreatedAt">When this was seen.</param>
public sealed record CollectionCreatedV1(
    [property: JsonPropertyName("collectionId")] Guid CollectionId,
    [property: JsonPropertyName("address")] string Address,
    [property: JsonPropertyName("blockNumber")] long BlockNumber,
    [property: JsonPropertyName("createdAt")] DateTimeOffset CreatedAt);

/// <summary>A credential is to be minted for an account. What the event says of the account, the chain will say too.</summary>
/// <param name="TokenId">The token of this credential on this chain, as the ledger names it.</param>
/// <param name="CredentialId">The credential.</param>
/// <param name="BatchId">Its batch.</param>
/// <param name="LeafIndex">Its index there.</param>
/// <param name="ChainId">The chain.</param>
/// <param name="Issuer">The issuer's account.</param>
/// <param name="Number">The token's number on the chain, as 64 hexadecimal digits.</param>
/// <param name="To">The holder's account.</param>
/// <param name="Proof">How the account is known: <c>signature</c>, <c>entered</c>, or the consent that the issuer recorded.</param>
/// <param name="Gas"><c>relayed</c>, or <c>own</c> where the holder's wallet sends the transaction.</param>
/// <param name="Deadline">With <c>own</c>: until when the voucher given out counts.</param>
/// <param name="RequestedBy"><c>learner</c>, or the API key that asked.</param>
/// <param name="RequestedAt">When.</param>
public sealed record MintRequestedV1(
    [property: JsonPropertyName("tokenId")] Guid TokenId,
    [property: JsonPropertyName("credentialId")] Guid CredentialId,
    [property: JsonPropertyName("batchId")] Guid BatchId,
    [property: JsonPropertyName("leafIndex")] long LeafIndex,
    [property: JsonPropertyName("chainId")] long ChainId,
    [property: JsonPropertyName("issuer")] string Issuer,
    [property: JsonPropertyName("number")] string Number,
    [property: JsonPropertyName("to")] string To,
    [property: JsonPropertyName("proof")] string Proof,
    [property: JsonPropertyName("gas")] string Gas,
    [property: JsonPropertyName("deadline")] DateTimeOffset? Deadline,
    [property: JsonPropertyName("requestedBy")] string RequestedBy,
    [property: JsonPropertyName("requestedAt")] DateTimeOffset RequestedAt);

/// <summary>What was asked of a token cannot be done as things are; nothing is on its way any more.</summary>
/// <param name="TokenId">The token.</param>
/// <param name="Action"><c>mint</c>, <c>reissue</c> or <c>burn</c>.</param>
/// <param name="Code">Why, as a stable word.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="RefusedAt">When.</param>
public sealed record TokenActionRefusedV1(
    [property: JsonPropertyName("tokenId")] Guid TokenId,
    [property: JsonPropertyName("action")] string Action,
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("refusedAt")] DateTimeOffset RefusedAt);

/// <summary>The collection's own event, in a final block, says that the credential was minted, whoever sent it.</summary>
public sealed record TokenMintedV1(
    [property: JsonPropertyName("tokenId")] Guid TokenId,
    [property: JsonPropertyName("collection")] string Collection,
    [property: JsonPropertyName("to")] string To,
    [property: JsonPropertyName("transactionHash")] string TransactionHash,
    [property: JsonPropertyName("blockNumber")] long BlockNumber,
    [property: JsonPropertyName("logIndex")] long LogIndex,
    [property: JsonPropertyName("mintedAt")] DateTimeOffset MintedAt);

/// <summary>The learner has lost the wallet and asks for the token to go to a new account.</summary>
/// <param name="TokenId">The token.</param>
/// <param name="To">The new account.</param>
/// <param name="Proof">How the account is known: <c>signature</c>.</param>
/// <param name="RequestedAt">When.</param>
public sealed record ReissueRequestedV1(
    [property: JsonPropertyName("tokenId")] Guid TokenId,
    [property: JsonPropertyName("to")] string To,
    [property: JsonPropertyName("proof")] string Proof,
    [property: JsonPropertyName("requestedAt")] DateTimeOffset RequestedAt);

/// <summary>The issuer has approved what the learner asked for.</summary>
public sealed record ReissueApprovedV1(
    [property: JsonPropertyName("tokenId")] Guid TokenId,
    [property: JsonPropertyName("approvedBy")] string ApprovedBy,
    [property: JsonPropertyName("approvedAt")] DateTimeOffset ApprovedAt);

/// <summary>The issuer has declined it; the token stays where it is.</summary>
public sealed record ReissueDeclinedV1(
    [property: JsonPropertyName("tokenId")] Guid TokenId,
    [property: JsonPropertyName("declinedBy")] string DeclinedBy,
    [property: JsonPropertyName("declinedAt")] DateTimeOffset DeclinedAt);

/// <summary>The collection's own event, in a final block, links the old and the new holder; the token keeps its number.</summary>
public sealed record TokenReissuedV1(
    [property: JsonPropertyName("tokenId")] Guid TokenId,
    [property: JsonPropertyName("from")] string From,
    [property: JsonPropertyName("to")] string To,
    [property: JsonPropertyName("nonce")] long Nonce,
    [property: JsonPropertyName("transactionHash")] string TransactionHash,
    [property: JsonPropertyName("blockNumber")] long BlockNumber,
    [property: JsonPropertyName("logIndex")] long LogIndex,
    [property: JsonPropertyName("reissuedAt")] DateTimeOffset ReissuedAt);

/// <summary>The holder has signed that the token is to be burnt.</summary>
/// <param name="TokenId">The token.</param>
/// <param name="Deadline">Unix seconds until which the signature counts.</param>
/// <param name="Signature">The holder's signature as hexadecimal.</param>
/// <param name="RequestedAt">When.</param>
public sealed record BurnRequestedV1(
    [property: JsonPropertyName("tokenId")] Guid TokenId,
    [property: JsonPropertyName("deadline")] long Deadline,
    [property: JsonPropertyName("signature")] string Signature,
    [property: JsonPropertyName("requestedAt")] DateTimeOffset RequestedAt);

/// <summary>The collection's own event, in a final block, says that the token is gone.</summary>
public sealed record TokenBurnedV1(
    [property: JsonPropertyName("tokenId")] Guid TokenId,
    [property: JsonPropertyName("from")] string From,
    [property: JsonPropertyName("transactionHash")] string TransactionHash,
    [property: JsonPropertyName("blockNumber")] long BlockNumber,
    [property: JsonPropertyName("logIndex")] long LogIndex,
    [property: JsonPropertyName("burnedAt")] DateTimeOffset BurnedAt);

/// <summary>A credential got a new claim link; the ones before count no more.</summary>
/// <param name="LinkId">The credential's claim link.</param>
/// <param name="CredentialId">The credential.</param>
/// <param name="Generation">The link's number, from 1; the first link is 0.</param>
/// <param name="Until">Until when it counts.</param>
/// <param name="RenewedBy">The API key that asked.</param>
/// <param name="RenewedAt">When.</param>
public sealed record ClaimLinkRenewedV1(
    [property: JsonPropertyName("linkId")] Guid LinkId,
    [property: JsonPropertyName("credentialId")] Guid CredentialId,
    [property: JsonPropertyName("generation")] int Generation,
    [property: JsonPropertyName("until")] DateTimeOffset Until,
    [property: JsonPropertyName("renewedBy")] string RenewedBy,
    [property: JsonPropertyName("renewedAt")] DateTimeOffset RenewedAt);
