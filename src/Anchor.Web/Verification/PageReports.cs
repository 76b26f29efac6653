using System.Collections.Concurrent;
using System.Security.Cryptography;
using Anchor.Issuance.Credentials;
using Anchor.Verification;

namespace Anchor.Web.Verification;

/// <summary>A report, and what tells it from another one of another bundle.</summary>
/// <param name="Report">What the verifier found.</param>
/// <param name="Digest">SHA-256(bundle's SHA-256 ‖ report's JSON), hexadecimal.</param>
public sealed record PageReport(Report Report, string Digest)
{
    /// <summary>Who found it, and when it was asked for.</summary>
    internal (Verifier Verifier, DateTimeOffset Since) Origin { get; init; }
}

/// <summary>
/// Reports that pages show, kept for a moment: who opens a page twice, and a hundred people who open it together, see one verification.
/// What the issuer of this host decides about a credential shows at once; what happens elsewhere, within <see cref="Lifetime"/>.
/// </summary>
/// <remarks>Reports hold names: those that are too old to be shown are forgotten, whether anybody asks or not.</remarks>
public sealed class PageReports : IDisposable
{
    private const int MaxKept = 4_096;

    private readonly VerifierSource _verifiers;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, Kept> _kept = [];
    private readonly ITimer _forgetting;

    /// <summary>Keeps nothing yet.</summary>
    public PageReports(VerifierSource verifiers, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        (_verifiers, _clock) = (verifiers, clock);
        _forgetting = clock.CreateTimer(_ => Forget(), null, Lifetime, Lifetime);
    }

    /// <summary>How old a shown report is at most.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How many reports are kept at the moment.</summary>
    internal int Count => _kept.Count;

    /// <summary>The report of a bundle of this host.</summary>
    /// <param name="issued">The bundle.</param>
    /// <param name="bundle">Its bytes.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<PageReport> GetAsync(IssuedBundle issued, ReadOnlyMemory<byte> bundle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(issued);
        var (verifier, now) = (_verifiers.CurrentForPages, _clock.GetUtcNow());
        var sha256 = SHA256.HashData(bundle.Span);
        var digest = Convert.ToHexString(sha256);
        if (_kept.TryGetValue(digest, out var kept) && kept.Serves(verifier, issued.Mark, now)) return await kept.Report.Value.WaitAsync(cancellationToken);

        // Not stopped by whoever asked first: others may wait for it too. The verifier itself gives up in time.
        var fresh = new Kept(verifier, issued.Mark, now, new Lazy<Task<PageReport>>(() => VerifyAsync(verifier, bundle, sha256, now)));
        if (_kept.Count >= MaxKept) _kept.Clear();
        _kept[digest] = fresh;
        return await fresh.Report.Value.WaitAsync(cancellationToken);
    }

    /// <summary>Whether a report may still be shown, as long as nothing changes in its bundle.</summary>
    internal bool Serves(PageReport report) =>
        ReferenceEquals(report.Origin.Verifier, _verifiers.CurrentForPages) && _clock.GetUtcNow() - report.Origin.Since < Lifetime;

    /// <summary>Ends the forgetting, and forgets everything.</summary>
    public void Dispose()
    {
        _forgetting.Dispose();
        _kept.Clear();
    }

    private void Forget()
    {
        var now = _clock.GetUtcNow();
        foreach (var each in _kept)
            if (now - each.Value.Since >= Lifetime) _kept.TryRemove(each);
    }

    private static async Task<PageReport> VerifyAsync(Verifier verifier, ReadOnlyMemory<byte> bundle, byte[] sha256, DateTimeOffset now)
    {
        var report = await verifier.VerifyAsync(bundle, CancellationToken.None);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(sha256);
        hash.AppendData(report.ToJson());
        return new PageReport(report, Convert.ToHexStringLower(hash.GetHashAndReset())) { Origin = (verifier, now) };
    }

    // A changed trust file brings another verifier. A verification that failed serves nobody.
    private sealed record Kept(Verifier Verifier, BundleMark? Mark, DateTimeOffset Since, Lazy<Task<PageReport>> Report)
    {
        public bool Serves(Verifier verifier, BundleMark? mark, DateTimeOffset now) =>
            ReferenceEquals(Verifier, verifier) && Mark is not null && mark is not null && Mark.IsSameAs(mark) && now - Since < Lifetime && !(Report.IsValueCreated && Report.Value.IsFaulted);
    }
}
