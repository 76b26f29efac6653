using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.Json;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;

namespace Anchor.Cli.Verifying.Bulk;

/// <summary>What the signer of a report says of it.</summary>
/// <remarks>
/// The file beside a report is <c>{ "jws": … }</c>: a compact JWS (EdDSA, <c>kid</c> the signer's did:key, <c>typ</c>
/// <c>vnd.anchor.report+jws</c>) over <c>{ sha256, rows, verdicts: { valid, invalid, indeterminate }, trustSha256, tool, startedAt, endedAt }</c>:
/// hexadecimal SHA-256 of the report's and of the trust file's bytes, whole numbers, and moments in UTC.
/// </remarks>
internal sealed record ReportSignature(
    string Sha256, long Rows, long Valid, long Invalid, long Indeterminate, string TrustSha256, string Tool, DateTimeOffset StartedAt, DateTimeOffset EndedAt)
{
    private const string Type = "vnd.anchor.report+jws";
    private static readonly JsonBounds Bounds = new(MaxBytes: 1 << 17, MaxDepth: 4);

    /// <summary>The name and version of this program.</summary>
    public static string ThisTool { get; } =
        $"anchor {typeof(ReportSignature).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0"}";

    /// <summary>The signature's file.</summary>
    public byte[] Sign(Ed25519KeyPair key) =>
        Encoding.ASCII.GetBytes($"{{\"jws\":\"{SignedStatement.Sign(JsonSerializer.SerializeToUtf8Bytes(ToJson()), key, Type)}\"}}\n");

    /// <summary>Reads a signature's file and verifies the signature.</summary>
    /// <returns>The statement and the signer's did:key. Codes: <c>report.signature_malformed</c> and those of <see cref="SignedStatement"/>.</returns>
    public static Result<(ReportSignature Statement, string Signer)> Verify(ReadOnlySpan<byte> file)
    {
        if (!BoundedJson.Parse(file, Bounds).TryGet(out var json, out _) || Text(json, "jws") is not { } compact) return Malformed;
        if (!SignedStatement.Verify(Encoding.UTF8.GetBytes(compact), Type).TryGet(out var verified, out var error)) return error;
        return Read(verified.Claims) is { } statement ? (statement, verified.Kid[..verified.Kid.IndexOf('#', StringComparison.Ordinal)]) : Malformed;
    }

    private static Error Malformed { get; } = Error.Invalid("report.signature_malformed", "The signature of the report cannot be read.");

    private Dictionary<string, object> ToJson() => new()
    {
        ["sha256"] = Sha256, ["rows"] = Rows, ["verdicts"] = new Dictionary<string, long> { ["valid"] = Valid, ["invalid"] = Invalid, ["indeterminate"] = Indeterminate },
        ["trustSha256"] = TrustSha256, ["tool"] = Tool, ["startedAt"] = Moment(StartedAt), ["endedAt"] = Moment(EndedAt),
    };

    private static ReportSignature? Read(JsonElement json) =>
        Text(json, "sha256") is { } sha256 && Text(json, "trustSha256") is { } trust && Text(json, "tool") is { } tool
        && Moment(json, "startedAt") is { } started && Moment(json, "endedAt") is { } ended && json.TryGetProperty("verdicts", out var verdicts)
        && Number(json, "rows") is { } rows && Number(verdicts, "valid") is { } valid && Number(verdicts, "invalid") is { } invalid && Number(verdicts, "indeterminate") is { } open
            ? new ReportSignature(sha256, rows, valid, invalid, open, trust, tool, started, ended) : null;

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    private static DateTimeOffset? Moment(JsonElement json, string name) =>
        DateTimeOffset.TryParse(Text(json, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    private static string Moment(DateTimeOffset moment) => moment.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
