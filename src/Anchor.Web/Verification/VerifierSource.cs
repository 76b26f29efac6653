using Anchor.Credentials.Trust;
using Anchor.Verification;

namespace Anchor.Web.Verification;

/// <summary>The host's verifier; made anew when its trust file changes, so that recognising an issuer needs no restart.</summary>
public sealed partial class VerifierSource
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly string _file;
    private readonly TimeProvider _clock;
    private readonly ILogger<VerifierSource> _logger;
    private readonly Lock _lock = new();
    private DateTimeOffset _lookedAt;
    private DateTime _writtenAt;
    private Verifier _current;

    /// <summary>Reads the trust file for the first time.</summary>
    /// <exception cref="InvalidOperationException">It is missing or wrong; the message says what to do.</exception>
    public VerifierSource(HostSettings settings, TimeProvider clock, ILogger<VerifierSource> logger)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(clock);
        (_file, _clock, _logger) = (settings.TrustFile, clock, logger);
        if (!File.Exists(_file)) throw new InvalidOperationException($"ANCHOR_TRUST_FILE: there is no file {_file}.");
        (_lookedAt, _writtenAt) = (clock.GetUtcNow(), File.GetLastWriteTimeUtc(_file));
        _current = Make(File.ReadAllBytes(_file)).TryGet(out var verifier, out var error)
            ? verifier
            : throw new InvalidOperationException($"ANCHOR_TRUST_FILE: {_file}: {error}");
    }

    /// <summary>The verifier of the newest trust file that could be read.</summary>
    public Verifier Current
    {
        get
        {
            lock (_lock)
            {
                if (_clock.GetUtcNow() - _lookedAt >= LookAgain) Look();
                return _current;
            }
        }
    }

    private void Look()
    {
        _lookedAt = _clock.GetUtcNow();
        var writtenAt = File.GetLastWriteTimeUtc(_file);
        if (writtenAt == _writtenAt || !File.Exists(_file)) return;
        _writtenAt = writtenAt;
        if (Make(File.ReadAllBytes(_file)).TryGet(out var verifier, out var error)) _current = verifier;
        else LogUnreadable(_logger, error.Code);
    }

    private Anchor.Credentials.Result<Verifier> Make(byte[] trust) =>
        TrustFile.Read(trust).Map(read => new Verifier(VerifierOptions.Online(read, _clock)));

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed trust file cannot be read ({Code}); the earlier one stays in force")]
    private static partial void LogUnreadable(ILogger logger, string code);
}
