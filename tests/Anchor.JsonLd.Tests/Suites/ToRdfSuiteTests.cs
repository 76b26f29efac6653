using System.Text;
using System.Text.RegularExpressions;
using Anchor.JsonLd.NQuads;
using Anchor.JsonLd.Rdf;
using Anchor.JsonLd.Rdfc;
using Anchor.Tests.Support;

namespace Anchor.JsonLd.Tests.Suites;

public sealed class ToRdfSuiteTests
{
    private const string Manifest = "toRdf-manifest.jsonld";
    private const string AnyBlank = "blank:predicate";
    private static readonly Regex BlankPredicate = new(@"^(\S+) _:\S+ ", RegexOptions.Multiline);

    public static TheoryData<string, string> Cases => JsonLdSuite.Cases(Manifest);

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_case_of_the_suite_holds(string id, string name)
    {
        W3cSuites.Require("json-ld", Manifest);
        if (SuiteExceptions.Why(id) is { } why) Assert.Skip($"{name}: {why}");
        var test = JsonLdSuite.Open(Manifest, id);
        if (test.IsPositive)
        {
            // Canonical N-Quads have no place for a blank node as a predicate: one IRI stands for them all.
            var expected = BlankPredicate.Replace(File.ReadAllText(test.ExpectedFile), $"$1 <{AnyBlank}> ");
            var quads = JsonLdProcessor.ToRdf(test.Input, test.Options)
                .Select(q => q.Predicate.Kind == RdfTermKind.BlankNode ? q with { Predicate = RdfTerm.Iri(AnyBlank) } : q);
            Assert.Equal(Canonical(NQuadsReader.Read(Encoding.UTF8.GetBytes(expected))), Canonical([.. quads]));
        }
        else if (test.IsSyntax)
        {
            JsonLdProcessor.ToRdf(test.Input, test.Options);
        }
        else
        {
            var thrown = Assert.Throws<JsonLdException>(() => JsonLdProcessor.ToRdf(test.Input, test.Options));
            Assert.Equal(test.ExpectedCode, thrown.Code);
        }
    }

    private static string Canonical(IReadOnlyList<Quad> quads) => Encoding.UTF8.GetString(Rdfc10.Canonicalise(quads));
}
