using System.Globalization;
using Anchor.Issuance;
using Anchor.Issuance.Anchoring;
using Anchor.Issuance.Batches;
using Anchor.Issuance.Credentials;
using Anchor.Issuance.Keys;
using Anchor.Issuance.Ledger;
using Anchor.Web.Verification;
using Npgsql;

namespace Anchor.Web;

/// <summary>What the environment tells the host. Every name begins with <c>ANCHOR_</c>; README lists them.</summary>
public sealed record HostSettings
{
    /// <summary>The largest body of a request that is not an upload: 4 MiB.</summary>
    public const long DefaultBodyLimit = 4 << 20;

    private const string ConnectionString = "the connection string of a PostgreSQL 15 or later";

    /// <summary>The workflow's part.</summary>
    public required IssuanceSettings Issuance { get; init; }

    /// <summary>The file that says whom and what the verifier believes; read again when it changes.</summary>
    public required string TrustFile { get; init; }

    /// <summary>The address under which others reach this host, without a final slash; the request's own when null.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>The operator's key, which registers issuers; nobody can when null.</summary>
    public string? AdminKey { get; init; }

    /// <summary>The largest upload. Default 512 MiB; 1 KiB to 8 GiB.</summary>
    public long UploadLimit { get; init; } = 512L << 20;

    /// <summary>Whether there is a tenant for conformance suites, which anybody may use; only on loopback. Default false.</summary>
    public bool Conformance { get; init; }

    /// <summary>The file in which the host keeps a certificate of its own for HTTPS on loopback, made when it is missing; none when null.</summary>
    public string? LoopbackCertificate { get; init; }

    /// <summary>Reads and validates the environment.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing or wrong; the message names it and says what to do.</exception>
    public static HostSettings Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var networks = NetworksFile.Read(Required(configuration, "ANCHOR_NETWORKS_FILE", "the path of a JSON file with the networks to anchor on"));
        if (networks.Error is { } unreadable) throw new InvalidOperationException($"ANCHOR_NETWORKS_FILE: {unreadable}");
        var publicUrl = configuration["ANCHOR_PUBLIC_URL"] is not { Length: > 0 } url ? null
            : Uri.TryCreate(url.TrimEnd('/'), UriKind.Absolute, out var parsed) && (parsed.Scheme == Uri.UriSchemeHttps || parsed.Scheme == Uri.UriSchemeHttp)
                && parsed is { Query: "", Fragment: "", UserInfo: "" } ? parsed
            : throw Wrong("ANCHOR_PUBLIC_URL", "an absolute http or https address without query, fragment or user");
        return new HostSettings
        {
            Issuance = new IssuanceSettings
            {
                PublicUrl = publicUrl,
                Database = Database(configuration, "ANCHOR_DATABASE") ?? throw NotSet("ANCHOR_DATABASE", ConnectionString),
                OwnerDatabase = Database(configuration, "ANCHOR_DATABASE_OWNER"),
                SubjectKeyDatabase = Database(configuration, "ANCHOR_DATABASE_KEYS"),
                Passphrase = ReadPassphrase(configuration),
                Networks = networks.Value,
                Batches = new BatchOptions { ChunkSize = (int)Number(configuration, "ANCHOR_CHUNK_SIZE", 5_000, 1, 50_000) },
                Gathering = new GatherOptions
                {
                    Count = (int)Number(configuration, "ANCHOR_GATHER_COUNT", 1_000, 1, 50_000),
                    After = TimeSpan.FromSeconds(Number(configuration, "ANCHOR_GATHER_SECONDS", 60, 0, 86_400)),
                },
                Ledger = new LedgerOptions
                {
                    GatherFor = TimeSpan.FromMilliseconds(Number(configuration, "ANCHOR_LEDGER_GATHER_MS", 500, 0, 3_600_000)),
                    ResendAfter = TimeSpan.FromMilliseconds(Number(configuration, "ANCHOR_LEDGER_RESEND_MS", 15_000, 1, 3_600_000)),
                    OutbidAfter = TimeSpan.FromMilliseconds(Number(configuration, "ANCHOR_LEDGER_OUTBID_MS", 90_000, 1, 86_400_000)),
                    MaxRoots = (int)Number(configuration, "ANCHOR_LEDGER_MAX_ROOTS", 200, 1, 1_000),
                    MaxGas = (ulong)Number(configuration, "ANCHOR_LEDGER_MAX_GAS", 10_000_000, 100_000, 100_000_000),
                },
            },
            TrustFile = ReadableTrust(Required(configuration, "ANCHOR_TRUST_FILE", "the path of a trust file")),
            PublicUrl = publicUrl,
            AdminKey = configuration["ANCHOR_ADMIN_KEY"] is not { Length: > 0 } key ? null
                : key.Length >= 20 ? key : throw Wrong("ANCHOR_ADMIN_KEY", "a secret of at least 20 characters"),
            Conformance = Number(configuration, "ANCHOR_CONFORMANCE", 0, 0, 1) == 1,
            LoopbackCertificate = configuration["ANCHOR_LOOPBACK_CERTIFICATE"] is { Length: > 0 } certificate ? certificate : null,
            UploadLimit = Number(configuration, "ANCHOR_UPLOAD_LIMIT", 512L << 20, 1024, 8L << 30),
        };
    }

    private static string ReadPassphrase(IConfiguration configuration)
    {
        if (configuration["ANCHOR_PASSPHRASE_FILE"] is not { Length: > 0 } file)
            return LongEnough("ANCHOR_PASSPHRASE", Required(
                configuration, "ANCHOR_PASSPHRASE", "the passphrase that seals the keys (or ANCHOR_PASSPHRASE_FILE, a file that holds it)"));
        if (!File.Exists(file)) throw new InvalidOperationException($"ANCHOR_PASSPHRASE_FILE: there is no file {file}.");
        return LongEnough("ANCHOR_PASSPHRASE_FILE", File.ReadAllText(file).Trim());
    }

    private static string LongEnough(string name, string passphrase) =>
        passphrase.Length >= HostPassphrase.MinLength ? passphrase : throw Wrong(name, $"a passphrase of at least {HostPassphrase.MinLength} characters");

    private static string? Database(IConfiguration configuration, string name)
    {
        if (configuration[name] is not { Length: > 0 } text) return null;
        try
        {
            return new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 } ? text : throw Wrong(name, ConnectionString);
        }
        catch (ArgumentException)
        {
            throw Wrong(name, ConnectionString);
        }
    }

    private static string ReadableTrust(string file)
    {
        _ = VerifierSource.ReadTrust(file);
        return file;
    }

    private static long Number(IConfiguration configuration, string name, long otherwise, long min, long max) =>
        configuration[name] is not { Length: > 0 } text ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
        : throw Wrong(name, $"a whole number from {min} to {max}");

    private static string Required(IConfiguration configuration, string name, string what) =>
        configuration[name] is { Length: > 0 } value ? value : throw NotSet(name, what);

    private static InvalidOperationException NotSet(string name, string what) => new($"{name} is not set; it must be {what}.");

    private static InvalidOperationException Wrong(string name, string what) => new($"{name} must be {what}.");
}
