using System.Text;
using System.Text.Json;
using Anchor.Credentials.Csv;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.OpenBadges;
using Anchor.Credentials.Tests.Csv;
using Anchor.Tests.Support;

namespace Anchor.Credentials.Tests.Issuing;

/// <summary>Several results and evidence, from the row to the credential; and achievements that say more than the model knows.</summary>
public sealed class DraftPartsTests
{
    private static readonly Achievement Rich = Full().GetProperty("credentialSubject").GetProperty("achievement").Deserialize<Achievement>()!;
    private static readonly string Mention = Rich.ResultDescription![1].Id;
    private static readonly string Rubric = Rich.ResultDescription![2].Id;
    private static readonly CredentialTemplate Template = CredentialTemplate.Compile(Samples.Issuer(), Rich, new IssueOptions(Samples.Guatemala())).Value;

    private static readonly CredentialDraft Draft = Samples.Draft() with
    {
        Results = [new DraftResult(Mention, "A", Status: "Completed"), new DraftResult(Rubric, AchievedLevel: "urn:uuid:5f0c3b7e-3c1e-4a52-9d0e-0c6a1f2b7d15")],
        Evidence = [new DraftEvidence("https://universidad.example/proyectos/1", "Proyecto ñ", "Analizó «datos»."), new DraftEvidence(Narrative: "Otro")],
    };

    [Fact]
    public void Results_and_evidence_reach_the_credential()
    {
        Assert.Null(Template.Refuse(Draft));
        var document = JsonDocument.Parse(Samples.Document(Draft, Template)).RootElement;
        Assert.Empty(OpenBadgeValidator.Validate(document));
        var results = document.GetProperty("credentialSubject").GetProperty("result");
        Assert.Equal(["95", "A", ""], results.EnumerateArray().Select(result => result.TryGetProperty("value", out var value) ? value.GetString()! : ""));
        Assert.Equal("Analizó «datos».", document.GetProperty("evidence")[0].GetProperty("narrative").GetString());
        Assert.False(document.GetProperty("evidence")[1].TryGetProperty("id", out _));
    }

    [Fact]
    public void A_draft_with_parts_reads_back_as_it_was_written()
    {
        var read = CredentialDraft.ReadFrom(Draft.ToUtf8()).Value;
        Assert.Equal(Draft.Results, read.Results);
        Assert.Equal(Draft.Evidence, read.Evidence);
        Assert.Equal(Draft.ToUtf8(), read.ToUtf8());
        Assert.NotEqual(Draft.ToUtf8(), (Draft with { Evidence = [] }).ToUtf8());
    }

    public static TheoryData<DraftResult, string> Refused => new()
    {
        { new DraftResult("urn:uuid:0190f5c2-7a3b-7c1d-9e2f-0000000000ff", "A"), "$.credentialSubject.result[1].resultDescription" },
        { new DraftResult(Mention, "D"), "$.credentialSubject.result[1].value" },
        { new DraftResult(Rubric, AchievedLevel: Mention), "$.credentialSubject.result[1].achievedLevel" },
        { new DraftResult(Mention, "A", Status: "Excellent"), "$.credentialSubject.result[1].status" },
        { new DraftResult(Mention), "$.credentialSubject.result[1]" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_result_that_the_achievement_does_not_allow_is_named(DraftResult result, string path) =>
        Assert.Equal(path, Template.Refuse(Draft with { Results = [result] })?.Path);

    [Theory]
    [InlineData("\"evidence\":[{\"name\":\"x\"}]", "$.evidence[0]")]
    [InlineData("\"evidence\":{}", "$.evidence")]
    [InlineData("\"results\":[{\"value\":\"1\"}]", "$.results[0].resultDescription")]
    [InlineData("\"results\":[7]", "$.results[0]")]
    public void A_wrong_part_of_a_draft_is_named(string member, string path)
    {
        var json = $"{{\"identifier\":\"a\",\"identityType\":\"emailAddress\",\"name\":\"Ana\",\"awardedDate\":\"2026-05-01\",{member}}}";
        var error = CredentialDraft.ReadFrom(Encoding.UTF8.GetBytes(json)).Error;
        Assert.Equal(("draft.malformed", path), (error?.Code, error?.Path));
    }

    [Fact]
    public async Task A_row_can_hold_further_results_and_evidence()
    {
        var row = Assert.Single(await Read("nombre,correo,fecha,nota final,MENCION,Evidencia,Descripción de evidencia\nAna Ejemplo,a@universidad.example,2026-05-01,95,a,https://universidad.example/p/1,Informe\n"));
        Assert.Equal("95", row.Draft!.ResultValue);
        Assert.Equal([new DraftResult(Mention, "A")], row.Draft.Results);
        Assert.Equal([new DraftEvidence("https://universidad.example/p/1", Narrative: "Informe")], row.Draft.Evidence);
    }

    [Theory]
    [InlineData("D,https://universidad.example/p/1", "csv.result_invalid", "MENCIÓN")]
    [InlineData("A,proyecto", "csv.evidence_invalid", "evidencia")]
    public async Task A_wrong_cell_names_its_column(string cells, string code, string column)
    {
        var row = Assert.Single(await Read($"nombre,correo,fecha,MENCIÓN,evidencia\nAna Ejemplo,a@universidad.example,2026-05-01,{cells}\n"));
        Assert.Equal((code, column), (Assert.Single(row.Errors).Code, row.Errors[0].Column));
    }

    [Fact]
    public async Task Two_columns_for_one_further_result_are_refused() =>
        Assert.Equal("csv.duplicate_column", Assert.Single(Assert.Single(await Read("nombre,correo,fecha,mención,MENCIÓN\n")).Errors).Code);

    [Fact]
    public void What_the_model_does_not_know_is_kept()
    {
        var document = JsonDocument.Parse(Samples.Document(Samples.Draft(), Template)).RootElement;
        var written = document.GetProperty("credentialSubject").GetProperty("achievement");
        var given = Full().GetProperty("credentialSubject").GetProperty("achievement");
        foreach (var member in given.EnumerateObject())
            Assert.True(JsonElement.DeepEquals(member.Value, written.GetProperty(member.Name)), member.Name);
    }

    [Theory]
    [InlineData("{\"https://schema.org/award\":\"1\"}", "document.own_vocabulary", "$.credentialSubject.achievement.https://schema.org/award")]
    [InlineData("{\"@context\":{\"x\":\"https://schema.org/award\"},\"x\":\"1\"}", "document.own_vocabulary", "$.credentialSubject.achievement.@context")]
    [InlineData("{\"prize\":\"1\"}", "jsonld.unmapped_term", "$.credentialSubject.achievement.prize")]
    public void An_achievement_in_words_of_its_own_is_refused_before_anything_is_signed(string member, string code, string path)
    {
        var achievement = Rich with { };
        achievement.More = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(member);
        var error = CredentialTemplate.Compile(Samples.Issuer(), achievement, new IssueOptions(Samples.Guatemala())).Error;
        Assert.Equal((code, path), (error?.Code, error?.Path));
    }

    private static Task<List<CsvRow>> Read(string text) => CsvFiles.Read(Encoding.UTF8.GetBytes(text), new CsvOptions
    {
        Results = ResultRule.From(Rich.ResultDescription![0]), NamedResults = NamedResult.From(Rich),
    });

    private static JsonElement Full() => JsonElement.Parse(File.ReadAllBytes(Repository.PathOf("scripts", "sample", "open-badge.json")));
}
