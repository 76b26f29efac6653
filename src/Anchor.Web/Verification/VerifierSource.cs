using Anchor.Credentials.Trust;
using Anchor.Verification;
using Anchor.Verification.Documents;
using Anchor.Verification.Web;

namespace Anchor.Web.Verification;

/// <summary>The host's verifier; made anew when its trust file changes, so that recognising an issuer needs no restart.</summary>
public sealed partial class VerifierSource
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly string _file;
    private readonly IWebDocuments _documents;
    private readonly TimeProvider _clock;
    private readonly ILogger<VerifierSource> _logger;
    private readonly Lock _lock = new();
    private DateTimeOffset _lookedAt;
    private DateTime _writtenAt;
    private Verifiers _newest;

    /// <summary>Reads the trust file for the first time.</summary>
    /// <exception cref="InvalidOperationException">It is missing or wrong; the message says what to do.</exception>
    public VerifierSource(HostSettings settings, IWebDocuments documents, TimeProvider clock, ILogger<VerifierSource> logger)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(clock);
        (_file, _documents, _clock, _logger) = (settings.TrustFile, documents, clock, logger);
        (_lookedAt, _writtenAt) = (clock.GetUtcNow(), File.GetLastWriteTimeUtc(_file));
        _newest = Make(ReadTrust(_file));
    }

    /// <summary>The verifier of the newest trust file that could be read.</summary>
    public Verifier Current => Newest().Current;

    /// <summary>The same for the pages of this host's credentials: what is said elsewhere of a batch serves others of it for <see cref="PageReports.Lifetime"/>.</summary>
    public Verifier CurrentForPages => Newest().ForPages;

    /// <summary>The same for documents by themselves, without anchors.</summary>
    public DocumentVerifier CurrentForDocuments => Newest().ForDocuments;

    /// <summary>Reads a trust file that must be there.</summary>
    /// <exception cref="InvalidOperationException">It is missing or wrong; the message says what to do.</exception>
    internal static TrustFile ReadTrust(string file)
    {
        if (!File.Exists(file)) throw new InvalidOperationException($"ANCHOR_TRUST_FILE: there is no file {file}.");
        return TrustFile.Read(File.ReadAllBytes(file)).TryGet(out var trust, out var error)
            ? trust
            : throw new InvalidOperationException($"ANCHOR_TRUST_FILE: {file}: {error}");
    }

    private Verifiers Newest()
    {
        lock (_lock)
        {
            if (_clock.GetUtcNow() - _lookedAt >= LookAgain) Look();
            return _newest;
        }
    }

    private void Look()
    {
        _lookedAt = _clock.GetUtcNow();
        var writtenAt = File.GetLastWriteTimeUtc(_file);
        if (writtenAt == _writtenAt || !File.Exists(_file)) return;
        byte[] text;
        try
        {
            text = File.ReadAllBytes(_file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Looked at again in a moment.
            LogUnreadable(_logger, e.GetType().Name);
            return;
        }
        _writtenAt = writtenAt;
        if (TrustFile.Read(text).TryGet(out var trust, out var error)) _newest = Make(trust);
        else LogUnreadable(_logger, error.Code);
    }

    private Verifiers Make(TrustFile trust)
    {
        var options = VerifierOptions.Online(trust, _clock, _documents);
        return new Verifiers(new Verifier(options), new Verifier(options with { AnswersKept = PageReports.Lifetime }), new DocumentVerifier(options));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed trust file cannot be read ({Code}); the earlier one stays in force")]
    private static partial void LogUnreadable(ILogger logger, string code);

    private sealed record Verifiers(Verifier Current, Verifier ForPages, DocumentVerifier ForDocuments);
}
