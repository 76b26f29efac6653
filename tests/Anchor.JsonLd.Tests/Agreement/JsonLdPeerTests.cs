using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Anchor.JsonLd.Rdfc;
using Anchor.Tests.Support;

namespace Anchor.JsonLd.Tests.Agreement;

/// <summary>The libraries jsonld and rdf-canonize as judges: the same verdict, and the same bytes where it is no refusal.</summary>
public sealed class JsonLdPeerTests(ITestOutputHelper output, JsonLdPeers peers) : IClassFixture<JsonLdPeers>
{
    private const int Count = 1_000;
    private const int Seed = 20_260_501;
    private static readonly Regex BadTag = new("""(?<!\\)"@(?![a-z]{1,8}(-[a-z0-9]{1,8})* )""");

    [Fact]
    public async Task The_samples_of_the_repository_have_the_verdict_and_the_bytes_of_jsonld() =>
        await CompareAsync([.. RepositorySamples.All().Select(document => new Question(document, true))]);

    /// <summary>Ten thousand random documents, in ten parts: a part is short enough to be seen getting on.</summary>
    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Random_documents_have_the_verdict_and_the_bytes_of_jsonld(int seed) =>
        await CompareAsync([.. Enumerable.Range(seed, Count).Select(Make)]);

    public static IEnumerable<TheoryDataRow<int>> Parts => Enumerable.Range(0, 10).Select(part => new TheoryDataRow<int>(Seed + part * Count));

    private async Task CompareAsync(IReadOnlyList<Question> questions)
    {
        // Threads of their own: waiting for a peer must not hold up the pool, which the test runner needs to answer.
        var halves = questions.Chunk((questions.Count + 1) / 2)
            .Zip(peers.Both, (half, peer) => Task.Factory.StartNew(() => peer.Ask(half), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        var answers = (await Task.WhenAll(halves)).SelectMany(half => half).ToArray();

        var (differences, refused) = (new List<string>(), 0);
        for (var i = 0; i < questions.Count; i++)
        {
            var (expected, ours) = (Theirs(answers[i]), Ours(questions[i]));
            if (expected.Canonical is null) refused++;
            if (expected.Canonical != ours.Canonical && !IsKnown(questions[i], expected, ours)) differences.Add($"{i}, safe {questions[i].Safe}: {Describe(expected, ours)}\n{questions[i].Document}");
        }
        output.WriteLine($"{questions.Count} documents, {refused} refused by both");
        Assert.True(differences.Count == 0, $"{differences.Count} differences\n{string.Join("\n", differences.Take(400))}");
    }

    /// <summary>Where Anchor is right not to agree.</summary>
    private static bool IsKnown(Question question, Verdict theirs, Verdict ours) =>
        // A set or list with a type is no set or list; jsonld drops its items silently.
        (theirs.Canonical is not null && ours.Why is { } why && (why.StartsWith("jsonld.invalid_set_or_list_object", StringComparison.Ordinal) || why.Contains("['@set']", StringComparison.Ordinal) || why.Contains("['@list']", StringComparison.Ordinal)))
        // A text whose language tag is not well formed is no literal of RDF; jsonld writes it all the same.
        || (!question.Safe && BadTag.IsMatch(theirs.Canonical ?? ""))
        // jsonld breaks on a list whose item has a reserved identifier.
        || theirs.Why?.StartsWith("TypeError", StringComparison.Ordinal) == true;

    private static string Describe(Verdict theirs, Verdict ours)
    {
        if (theirs.Canonical is null) return $"theirs refuse, {theirs.Why}";
        if (ours.Canonical is null) return $"ours refuses, {ours.Why}";
        var (a, b) = (theirs.Canonical.Split('\n'), ours.Canonical.Split('\n'));
        return $"theirs have {string.Join(' ', a.Except(b).Take(3))}, ours has {string.Join(' ', b.Except(a).Take(3))}";
    }

    private static Question Make(int seed)
    {
        var document = RandomCredential.Make(seed);
        var random = new Random(~seed);
        var isMutated = random.Next(100) < 30;
        if (isMutated) Mutation.Apply(document, random);
        return new Question(JsonElement.Parse(document.ToJsonString()), !isMutated || random.Next(4) > 0);
    }

    private static Verdict Theirs(JsonElement answer) =>
        answer.TryGetProperty("canonical", out var canonical) ? new(canonical.GetString(), null) : new(null, answer.GetProperty("refused").GetString());

    private static Verdict Ours(Question question)
    {
        try
        {
            var quads = JsonLdProcessor.ToRdf(question.Document, new JsonLdOptions { Safe = question.Safe, BaseIri = "" });
            return new(Encoding.UTF8.GetString(Rdfc10.Canonicalise(quads)), null);
        }
        catch (JsonLdException e)
        {
            return new(null, $"{e.Code} at {e.Path}");
        }
    }

    private sealed record Question(JsonElement Document, bool Safe);

    private sealed record Verdict(string? Canonical, string? Why);
}

/// <summary>Two of them, since they take longer than we do; started once for all parts.</summary>
public sealed class JsonLdPeers : IDisposable
{
    internal NodePeer[] Both { get; } = [Start(), Start()];

    public void Dispose()
    {
        foreach (var peer in Both) peer.Dispose();
    }

    private static NodePeer Start() => NodePeer.Start("tests", "Anchor.JsonLd.Tests", "peers", "jsonld.mjs");
}
