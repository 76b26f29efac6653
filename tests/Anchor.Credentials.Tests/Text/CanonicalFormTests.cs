using System.Text.Json;
using Anchor.Credentials.Text;

namespace Anchor.Credentials.Tests.Text;

public sealed class CanonicalFormTests
{
    [Fact]
    public void Both_forms_agree_with_ICU()
    {
        using var stream = typeof(CanonicalFormTests).Assembly.GetManifestResourceStream("nfc.json")!;
        using var file = JsonDocument.Parse(stream);
        var count = 0;
        foreach (var vector in file.RootElement.GetProperty("vectors").EnumerateArray())
        {
            var text = vector.GetProperty("text").GetString()!;
            var (nfc, nfd) = (vector.GetProperty("nfc").GetString()!, vector.GetProperty("nfd").GetString()!);
            Assert.Equal(nfc, CanonicalForm.Compose(text));
            Assert.Equal(nfd, CanonicalForm.Decompose(text));
            Assert.Equal(nfc, CanonicalForm.Compose(nfd));
            Assert.Equal(text == nfc, CanonicalForm.IsComposed(text));
            count++;
        }
        Assert.True(count > 400);
    }

    [Fact]
    public void Names_of_Ibero_America_compose()
    {
        Assert.Equal("Núñez", CanonicalForm.Compose("Nu\u0301n\u0303ez"));
        Assert.Equal("Gonçalves", CanonicalForm.Compose("Gonc\u0327alves"));
        Assert.Equal("Núñez", CanonicalForm.Compose("Núñez"));
    }

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character() => Assert.Equal("a\uFFFD", CanonicalForm.Compose("a\uD800"));

    [Fact]
    public void What_is_taken_for_composed_without_looking_further_is()
    {
        string[] before = ["", "a", "\u0627", "\u09C7", "\u1100", "\uAC00", "\u0B92"];
        for (var character = 0x300; character <= char.MaxValue; character++)
        {
            if (char.IsSurrogate((char)character)) continue;
            foreach (var text in before.Select(prefix => prefix + (char)character))
                // Half of a surrogate pair makes it look, and joins nothing.
                Assert.Equal(CanonicalForm.Compose(text + "\uD800"), CanonicalForm.Compose(text) + "\uFFFD");
        }
    }
}
