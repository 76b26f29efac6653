namespace Anchor.Credentials.DataIntegrity;

/// <summary>What a verifier asks of a proof besides its signature.</summary>
/// <param name="Purpose">The purpose; default <c>assertionMethod</c>.</param>
/// <param name="Domains">The domains, as a set; null asks nothing of them.</param>
/// <param name="Challenge">The challenge; null asks nothing of it.</param>
/// <param name="Now">The time by which <c>created</c> and <c>expires</c> are judged; null judges neither.</param>
public sealed record ProofExpectations(
    string Purpose = "assertionMethod", IReadOnlyCollection<string>? Domains = null, string? Challenge = null, DateTimeOffset? Now = null)
{
    /// <summary>How far the signer's clock may be ahead; default five minutes.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A proof that a credential's issuer asserts it, at any time.</summary>
    public static ProofExpectations Assertion { get; } = new();

    internal Error? Check(DataIntegrityProof proof)
    {
        if (proof.ProofPurpose != Purpose) return ProofErrors.PurposeMismatch(proof.Path);
        if (Domains is not null && !Domains.ToHashSet(StringComparer.Ordinal).SetEquals(proof.Domains)) return ProofErrors.DomainMismatch(proof.Path);
        if (Challenge is not null && proof.Challenge != Challenge) return ProofErrors.ChallengeMismatch(proof.Path);
        if (Now is not { } now) return null;
        if (proof.Created > now + ClockSkew) return ProofErrors.CreatedInFuture(proof.Path);
        return proof.Expires < now ? ProofErrors.Expired(proof.Path) : null;
    }
}
