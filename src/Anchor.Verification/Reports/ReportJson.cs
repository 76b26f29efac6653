using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Anchor.Verification.Reports;

/// <summary>Writes a report as JSON; absent values are null, so that every report has the same members.</summary>
internal static class ReportJson
{
    private const int Version = 1;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static byte[] Write(Report report)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", Version);
            writer.WriteString("verdict", Words.Of(report.Verdict));
            writer.WriteString("summary", report.Summary);
            Write(writer, report.Credential);
            Write(writer, report.Anchor);
            if (report.Tokens.Count > 0)
            {
                writer.WriteStartArray("tokens");
                foreach (var token in report.Tokens) Write(writer, token);
                writer.WriteEndArray();
            }
            Write(writer, report.Checks);
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A token's own report: <c>{ version, verdict, summary, token, anchor, checks }</c>.</summary>
    public static byte[] Write(TokenReport report)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", Version);
            writer.WriteString("verdict", Words.Of(report.Verdict));
            writer.WriteString("summary", report.Summary);
            writer.WritePropertyName("token");
            if (report.Token is { } token) Write(writer, token);
            else writer.WriteNullValue();
            Write(writer, report.Anchor);
            Write(writer, report.Checks);
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, TokenFacts facts)
    {
        writer.WriteStartObject();
        writer.WriteString("state", facts.State);
        writer.WriteString("network", facts.Network);
        writer.WriteNumber("chainId", facts.ChainId);
        writer.WriteBoolean("production", facts.Production);
        writer.WriteString("contract", facts.Contract.ToString());
        writer.WriteString("tokenId", facts.TokenId.ToHex());
        writer.WriteString("collection", facts.Collection);
        writer.WriteString("uri", facts.Uri);
        writer.WriteString("registry", facts.Registry.ToString());
        writer.WriteString("issuer", facts.Issuer.ToString());
        writer.WriteString("owner", facts.Owner.ToString());
        writer.WriteBoolean("locked", facts.Locked);
        writer.WriteBoolean("valid", facts.Valid);
        writer.WriteString("root", facts.Root.ToHex());
        writer.WriteNumber("index", facts.Index);
        writer.WriteString("leaf", facts.Leaf?.ToHex());
        if (facts.Matches is { } matches) writer.WriteBoolean("matches", matches);
        else writer.WriteNull("matches");
        writer.WriteString("anchoredAt", Moment(facts.AnchoredAt));
        writer.WriteString("rootRevokedAt", Moment(facts.RootRevokedAt));
        writer.WriteNumber("asOfBlock", facts.AsOfBlock);
        writer.WriteEndObject();
    }

    private static string? Moment(DateTimeOffset? moment) => moment?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<Check> checks)
    {
        writer.WriteStartArray("checks");
        foreach (var check in checks) Write(writer, check);
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, CredentialFacts? facts)
    {
        if (facts is null)
        {
            writer.WriteNull("credential");
            return;
        }
        writer.WriteStartObject("credential");
        writer.WriteString("id", facts.Id);
        writer.WriteString("title", facts.Title);
        writer.WriteString("claimedIssuerName", facts.ClaimedIssuerName);
        writer.WriteString("issuerDid", facts.IssuerDid);
        writer.WriteString("recognisedName", facts.RecognisedName);
        writer.WriteString("subjectName", facts.SubjectName);
        writer.WriteString("achievementName", facts.AchievementName);
        writer.WriteString("result", facts.Result);
        writer.WriteString("awardedDate", facts.AwardedDate);
        writer.WriteString("validFrom", facts.ValidFrom);
        writer.WriteString("validUntil", facts.ValidUntil);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, AnchorFacts? facts)
    {
        if (facts is null)
        {
            writer.WriteNull("anchor");
            return;
        }
        writer.WriteStartObject("anchor");
        writer.WriteString("network", facts.Network);
        writer.WriteNumber("chainId", facts.ChainId);
        writer.WriteBoolean("production", facts.Production);
        writer.WriteString("registry", facts.Registry.ToString());
        writer.WriteString("account", facts.Account.ToString());
        writer.WriteString("root", facts.Root.ToHex());
        writer.WriteString("transactionHash", facts.TransactionHash.ToHex());
        writer.WriteNumber("blockNumber", facts.BlockNumber);
        writer.WriteString("blockHash", facts.BlockHash.ToHex());
        writer.WriteString("anchoredAt", Moment(facts.AnchoredAt));
        writer.WriteBoolean("final", facts.Final);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Check check)
    {
        writer.WriteStartObject();
        writer.WriteString("name", check.Name);
        writer.WriteString("result", Words.Of(check.Result));
        writer.WriteString("code", check.Code);
        writer.WriteString("words", check.Words);
        writer.WriteBoolean("required", check.Required);
        writer.WriteEndObject();
    }
}
