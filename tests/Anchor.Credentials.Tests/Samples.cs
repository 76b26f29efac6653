using System.Buffers;
using System.Text;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Keys;
using Anchor.Credentials.OpenBadges;

namespace Anchor.Credentials.Tests;

/// <summary>Obviously invented people and bodies.</summary>
internal static class Samples
{
    public static readonly Guid Id = Guid.Parse("0190f5c2-7a3b-7c1d-9e2f-000000000001");
    public static readonly byte[] Salt = Convert.FromHexString("000102030405060708090a0b0c0d0e0f");
    public static readonly byte[] Seed = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    public static Ed25519KeyPair Key() => Ed25519KeyPair.FromSeed(Seed);

    public static Profile Issuer()
    {
        using var key = Key();
        return new Profile { Id = DidKey.FromEd25519(key.PublicKey), Name = "Universidad Ejemplo", Url = "https://universidad.example" };
    }

    public static Achievement Achievement() => new()
    {
        Id = "https://universidad.example/logros/analisis-de-datos",
        Name = "Análisis de datos",
        Description = "Prepara, analiza y explica datos.",
        Criteria = new Criteria { Narrative = "Aprobar el proyecto final." },
        AchievementType = "MicroCredential",
        InLanguage = "es",
        Alignment =
        [
            new Alignment
            {
                TargetName = "perform data analysis", TargetFramework = "ESCO", TargetType = "ext:ESCOSkill",
                TargetUrl = "http://data.europa.eu/esco/skill/2b92a5b2-6758-4ee3-9fb4-b6387a55cc8f",
            },
        ],
        ResultDescription =
        [
            new ResultDescription { Id = "urn:uuid:0190f5c2-7a3b-7c1d-9e2f-00000000000a", Name = "Nota final", ResultType = "RawScore", ValueMin = "0", ValueMax = "100" },
        ],
    };

    public static TimeZoneInfo Guatemala() => CivilDates.FindZone("America/Guatemala").Value;

    public static CredentialTemplate Template(IssueOptions? options = null) =>
        CredentialTemplate.Compile(Issuer(), Achievement(), options ?? new IssueOptions(Guatemala(), Format: CredentialFormat.VcJwt)).Value;

    public static CredentialDraft Draft() => new()
    {
        Identifier = "ana@universidad.example", IdentityType = "emailAddress", Name = "Ana Ejemplo Núñez",
        GivenName = "Ana", FamilyName = "Ejemplo Núñez", AwardedDate = new DateOnly(2026, 5, 1), ResultValue = "95",
        ValidUntil = new DateOnly(2031, 5, 1),
    };

    public static byte[] Document(CredentialDraft? draft = null, CredentialTemplate? template = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        (template ?? Template()).Write(draft ?? Draft(), Id, Salt, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    public static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);
}
