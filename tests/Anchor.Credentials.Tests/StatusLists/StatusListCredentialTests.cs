using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Keys;
using Anchor.Credentials.StatusLists;

namespace Anchor.Credentials.Tests.StatusLists;

public sealed class StatusListCredentialTests
{
    private static readonly StatusListCredential List = new(
        "https://universidad.example/estados/1", "did:web:universidad.example", [StatusPurpose.Revocation], new StatusBitstring { [5] = true }.Encode())
    {
        ValidFrom = new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero), ValidUntil = new DateTimeOffset(2026, 5, 8, 0, 0, 0, TimeSpan.Zero),
        TimeToLive = TimeSpan.FromMinutes(5),
    };

    [Fact]
    public void A_list_is_written_as_the_specification_shows_it()
    {
        var document = JsonNode.Parse(List.ToUtf8())!;
        Assert.Equal("""["https://www.w3.org/ns/credentials/v2"]""", document["@context"]!.ToJsonString());
        Assert.Equal("""["VerifiableCredential","BitstringStatusListCredential"]""", document["type"]!.ToJsonString());
        Assert.Equal("2026-05-08T00:00:00Z", document["validUntil"]!.GetValue<string>());
        var subject = document["credentialSubject"]!;
        Assert.Equal(List.Id + "#list", subject["id"]!.GetValue<string>());
        Assert.Equal("revocation", subject["statusPurpose"]!.GetValue<string>());
        Assert.Equal(300_000, subject["ttl"]!.GetValue<int>());
    }

    [Fact]
    public void A_list_reads_back_as_it_was_written()
    {
        AssertSame(List, Read(JsonNode.Parse(List.ToUtf8())!));
        var several = List with { Purposes = ["revocation", "suspension"], ValidUntil = null, TimeToLive = null };
        AssertSame(several, Read(JsonNode.Parse(several.ToUtf8())!));
    }

    [Fact]
    public void Every_word_of_a_list_has_a_meaning_so_that_it_can_be_signed()
    {
        using var key = SigningKey.Generate(KeyType.P256);
        foreach (var list in new[] { List, List with { Purposes = ["revocation", "suspension"] } })
            Assert.True(new DataIntegritySigner(Cryptosuite.EcdsaRdfc2019, key).Sign(list.ToUtf8(), new ProofOptions()).IsOk);
    }

    [Theory]
    [InlineData("type", "\"VerifiableCredential\"", "$.type")]
    [InlineData("issuer", "7", "$.issuer")]
    [InlineData("issuer", "{}", "$.issuer.id")]
    [InlineData("validUntil", "\"2026-05-08\"", "$.validUntil")]
    [InlineData("credentialSubject", "null", "$.credentialSubject")]
    [InlineData("credentialSubject.type", "\"Other\"", "$.credentialSubject")]
    [InlineData("credentialSubject.statusPurpose", "[]", "$.credentialSubject.statusPurpose")]
    [InlineData("credentialSubject.statusPurpose", "[7]", "$.credentialSubject.statusPurpose")]
    [InlineData("credentialSubject.encodedList", "7", "$.credentialSubject.encodedList")]
    [InlineData("credentialSubject.ttl", "-1", "$.credentialSubject.ttl")]
    public void A_wrong_member_is_refused_with_its_path(string member, string value, string path)
    {
        var document = JsonNode.Parse(List.ToUtf8())!;
        var steps = member.Split('.');
        (steps.Length == 1 ? document : document[steps[0]]!)[steps[^1]] = JsonNode.Parse(value);
        var error = Assert.IsType<Error>(Read(document).Error);
        Assert.Equal("status_list.malformed", error.Code);
        Assert.StartsWith(path, error.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_reads_back_as_it_was_written()
    {
        foreach (var entry in new[] { new BitstringStatusListEntry("revocation", 94_567, List.Id), new BitstringStatusListEntry("suspension", 0, List.Id, List.Id + "#0") })
        {
            var back = BitstringStatusListEntry.Read(JsonElement.Parse(entry.ToUtf8())).Value;
            Assert.Equal((entry.Purpose, entry.Index, entry.ListCredential, entry.Id, 1), (back.Purpose, back.Index, back.ListCredential, back.Id, back.Size));
        }
    }

    [Fact]
    public void The_messages_of_an_entry_are_read()
    {
        var entry = JsonElement.Parse("""
            {"type":"BitstringStatusListEntry","statusPurpose":"message","statusListIndex":"7","statusListCredential":"https://a.example/1","statusSize":2,
             "statusMessage":[{"status":"0x0","message":"pendiente"},{"status":"0x1","message":"aceptada"}]}
            """);
        var read = BitstringStatusListEntry.Read(entry).Value;
        Assert.Equal((2, "aceptada"), (read.Size, read.Messages["0x1"]));
    }

    [Theory]
    [InlineData("statusListIndex", "94567")]
    [InlineData("statusListIndex", "\"-1\"")]
    [InlineData("statusListIndex", "\"1.0\"")]
    [InlineData("statusListIndex", "\"9999999999999999999\"")]
    [InlineData("statusListCredential", "\"estados/1\"")]
    [InlineData("statusPurpose", "null")]
    [InlineData("statusSize", "0")]
    [InlineData("statusMessage", "[7]")]
    public void A_wrong_entry_is_refused(string member, string value)
    {
        var entry = JsonNode.Parse(new BitstringStatusListEntry("revocation", 1, List.Id).ToUtf8())!;
        entry[member] = JsonNode.Parse(value);
        Assert.Equal("status_list.entry_malformed", BitstringStatusListEntry.Read(Element(entry)).Error?.Code);
    }

    private static Result<StatusListCredential> Read(JsonNode document) => StatusListCredential.Read(Element(document));

    private static JsonElement Element(JsonNode node) => JsonElement.Parse(Encoding.UTF8.GetBytes(node.ToJsonString()));

    private static void AssertSame(StatusListCredential expected, Result<StatusListCredential> actual)
    {
        Assert.Equal(expected.Purposes, actual.Value.Purposes);
        Assert.Equal(expected, actual.Value with { Purposes = expected.Purposes });
    }
}
