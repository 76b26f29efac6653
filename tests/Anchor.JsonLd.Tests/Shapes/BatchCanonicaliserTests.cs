using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Tests;
using Anchor.JsonLd.Rdf;
using Anchor.JsonLd.Rdfc;
using Anchor.JsonLd.Shapes;
using Anchor.JsonLd.Tests.Agreement;

namespace Anchor.JsonLd.Tests.Shapes;

/// <summary>Whatever a batch canonicaliser answers, the general way would have answered the same.</summary>
public sealed class BatchCanonicaliserTests(ITestOutputHelper output)
{
    private const int Seed = 20_261_122;
    private static readonly JsonLdOptions Options = new() { RdfDirection = RdfDirection.I18nDatatype };
    private static readonly CredentialTemplate Template = Samples.Template(new IssueOptions(Samples.Guatemala(), Format: CredentialFormat.DataIntegrity));

    /// <summary>A hundred thousand credentials of templates, in ten parts: every text, results and evidence in any number.</summary>
    [Theory]
    [MemberData(nameof(Parts))]
    public void Credentials_of_one_achievement_have_the_bytes_of_the_general_way(int seed)
    {
        var batch = new BatchCanonicaliser(Options);
        Parallel.For(0, 10_000, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            var document = Secured(Document(Draft(new Random(seed + i)), i), i);
            AssertSame(batch, document);
        });
        output.WriteLine($"seed {seed}: {batch.Fitted} fitted, {batch.General} did not");
        Assert.Equal(0, batch.Disagreements);
        Assert.True(batch.Fitted > 9_500, $"only {batch.Fitted} documents fitted a shape");
    }

    public static IEnumerable<TheoryDataRow<int>> Parts => Enumerable.Range(0, 10).Select(part => new TheoryDataRow<int>(Seed + part * 10_000));

    /// <summary>Documents of every kind, each with relatives in which some strings are others, right and wrong ones.</summary>
    [Fact]
    public void Any_documents_have_the_verdict_and_the_bytes_of_the_general_way()
    {
        var (fitted, general) = (0L, 0L);
        for (var seed = Seed; seed < Seed + 300; seed++)
        {
            var batch = new BatchCanonicaliser(Options);
            var random = new Random(seed);
            var document = RandomCredential.Make(seed);
            for (var i = 0; i < 12; i++)
            {
                var relative = document.DeepClone();
                for (var changes = random.Next(4); changes > 0; changes--) ReplaceString(relative, random);
                AssertSame(batch, Encoding.UTF8.GetBytes(relative.ToJsonString()), $"seed {seed}");
            }
            Assert.Equal(0, batch.Disagreements);
            (fitted, general) = (fitted + batch.Fitted, general + batch.General);
        }
        output.WriteLine($"{fitted} fitted, {general} did not");
        Assert.True(fitted > 100);
    }

    /// <summary>Bytes flipped, dropped and doubled anywhere: never a shape's bytes for what the general way reads otherwise or not at all.</summary>
    [Fact]
    public void Damaged_documents_have_the_verdict_of_the_general_way()
    {
        var batch = new BatchCanonicaliser(Options);
        var random = new Random(Seed);
        for (var i = 0; i < 20; i++) AssertSame(batch, Secured(Document(Draft(random), i), i));
        for (var i = 0; i < 3_000; i++)
        {
            var document = Secured(Document(Draft(random), i), i).ToList();
            var at = random.Next(document.Count);
            switch (random.Next(3))
            {
                case 0: document[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: document.RemoveAt(at); break;
                default: document.Insert(at, document[at]); break;
            }
            AssertSame(batch, [.. document], $"round {i}");
        }
        Assert.Equal(0, batch.Disagreements);
    }

    [Theory]
    [InlineData("""["A","B"]""", """["A","A"]""", "two statements become one")]
    [InlineData("""["B","A"]""", """["A","B"]""", "the order of lines depends on the slots")]
    public void Values_of_one_property_may_meet(string first, string second, string why)
    {
        var batch = new BatchCanonicaliser(Options);
        for (var i = 0; i < 4; i++) AssertSame(batch, Encoding.UTF8.GetBytes(Tagged(first.Replace("B", $"B{i}", StringComparison.Ordinal))), why);
        AssertSame(batch, Encoding.UTF8.GetBytes(Tagged(second)), why);
    }

    [Fact]
    public void Blank_nodes_that_look_alike_are_told_apart_by_the_general_way()
    {
        var batch = new BatchCanonicaliser(Options);
        for (var i = 0; i < 6; i++) AssertSame(batch, Document(Draft(i, i + 1), i));
        var before = batch.General;
        AssertSame(batch, Document(Draft(7, 7), 7));
        Assert.Equal(before + 1, batch.General);
    }

    [Fact]
    public void A_slot_that_names_the_subject_of_constant_lines_takes_the_general_way()
    {
        var batch = new BatchCanonicaliser(Options);
        string[] ids = ["urn:x:1", "urn:x:2", "urn:x:3", "urn:x:9", "urn:x:4"];
        foreach (var id in ids)
            AssertSame(batch, Encoding.UTF8.GetBytes(
                $$"""
                {"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"{{id}}","type":["VerifiableCredential"],"name":"N",
                "issuer":{"id":"urn:x:9","type":["Profile"],"name":"A","url":"https://x.example/"} }
                """), id);
        Assert.True(batch.Fitted >= 2);
        Assert.Equal(3, batch.General);
    }

    [Fact]
    public void An_example_that_is_like_no_other_is_given_up()
    {
        var batch = new BatchCanonicaliser(Options);
        for (var i = 0; i < 6; i++)
            AssertSame(batch, Encoding.UTF8.GetBytes(Tagged($"[\"A\",\"A{(i == 0 ? "" : i)}\"]")));
        Assert.True(batch.Fitted > 0);
    }

    [Fact]
    public void Documents_with_terms_of_their_own_take_the_general_way()
    {
        var batch = new BatchCanonicaliser(Options);
        for (var i = 0; i < 5; i++)
            AssertSame(batch, Encoding.UTF8.GetBytes($$"""{"@context":{"name":"https://x.example/name"},"@id":"urn:x:{{i}}","name":"Ana {{i}}"}"""));
        Assert.Equal(0, batch.Fitted);
    }

    [Fact]
    public void Documents_that_never_resemble_one_another_are_not_kept_looking_at()
    {
        var batch = new BatchCanonicaliser(Options);
        for (var i = 0; i < 200; i++)
            AssertSame(batch, Encoding.UTF8.GetBytes(Tagged($"[{string.Join(',', Enumerable.Range(0, i).Select(n => $"\"{n}\""))}]")));
        Assert.Equal(200, batch.General);
    }

    private static string Tagged(string tags) =>
        $$"""{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:x:1","type":["Achievement"],"tag":{{tags}}}""";

    private static void AssertSame(BatchCanonicaliser batch, byte[] document, string? of = null)
    {
        var (expected, refused) = General(document);
        var actual = new ArrayBufferWriter<byte>();
        try
        {
            batch.Canonicalise(document, actual);
            Assert.True(expected is not null, $"{of}: accepted, though the general way says {refused}");
            Assert.True(actual.WrittenSpan.SequenceEqual(expected), $"{of}: other bytes for {Encoding.UTF8.GetString(document)}");
        }
        catch (Exception e) when (e is JsonException or JsonLdException)
        {
            Assert.True(expected is null, $"{of}: {e.Message}");
        }
    }

    private static (byte[]? Canonical, string? Refused) General(byte[] document)
    {
        try
        {
            return (Rdfc10.Canonicalise(JsonLdProcessor.ToRdf(JsonElement.Parse(document), Options)), null);
        }
        catch (Exception e) when (e is JsonException or JsonLdException)
        {
            return (null, e.Message);
        }
    }

    private static byte[] Document(CredentialDraft draft, int number)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Template.Write(draft, new Guid(number, 0, 0, new byte[8]), Samples.Salt, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static CredentialDraft Draft(params int[] results) => Samples.Draft() with { Results = [.. results.Select(value => new DraftResult("urn:uuid:0190f5c2-7a3b-7c1d-9e2f-00000000000a", $"{value}"))] };

    private static CredentialDraft Draft(Random random) => Samples.Draft() with
    {
        Identifier = $"ana.{random.Next()}@universidad.example",
        Name = random.Next(20) == 0 ? RandomText.Next(random) : $"Begoña Núñez d'Ávila {random.Next()}",
        AwardedDate = new DateOnly(2026, random.Next(1, 13), random.Next(1, 28)),
        ValidUntil = random.Next(3) == 0 ? new DateOnly(2030, random.Next(1, 13), 1) : null,
        ResultValue = random.Next(3) == 0 ? $"{random.Next(100)}" : null,
    };

    private static byte[] Secured(byte[] document, int number) =>
    [
        .. document.AsSpan(0, document.Length - 1),
        .. Encoding.UTF8.GetBytes(
            $$""","proof":[{"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022","created":"2026-05-01T00:00:{{number % 60:d2}}Z","verificationMethod":"did:key:z6Mk#z6Mk","proofPurpose":"assertionMethod","proofValue":"z{{number}}"}]}"""),
    ];

    private static void ReplaceString(JsonNode document, Random random)
    {
        var strings = new List<JsonValue>();
        Collect(document, strings);
        if (strings.Count == 0) return;
        var old = strings[random.Next(strings.Count)];
        var text = old.GetValue<string>();
        old.ReplaceWith(JsonValue.Create(random.Next(12) switch
        {
            0 => RandomText.Next(random),
            1 => "relative",
            2 => strings[random.Next(strings.Count)].GetValue<string>(),
            3 => "",
            _ => text + (char)('a' + random.Next(26)),
        }));
    }

    private static void Collect(JsonNode? node, List<JsonValue> into)
    {
        if (node is JsonObject value)
        {
            foreach (var (name, member) in value)
                if (name is not ("@context" or "type")) Collect(member, into);
        }
        else if (node is JsonArray array)
        {
            foreach (var item in array) Collect(item, into);
        }
        else if (node is JsonValue leaf && leaf.TryGetValue<string>(out _))
        {
            into.Add(leaf);
        }
    }
}
