using Anchor.Credentials.OpenBadges;

namespace Anchor.Credentials.Tests.OpenBadges;

public sealed class IdentityObjectTests
{
    [Fact]
    public void The_hash_of_Open_Badges_holds()
    {
        const string hash = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399";
        Assert.Equal(hash, IdentityObject.HashOf("a@example.com", "Kosher"));
        var identity = new IdentityObject { Hashed = true, IdentityHash = hash, IdentityType = "emailAddress", Salt = "Kosher" };
        Assert.True(identity.Matches("a@example.com"));
        Assert.False(identity.Matches("b@example.com"));
    }

    [Fact]
    public void A_clear_identity_matches_its_text() =>
        Assert.True(new IdentityObject { Hashed = false, IdentityHash = "Ana Ejemplo", IdentityType = "name" }.Matches("Ana Ejemplo"));
}
