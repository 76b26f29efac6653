using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;
using Anchor.Merkle;

namespace Anchor.Chain.Tests.Registry;

public sealed class RegistryFallbackTests
{
    [Fact]
    public void A_root_that_looks_like_a_call_is_never_sent_bare()
    {
        foreach (var signature in new[] { "eip712Domain()", "anchor(bytes32)", "operatorRoles(address,address)" })
        {
            var root = new AbiSignature(signature).Topic;
            Assert.False(RegistryFallback.TryCall(root, out _));
        }
        var ordinary = Hash32.Parse(new string('e', 64));
        Assert.True(RegistryFallback.TryCall(ordinary, out var data));
        Assert.Equal(ordinary.ToArray(), data);
    }
}
