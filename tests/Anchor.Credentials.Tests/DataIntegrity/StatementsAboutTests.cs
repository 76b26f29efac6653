using System.Text;
using Anchor.Credentials.DataIntegrity;

namespace Anchor.Credentials.Tests.DataIntegrity;

public sealed class StatementsAboutTests
{
    private const string Quads = """
        <urn:a> <urn:p> "one \" <urn:a> <urn:q> \\" .
        <urn:a> <urn:p> "one \" <urn:a> <urn:q> \\" _:c14n1 .
        <urn:a> <urn:p> "one"@es .
        <urn:a> <urn:p> "one"^^<urn:t> .
        <urn:a> <urn:q> <urn:b> .
        <urn:a> <urn:q> <urn:b> <urn:g> .
        <urn:a> <urn:q> _:c14n0 .
        <urn:a1> <urn:p> "two" .
        _:c14n0 <urn:p> "<urn:a> <urn:p>" .

        """;

    [Theory]
    [InlineData("urn:a", "urn:p", 3)]
    [InlineData("urn:a", "urn:q", 2)]
    [InlineData("urn:a1", "urn:p", 1)]
    [InlineData("urn:a1", "urn:q", 0)]
    [InlineData("urn:b", "urn:p", 0)]
    public void Different_objects_are_counted_and_graphs_are_not(string subject, string predicate, int count)
    {
        var statements = StatementsAbout.Of(subject, Encoding.UTF8.GetBytes(Quads.ReplaceLineEndings("\n")))!;
        Assert.Equal((count, subject != "urn:b"), (statements.CountOf(predicate), statements.Any));
    }

    [Theory]
    [InlineData("_:c14n0")]
    [InlineData("urn:ñ")]
    [InlineData("urn:a> <urn:p")]
    [InlineData("")]
    public void An_id_that_may_be_written_in_another_way_is_left_to_the_quads(string subject) =>
        Assert.Null(StatementsAbout.Of(subject, Encoding.UTF8.GetBytes(Quads)));
}
