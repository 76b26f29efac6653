namespace Anchor.Verification.Statuses;

/// <summary>Since when and why a credential does not stand, as somebody who knows tells it.</summary>
/// <param name="Since">Since when; null where that is not known.</param>
/// <param name="Reason">Why, for people; null where that is not known.</param>
public sealed record StatusReason(DateTimeOffset? Since, string? Reason);

/// <summary>Tells since when and why a credential was revoked or suspended.</summary>
/// <param name="credentialId">The credential's id.</param>
/// <param name="purpose"><c>revocation</c> or <c>suspension</c>.</param>
/// <param name="cancellationToken">Gives up.</param>
/// <returns>Null where nothing is known.</returns>
public delegate Task<StatusReason?> StatusReasonSource(string credentialId, string purpose, CancellationToken cancellationToken);
