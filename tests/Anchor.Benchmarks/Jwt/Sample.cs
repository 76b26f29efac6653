using System.Buffers;
using System.Text.Json;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Keys;
using Anchor.Credentials.OpenBadges;
using Anchor.Issuance.Achievements;
using Anchor.Tests.Support;

namespace Anchor.Benchmarks.Jwt;

/// <summary>Invented credentials of the sample achievement.</summary>
internal static class Sample
{
    public static Ed25519KeyPair Key { get; } = Ed25519KeyPair.FromSeed([.. Enumerable.Range(1, Ed25519.SeedLength).Select(i => (byte)i)]);

    public static string Did { get; } = DidKey.FromEd25519(Key.PublicKey);

    public static JsonElement Achievement { get; } =
        JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("scripts", "sample", "achievement.json"))).RootElement;

    /// <summary>Unsigned documents, each about another learner.</summary>
    public static byte[][] Documents(int count, CredentialFormat format = CredentialFormat.VcJwt)
    {
        var issuer = new Profile { Id = Did, Name = "Universidad Ejemplo", Url = "https://universidad.example/" };
        var achievement = AchievementDefinition.Read(AchievementDefinition.Complete(Achievement, Guid.Empty).Value).Value;
        var template = CredentialTemplate.Compile(issuer, achievement, new IssueOptions(TimeZoneInfo.Utc, Format: format)).Value;
        var (buffer, salt) = (new ArrayBufferWriter<byte>(4096), new byte[CredentialTemplate.SaltLength]);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            buffer.ResetWrittenCount();
            template.Write(Draft(i), new Guid(i + 1, 0, 0, new byte[8]), salt, buffer);
            return buffer.WrittenSpan.ToArray();
        })];
    }

    public static CredentialDraft Draft(int number) => new()
    {
        Identifier = $"graduado.{number}@alumnado.universidad.example", IdentityType = "emailAddress", Name = $"Begoña Núñez Ficticia {number}",
        GivenName = "Begoña", FamilyName = $"Núñez Ficticia {number}", AwardedDate = new DateOnly(2026, 1 + number % 6, 1 + number % 28),
        ResultValue = $"{60 + number % 41}",
    };
}
