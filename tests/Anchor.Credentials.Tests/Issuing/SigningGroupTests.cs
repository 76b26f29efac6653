using System.Buffers;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Tests.Issuing;

public sealed class SigningGroupTests
{
    private static readonly DateTimeOffset At = new(2026, 9, 1, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(CredentialFormat.DataIntegrity)]
    [InlineData(CredentialFormat.Blockcerts)]
    [InlineData(CredentialFormat.VcJwt)]
    public void A_group_gives_what_each_document_alone_gives(CredentialFormat format)
    {
        using var key = Ed25519KeyPair.FromSeed(new byte[Ed25519.SeedLength]);
        var (together, alone) = (CredentialSigner.Create(format, key), CredentialSigner.Create(format, key));
        var template = CredentialTemplate.Compile(Samples.Issuer(), Samples.Achievement(), new IssueOptions(TimeZoneInfo.Utc, Format: format)).Value;
        var (group, secured, number) = (new SigningGroup(), new ArrayBufferWriter<byte>(), 0);
        // Groups of every size, the same scratch space for all.
        for (var size = 0; size <= SigningGroup.Capacity; size++)
        {
            group.Clear();
            for (var i = 0; i < size; i++)
            {
                template.Write(Draft(++number), new Guid(number, 0, 0, new byte[8]), new byte[CredentialTemplate.SaltLength], group.Text);
                group.EndDocument();
            }
            together.Sign(group, At);
            Assert.Equal(size, group.Count);
            for (var i = 0; i < size; i++)
            {
                secured.ResetWrittenCount();
                Assert.Equal(alone.Sign(group.DocumentAt(i), At, secured), group.LeafAt(i));
                Assert.True(secured.WrittenSpan.SequenceEqual(group.SecuredAt(i)), $"The {i}. of {size} differs.");
                Assert.NotEqual(default, group.LeafAt(i));
            }
        }
        Assert.Equal(0, together.Disagreements);
    }

    [Fact]
    public void A_group_takes_no_more_than_it_has_places_for()
    {
        var group = new SigningGroup();
        for (var i = 0; i < SigningGroup.Capacity; i++) group.EndDocument();
        Assert.Throws<InvalidOperationException>(group.EndDocument);
        Assert.Throws<IndexOutOfRangeException>(() => group.LeafAt(0));
    }

    private static CredentialDraft Draft(int number) => new()
    {
        Identifier = $"graduado.{number}@alumnado.universidad.example", IdentityType = "emailAddress", Name = $"Begoña Núñez Ficticia {number}",
        AwardedDate = new DateOnly(2026, 1 + number % 6, 1 + number % 28),
        // A document of another shape among the others.
        ValidUntil = number % 7 == 0 ? new DateOnly(2031, 1, 1) : null,
    };
}
