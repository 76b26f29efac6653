using System.Text.Json.Nodes;

namespace Anchor.JsonLd.Tests.Agreement;

/// <summary>Open Badges 3.0 credentials of every shape, one for each seed.</summary>
internal sealed class RandomCredential
{
    private const string Version1 = "https://www.w3.org/2018/credentials/v1";
    private const string Version2 = "https://www.w3.org/ns/credentials/v2";
    private const string OpenBadges = "https://purl.imsglobal.org/spec/ob/v3p0/";

    // The older contexts go with the older data model; the last pair contradicts itself.
    private static readonly (string Credentials, string OpenBadges, int Percent)[] Versions =
    [
        (Version2, "context-3.0.3.json", 66), (Version2, "context-3.0.2.json", 14), (Version1, "context.json", 8), (Version1, "context-3.0.1.json", 9), (Version2, "context-3.0.1.json", 3),
    ];

    private readonly Random _random;
    private readonly (string Credentials, string OpenBadges, int Percent) _version;
    private int _ids;

    private RandomCredential(int seed)
    {
        _random = new Random(seed);
        var percent = _random.Next(100);
        _version = Versions.First(version => (percent -= version.Percent) < 0);
    }

    private string From => _version.Credentials == Version1 ? "issuanceDate" : "validFrom";

    private string Until => _version.Credentials == Version1 ? "expirationDate" : "validUntil";

    public static JsonObject Make(int seed) => new RandomCredential(seed).Credential();

    private bool KnowsLanguages => _version.OpenBadges == Versions[0].OpenBadges;

    private JsonObject Credential()
    {
        var context = new JsonArray(_version.Credentials, OpenBadges + _version.OpenBadges);
        var isExtended = Maybe(25);
        if (isExtended) context.Add(OpenBadges + "extensions.json");
        if (_version.Credentials == Version1) context.Add("https://w3id.org/security/data-integrity/v2");
        if (Maybe(10)) context.Add("https://www.w3.org/ns/credentials/examples/v2");
        if (Maybe(10)) context.Add("https://w3id.org/security/multikey/v1");
        JsonObject extra = [];
        if (Maybe(25)) context.Add(RandomExtension.Context(_random, extra));
        var credential = new JsonObject
        {
            ["@context"] = context,
            ["type"] = new JsonArray("VerifiableCredential", "OpenBadgeCredential"),
            ["issuer"] = Maybe(30) ? Url("issuer") : Profile(2),
            [From] = "2026-01-01T00:00:00Z",
            ["credentialSubject"] = Maybe(8) ? new JsonArray(Subject(), Subject()) : Subject(),
        };
        if (Maybe(85)) credential["id"] = Maybe(60) ? "urn:uuid:0190f5c2-7a3b-7c1d-9e2f-0000000000" + _random.Next(10, 99) : Url("c");
        if (Maybe(60)) credential["name"] = Text();
        if (Maybe(30)) credential["description"] = Text();
        if (From == "validFrom" && Maybe(20)) credential["awardedDate"] = "2026-05-01T00:00:00-06:00";
        if (Maybe(30)) credential[Until] = "2031-05-01T00:00:00.000Z";
        if (Maybe(20)) credential["image"] = Image();
        if (Maybe(30)) credential["evidence"] = Set(Evidence);
        if (Maybe(20)) credential["endorsement"] = Set(Endorsement);
        if (Maybe(2)) credential["endorsementJwt"] = new JsonArray("eyJhbGciOiJFZERTQSJ9.e30.c2ln");
        if (Maybe(40)) credential["credentialSchema"] = Set(() => new() { ["id"] = Url("schema"), ["type"] = isExtended ? "1EdTechJsonSchemaValidator2019" : "https://x.example/Schema" });
        if (Maybe(40)) credential["credentialStatus"] = Set(Status);
        if (isExtended && Maybe(20)) credential["refreshService"] = new JsonObject { ["id"] = Url("refresh"), ["type"] = "1EdTechCredentialRefresh" };
        if (Maybe(10)) credential["termsOfUse"] = Set(() => new() { ["id"] = Url("terms"), ["type"] = "https://x.example/Terms" });
        if (Maybe(30)) credential["proof"] = Maybe(70) ? Proof() : Set(Proof);
        foreach (var (name, value) in extra) credential[name] = value?.DeepClone();
        return Shuffle(credential);
    }

    private JsonObject Subject()
    {
        var subject = new JsonObject { ["type"] = new JsonArray("AchievementSubject"), ["achievement"] = Achievement() };
        if (Maybe(50)) subject["id"] = Maybe(50) ? "did:key:z6Mk" + _random.Next(99) : Url("learner");
        if (Maybe(60)) subject["identifier"] = Set(() => new()
        {
            ["type"] = "IdentityObject", ["hashed"] = true, ["identityHash"] = "sha256$" + _random.Next(4), ["identityType"] = "emailAddress", ["salt"] = "s" + _random.Next(3),
        });
        if (Maybe(30)) subject["result"] = Set(() => new()
        {
            ["type"] = new JsonArray("Result"), ["value"] = _random.Next(100).ToString(), ["resultDescription"] = "urn:uuid:" + _random.Next(3), ["status"] = "Completed",
        });
        if (Maybe(20)) subject["creditsEarned"] = Number();
        if (Maybe(20)) subject["activityStartDate"] = "2026-01-01";
        if (Maybe(20)) subject["narrative"] = Text();
        if (Maybe(15)) subject["source"] = Profile(1);
        if (Maybe(15)) subject["role"] = Text();
        if (Maybe(15)) subject["licenseNumber"] = Text();
        return Shuffle(subject);
    }

    private JsonObject Achievement()
    {
        var achievement = new JsonObject
        {
            ["id"] = Url("achievement"), ["type"] = new JsonArray("Achievement"), ["name"] = Text(), ["description"] = Text(),
            ["criteria"] = Maybe(80) ? new JsonObject { ["narrative"] = Text() } : new JsonObject { ["id"] = Url("criteria"), ["narrative"] = Text() },
        };
        if (Maybe(50)) achievement["achievementType"] = Maybe(80) ? "MicroCredential" : "ext:Workshop";
        if (Maybe(40)) achievement["alignment"] = Set(() => new()
        {
            ["type"] = new JsonArray("Alignment"), ["targetName"] = Text(), ["targetUrl"] = Url("skill"), ["targetFramework"] = "ESCO", ["targetType"] = "ext:ESCOSkill",
        });
        if (Maybe(20)) achievement["creator"] = Profile(1);
        if (Maybe(20)) achievement["creditsAvailable"] = Number();
        if (Maybe(30)) achievement["fieldOfStudy"] = Text();
        if (Maybe(20)) achievement["humanCode"] = Text();
        if (KnowsLanguages && Maybe(30)) achievement["inLanguage"] = "es";
        if (Maybe(20)) achievement["image"] = Image();
        if (Maybe(40)) achievement["resultDescription"] = Set(() => new()
        {
            ["id"] = "urn:uuid:" + _random.Next(3), ["type"] = new JsonArray("ResultDescription"), ["name"] = Text(), ["resultType"] = "RawScore", ["valueMin"] = "0",
            ["allowedValue"] = new JsonArray("A", "B", _random.Next(2).ToString()),
        });
        if (Maybe(30)) achievement["tag"] = new JsonArray(Text(), Text(), "datos", "datos");
        if (Maybe(10)) achievement["related"] = Set(() => new() { ["id"] = Url("related"), ["type"] = new JsonArray("Related"), ["version"] = "2" });
        if (Maybe(8)) achievement["endorsement"] = Set(Endorsement);
        return Shuffle(achievement);
    }

    private JsonObject Profile(int depth)
    {
        var profile = new JsonObject { ["id"] = Url("issuer"), ["type"] = Maybe(50) ? "Profile" : new JsonArray("Profile"), ["name"] = Text() };
        if (Maybe(30)) profile["url"] = Url("home");
        if (Maybe(10)) profile["email"] = "a@universidad.example";
        if (Maybe(10)) profile["image"] = Image();
        if (Maybe(10)) profile["otherIdentifier"] = Set(() => new() { ["type"] = "IdentifierEntry", ["identifier"] = Text(), ["identifierType"] = "sisCourseId" });
        if (Maybe(10)) profile["address"] = new JsonObject
        {
            ["type"] = new JsonArray("Address"), ["addressCountry"] = "GT", ["geo"] = new JsonObject { ["type"] = "GeoCoordinates", ["latitude"] = 14.6, ["longitude"] = -90.5 },
        };
        if (depth > 0 && Maybe(15)) profile["parentOrg"] = Profile(depth - 1);
        return Shuffle(profile);
    }

    private JsonObject Evidence()
    {
        var evidence = new JsonObject { ["type"] = new JsonArray("Evidence"), ["name"] = Text() };
        if (Maybe(50)) evidence["id"] = Url("evidence");
        if (Maybe(50)) evidence["narrative"] = Text();
        if (Maybe(30)) evidence["genre"] = "project";
        return evidence;
    }

    private JsonObject Endorsement()
    {
        var endorsement = new JsonObject
        {
            ["id"] = Url("endorsement"), ["type"] = new JsonArray("VerifiableCredential", "EndorsementCredential"), ["name"] = Text(), ["issuer"] = Profile(0),
            [From] = "2026-02-02T00:00:00Z",
            ["credentialSubject"] = new JsonObject { ["id"] = Url("issuer"), ["type"] = new JsonArray("EndorsementSubject"), ["endorsementComment"] = Text() },
        };
        if (Maybe(60)) endorsement["@context"] = new JsonArray(_version.Credentials, OpenBadges + _version.OpenBadges);
        if (Maybe(30)) endorsement["proof"] = Proof();
        return Shuffle(endorsement);
    }

    private JsonObject Status()
    {
        var index = _random.Next(131_072).ToString();
        return new()
        {
            ["id"] = Url("list") + "#" + index, ["type"] = "BitstringStatusListEntry", ["statusPurpose"] = Maybe(50) ? "revocation" : "suspension",
            ["statusListIndex"] = index, ["statusListCredential"] = Url("list"),
        };
    }

    private JsonObject Proof() => Shuffle(new()
    {
        ["type"] = "DataIntegrityProof", ["cryptosuite"] = "eddsa-rdfc-2022", ["created"] = "2026-01-01T00:00:00Z", ["proofPurpose"] = "assertionMethod",
        ["verificationMethod"] = "did:key:z6Mk#z6Mk", ["proofValue"] = "z" + _random.Next(5),
    });

    private JsonNode Image() => Maybe(30) ? Url("image") : new JsonObject { ["id"] = Maybe(50) ? Url("image") : "data:image/png;base64,iVBORw0KGgo=", ["type"] = "Image", ["caption"] = Text() };

    private JsonNode Number() => _random.Next(5) switch { 0 => 12, 1 => 0.5, 2 => -3.25, 3 => 1e21, _ => 123456789.125 };

    private string Url(string what) => $"https://{what}.example/{_random.Next(4)}/{(Maybe(20) ? _ids++ : 0)}";

    private string Text() => Maybe(50) ? RandomText.Next(_random) : "Texto " + _random.Next(5);

    /// <summary>One object, several, or, more often than in life, the same one twice.</summary>
    private JsonArray Set(Func<JsonObject> make)
    {
        var set = new JsonArray();
        for (var i = _random.Next(1, 4); i > 0; i--) set.Add(make());
        if (Maybe(25)) set.Add(set[0]!.DeepClone());
        return set;
    }

    private JsonObject Shuffle(JsonObject value)
    {
        if (Maybe(60)) return value;
        var members = value.ToArray();
        value.Clear();
        _random.Shuffle(members);
        foreach (var (name, member) in members) value[name] = member;
        return value;
    }

    private bool Maybe(int percent) => _random.Next(100) < percent;
}
