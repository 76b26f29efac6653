using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.OpenBadges;
using Anchor.Credentials.Tests;
using Anchor.Tests.Support;

namespace Anchor.JsonLd.Tests.Agreement;

/// <summary>Credentials as Anchor issues them: the samples of the tests, and the achievement and people of scripts/sample.</summary>
internal static class RepositorySamples
{
    private const int Graduates = 50;

    public static IEnumerable<JsonElement> All()
    {
        var options = new[] { new IssueOptions(Samples.Guatemala()), new IssueOptions(TimeZoneInfo.Utc) };
        foreach (var template in options.SelectMany(o => new[] { Samples.Template(o), CredentialTemplate.Compile(Samples.Issuer(), SampleAchievement(), o).Value }))
        {
            yield return JsonElement.Parse(Samples.Document(Samples.Draft(), template));
            yield return JsonElement.Parse(Samples.Document(new CredentialDraft { Identifier = "1234 56789 0101", IdentityType = "nationalIdentityNumber", Name = "José Ñandú", AwardedDate = new DateOnly(2026, 5, 1) }, template));
        }
        var graduates = CredentialTemplate.Compile(Samples.Issuer(), SampleAchievement(), options[0]).Value;
        foreach (var line in File.ReadLines(Repository.Require(Path.Combine("scripts", "sample", "graduates.csv"))).Skip(1).Take(Graduates))
            if (!line.Contains('"', StringComparison.Ordinal) && line.Split(',') is [var given, var family, var email, var date, var result])
                yield return JsonElement.Parse(Samples.Document(
                    new CredentialDraft
                    {
                        Identifier = email, IdentityType = "emailAddress", Name = $"{given} {family}", GivenName = given, FamilyName = family, ResultValue = result,
                        AwardedDate = DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                    },
                    graduates));
    }

    private static Achievement SampleAchievement()
    {
        var achievement = JsonNode.Parse(File.ReadAllText(Repository.Require(Path.Combine("scripts", "sample", "achievement.json"))))!.AsObject();
        achievement["id"] = "https://universidad.example/logros/muestra";
        foreach (var (result, i) in achievement["resultDescription"]!.AsArray().Select((r, i) => (r, i))) result!["id"] = $"urn:uuid:0190f5c2-7a3b-7c1d-9e2f-00000000000{i}";
        return achievement.Deserialize<Achievement>()!;
    }
}
