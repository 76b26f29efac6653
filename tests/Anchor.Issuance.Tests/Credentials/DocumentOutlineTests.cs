using System.Buffers;
using System.Text;
using Anchor.Issuance.Credentials;
using Anchor.Merkle;

namespace Anchor.Issuance.Tests.Credentials;

public class DocumentOutlineTests
{
    private static readonly DocumentOutline Outline = new(Encoding.UTF8.GetBytes(
        "{\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],\"issuer\":{\"id\":\"did:web:universidad.example\",\"name\":\"Universidad Ejemplo\"},\"subject\":\"Ana Ejemplo\",\"proof\":\"z\"}"));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("short")]
    [InlineData("{\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],\"issuer\":{\"id\":\"did:web:universidad.example\",\"name\":\"Universidad Ejemplo\"},\"subject\":\"Íñigo d'Ejemplo\",\"proof\":\"zabc\"}")]
    [InlineData("nothing in common with it, and rather long, so that it takes more than one byte to say how long it is: 0123456789 0123456789 0123456789 0123456789")]
    public void What_was_packed_comes_back(string text)
    {
        var document = Encoding.UTF8.GetBytes(text);
        Assert.Equal(document, Outline.Unpack(Pack(document)));
    }

    [Fact]
    public void A_document_like_the_outline_takes_little_more_than_what_it_has_of_its_own()
    {
        var document = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Outline.Text).Replace("Ana Ejemplo", "Begoña Núñez Ficticia", StringComparison.Ordinal));
        var packed = Pack(document);
        Assert.InRange(packed.Length - 1 - Hash32.Length, 23, 40);
        Assert.True(DocumentOutline.IsPacked(packed, out var digest));
        Assert.Equal(Outline.Digest, digest);
        Assert.False(DocumentOutline.IsPacked(document, out _));
        Assert.Equal(1 + Hash32.Length + 4, Pack([.. Outline.Text]).Length);
    }

    [Fact]
    public void Ten_thousand_documents_that_were_cut_joined_and_changed_anyhow_come_back()
    {
        var random = new Random(3);
        for (var i = 0; i < 10_000; i++)
        {
            var parts = new List<byte>();
            for (var part = random.Next(6); part > 0; part--)
            {
                if (random.Next(2) == 0)
                {
                    var start = random.Next(Outline.Text.Length);
                    parts.AddRange(Outline.Text.Slice(start, random.Next(Outline.Text.Length - start + 1)));
                }
                else
                {
                    var own = new byte[random.Next(200)];
                    random.NextBytes(own);
                    parts.AddRange(own);
                }
            }
            Assert.Equal(parts, Outline.Unpack(Pack([.. parts])));
        }
    }

    [Fact]
    public void What_was_not_packed_with_it_is_refused_whatever_it_says()
    {
        var packed = Pack([.. Outline.Text[..60], .. "own bytes"u8, .. Outline.Text[90..]]);
        Assert.Throws<InvalidDataException>(() => new DocumentOutline([.. Outline.Text[1..]]).Unpack(packed));
        Assert.Throws<InvalidDataException>(() => Outline.Unpack(Outline.Text));
        Assert.Throws<InvalidDataException>(() => Outline.Unpack([]));
        // Cut off in a number, or in own bytes: never more than was said.
        foreach (var tail in new byte[][] { [5], [0x80], [0x80, 0x80, 0x80, 0x80, 1], [0, 4], [0, 4, 0xff, 0xff, 0x7f], [0, 0xff, 0xff, 0xff, 0x7f, 1], [3, 1, 2] })
            Assert.Throws<InvalidDataException>(() => Outline.Unpack([.. packed[..(1 + Hash32.Length)], .. tail]));
        // Few bytes that ask for much.
        Assert.Throws<InvalidDataException>(() => Outline.Unpack(
            [.. packed[..(1 + Hash32.Length)], .. Enumerable.Repeat<byte[]>([0, 100, 0], 1_000_000).SelectMany(each => each)]));
    }

    private static byte[] Pack(byte[] document)
    {
        var packed = new ArrayBufferWriter<byte>();
        Outline.Pack(document, packed);
        return packed.WrittenSpan.ToArray();
    }
}
