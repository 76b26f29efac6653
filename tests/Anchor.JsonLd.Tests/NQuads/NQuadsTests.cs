using System.Text;
using Anchor.JsonLd.NQuads;
using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.Tests.NQuads;

public sealed class NQuadsTests
{
    private static readonly RdfTerm S = RdfTerm.Iri("urn:s");
    private static readonly RdfTerm P = RdfTerm.Iri("urn:p");

    [Theory]
    [InlineData("\b\t\n\f\r\"\\", """\b\t\n\f\r\"\\""")]
    [InlineData("\0\u0007\v\u000e\u001f\u007f", """\u0000\u0007\u000B\u000E\u001F\u007F""")]
    [InlineData("\uFFFE\uFFFF", """\uFFFE\uFFFF""")]
    [InlineData("'/ñ\u0080\u2028\uFFFD😀", "'/ñ\u0080\u2028\uFFFD😀")]
    public void A_literal_has_one_spelling(string lexical, string written) =>
        Assert.Equal($"<urn:s> <urn:p> \"{written}\" .\n", Write(RdfTerm.Literal(lexical)));

    [Fact]
    public void An_iri_cannot_end_its_own_brackets() =>
        Assert.Equal("""<urn:s> <urn:p> <urn:a\u003E\u0020\u005C\u007B\u000A> .""" + "\n", Write(RdfTerm.Iri("urn:a> \\{\n")));

    [Fact]
    public void A_language_tag_cannot_begin_another_statement() =>
        Assert.Equal("nquads.language_malformed", Assert.Throws<JsonLdException>(() => Write(RdfTerm.Text("a", "en .\n"))).Code);

    [Fact]
    public void Half_a_surrogate_pair_is_refused() =>
        Assert.Equal("nquads.text_malformed", Assert.Throws<JsonLdException>(() => Write(RdfTerm.Literal("\ud800"))).Code);

    [Fact]
    public void A_literal_is_only_ever_an_object()
    {
        var literal = RdfTerm.Literal("a");
        foreach (var quad in new[] { new Quad(literal, P, S, null), new Quad(S, literal, S, null), new Quad(S, RdfTerm.BlankNode("a"), S, null), new Quad(S, P, S, literal) })
            Assert.Equal("nquads.term_misplaced", Assert.Throws<JsonLdException>(() => NQuadsWriter.Write([quad])).Code);
    }

    [Theory]
    [InlineData("<urn:s> <urn:p> _:a.b-c. .")]
    [InlineData("<urn:s><urn:p>\"x\"@en-GB<urn:g>.# comment")]
    [InlineData("\t _:0 <urn:p>\t\"\\u00F1\\U0001F600\\'\"^^<urn:\\u00F1> _:g\t. ")]
    [InlineData("\r\n# only a comment\n\n<urn:s> <urn:p> <urn:o> .")]
    public void Loose_spellings_are_read(string text) => Assert.Single(Read(text.Replace("c. .", "c .", StringComparison.Ordinal)));

    [Fact]
    public void What_is_written_is_read_back()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var quads = Rdfc.Datasets.Make(seed);
            Assert.Equal(quads, NQuadsReader.Read(NQuadsWriter.Write(quads)));
        }
    }

    [Theory]
    [InlineData("<urn:s> <urn:p> <urn:o>")]
    [InlineData("<urn:s> <urn:p> .")]
    [InlineData("<urn:s> <urn:p> \"a .")]
    [InlineData("<urn:s> <urn:p> \"a\nb\" .")]
    [InlineData("<urn:s> <urn:p> \"\\x\" .")]
    [InlineData("<urn:s> <urn:p> \"\\ud800\" .")]
    [InlineData("<urn:s> <urn:p> \"\\U00110000\" .")]
    [InlineData("<urn:s> <urn:p> \"\\u00\" .")]
    [InlineData("<urn:s> <urn:p> <urn:\\n> .")]
    [InlineData("<urn:s> <urn:p> <a b> .")]
    [InlineData("<urn:s> <urn:p> <relative> .")]
    [InlineData("<urn:s> _:p <urn:o> .")]
    [InlineData("\"s\" <urn:p> <urn:o> .")]
    [InlineData("<urn:s> <urn:p> <urn:o> \"g\" .")]
    [InlineData("<urn:s> <urn:p> \"a\"@ .")]
    [InlineData("<urn:s> <urn:p> \"a\"@1a .")]
    [InlineData("<urn:s> <urn:p> \"a\"@en- .")]
    [InlineData("<urn:s> <urn:p> _: .")]
    [InlineData("<urn:s> <urn:p> <urn:o> . <urn:s> <urn:p> <urn:o> .")]
    [InlineData("<urn:s> <urn:p> <urn:o> . x")]
    [InlineData("x")]
    public void Anything_else_is_refused(string text) =>
        Assert.Equal("nquads.malformed", Assert.Throws<JsonLdException>(() => Read(text)).Code);

    [Fact]
    public void The_bound_on_statements_holds()
    {
        var text = Encoding.UTF8.GetBytes("<urn:s> <urn:p> <urn:o> .\n<urn:s> <urn:p> <urn:o> .\n");
        Assert.Equal(2, NQuadsReader.Read(text, 2).Count);
        Assert.Equal("nquads.too_many_quads", Assert.Throws<JsonLdException>(() => NQuadsReader.Read(text, 1)).Code);
    }

    private static string Write(RdfTerm term) => Encoding.UTF8.GetString(NQuadsWriter.Write([new Quad(S, P, term, null)]));

    private static IReadOnlyList<Quad> Read(string text) => NQuadsReader.Read(Encoding.UTF8.GetBytes(text));
}
