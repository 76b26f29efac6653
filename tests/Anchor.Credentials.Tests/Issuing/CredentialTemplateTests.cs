using System.Text;
using System.Text.Json;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.OpenBadges;

namespace Anchor.Credentials.Tests.Issuing;

public sealed class CredentialTemplateTests
{
    [Fact]
    public void The_identifier_is_hashed_with_the_credentials_own_salt()
    {
        var identity = OpenBadgeCredential.Read(Samples.Document()).Value.CredentialSubject.Identifier![0];
        Assert.True(identity.Hashed);
        Assert.Equal("000102030405060708090a0b0c0d0e0f", identity.Salt);
        Assert.Equal(IdentityObject.HashOf("ana@universidad.example", identity.Salt!), identity.IdentityHash);
        Assert.DoesNotContain("ana@universidad.example", Samples.Text(Samples.Document()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_name_stays_readable_with_its_accents() =>
        Assert.Contains("\"identityHash\":\"Ana Ejemplo Núñez\"", Samples.Text(Samples.Document()), StringComparison.Ordinal);

    [Fact]
    public void Dates_are_days_where_the_issuer_is()
    {
        using var document = JsonDocument.Parse(Samples.Document());
        var root = document.RootElement;
        Assert.Equal("2026-05-01T00:00:00-06:00", root.GetProperty("validFrom").GetString());
        Assert.Equal("2031-05-01T23:59:59-06:00", root.GetProperty("validUntil").GetString());
        Assert.Equal("2026-05-01T00:00:00-06:00", root.GetProperty("awardedDate").GetString());
        Assert.Equal(1777615200, root.GetProperty("nbf").GetInt64());
        Assert.Equal(root.GetProperty("id").GetString(), root.GetProperty("jti").GetString());
    }

    [Fact]
    public void A_day_without_midnight_starts_with_its_first_moment()
    {
        // Paraguay moved its clocks at midnight: 2 October 2022 began at 01:00.
        var start = CivilDates.StartOfDay(new DateOnly(2022, 10, 2), CivilDates.FindZone("America/Asuncion").Value);
        Assert.Equal(new DateTimeOffset(2022, 10, 2, 1, 0, 0, TimeSpan.FromHours(-3)), start);
        var last = CivilDates.EndOfDay(new DateOnly(2022, 10, 1), CivilDates.FindZone("America/Asuncion").Value);
        Assert.Equal(new DateTimeOffset(2022, 10, 1, 23, 59, 59, TimeSpan.FromHours(-4)), last);
    }

    [Fact]
    public void A_day_with_two_midnights_starts_with_the_first()
    {
        // Cuba set its clocks back from 01:00 to 00:00 on 6 November 2022.
        var start = CivilDates.StartOfDay(new DateOnly(2022, 11, 6), CivilDates.FindZone("America/Havana").Value);
        Assert.Equal(TimeSpan.FromHours(-4), start.Offset);
    }

    [Theory]
    [InlineData("Atlantis/Capital")]
    [InlineData("")]
    [InlineData("Central America Standard Time")]
    public void An_unknown_time_zone_is_refused(string name) => Assert.Equal("timezone.unknown", CivilDates.FindZone(name).Error?.Code);

    [Fact]
    public void JWT_claims_are_left_out_where_they_are_not_wanted()
    {
        var text = Samples.Text(Samples.Document(template: Samples.Template(new IssueOptions(Samples.Guatemala()))));
        Assert.DoesNotContain("\"jti\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"nbf\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_breaks_a_rule_is_refused_with_the_path()
    {
        var achievement = Samples.Achievement() with { AchievementType = "Diplome" };
        var error = CredentialTemplate.Compile(Samples.Issuer(), achievement, new IssueOptions(Samples.Guatemala())).Error;
        Assert.Equal(("ob.enumeration", "$.credentialSubject.achievement.achievementType"), (error!.Code, error.Path));
    }

    [Fact]
    public void A_draft_that_would_end_before_it_begins_is_refused()
    {
        Assert.Null(Samples.Template().Refuse(Samples.Draft()));
        Assert.Equal("draft.valid_until_before_from", Samples.Template().Refuse(Samples.Draft() with { ValidUntil = new DateOnly(2026, 4, 30) })?.Code);
    }

    [Fact]
    public void A_result_without_a_description_is_refused()
    {
        var template = CredentialTemplate.Compile(Samples.Issuer(), Samples.Achievement() with { ResultDescription = null }, new IssueOptions(Samples.Guatemala())).Value;
        Assert.Equal("draft.result_undescribed", template.Refuse(Samples.Draft())?.Code);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(1821)]
    public void Whatever_people_are_called_the_document_is_valid_and_says_it(int seed)
    {
        var random = new Random(seed);
        var template = Samples.Template();
        for (var round = 0; round < 300; round++)
        {
            var draft = Samples.Draft() with
            {
                Name = Unicode(random), Identifier = Unicode(random), ResultValue = random.Next(2) == 0 ? null : Unicode(random),
                AwardedDate = new DateOnly(1990, 1, 1).AddDays(random.Next(20_000)), ValidUntil = null,
            };
            var read = OpenBadgeCredential.Read(Samples.Document(draft, template));
            Assert.True(read.IsOk, $"seed {seed}, round {round}: {read.Error}");
            Assert.Equal(draft.Name, read.Value.CredentialSubject.DisplayName);
            Assert.Equal(draft.ResultValue, read.Value.CredentialSubject.Result?[0].Value);
            Assert.True(read.Value.CredentialSubject.Identifier![0].Matches(draft.Identifier));
            Assert.Equal(draft, CredentialDraft.ReadFrom(draft.ToUtf8()).Value);
        }
    }

    [Fact]
    public void The_digest_of_a_draft_changes_with_every_value()
    {
        var draft = Samples.Draft();
        CredentialDraft[] twins =
        [
            draft, draft with { Name = "Ana Ejemplo Nunez" }, draft with { Identifier = "otra@universidad.example" }, draft with { ResultValue = null },
            draft with { AwardedDate = draft.AwardedDate.AddDays(1) }, draft with { ValidUntil = null }, draft with { OriginalName = "x" },
            draft with { GivenName = null }, draft with { FamilyName = null }, draft with { IdentityType = "sourcedId" },
        ];
        Assert.Equal(twins.Length, twins.Select(t => Convert.ToHexString(t.ToUtf8())).Distinct().Count());
    }

    [Theory]
    [InlineData("{}", "$.identifier")]
    [InlineData("{\"identifier\":\"a\",\"identityType\":\"emailAddress\",\"name\":\"N\\u0303\",\"awardedDate\":\"2026-05-01\"}", "$.name")]
    [InlineData("{\"identifier\":\"a\",\"identityType\":\"emailAddress\",\"name\":\"Ana\",\"awardedDate\":\"2026-02-31\"}", "$.awardedDate")]
    public void A_wrong_stored_draft_is_named_by_its_path(string json, string path)
    {
        var error = CredentialDraft.ReadFrom(Encoding.UTF8.GetBytes(json)).Error;
        Assert.Equal(("draft.malformed", path), (error!.Code, error.Path));
    }

    private static string Unicode(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(1, 30); i > 0; i--)
        {
            int point = random.Next(4) switch { 0 => random.Next(0x20, 0x7F), 1 => random.Next(0xA0, 0x250), 2 => random.Next(0x370, 0xD7FF), _ => random.Next(0x10000, 0x1FFFF) };
            text.Append(new Rune(point).ToString());
        }
        return Anchor.Credentials.Text.CanonicalForm.Compose(text.ToString());
    }
}
