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
            writer.WriteStartArray("checks");
            foreach (var check in report.Checks) Write(writer, check);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
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
        writer.WriteString("anchoredAt", facts.AnchoredAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
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
