using Anchor.Chain.Signing;
using Anchor.Credentials.Keys;

namespace Anchor.Verification.Tests;

public sealed class BindingTests
{
    private readonly World _world = new();

    [Fact]
    public async Task A_missing_binding_leaves_the_account_unknown() =>
        await FindsAsync(null, CheckResult.Unknown, "binding.missing");

    [Theory]
    [InlineData("a.b.c", "binding.malformed")]
    [InlineData("€", "binding.malformed")]
    public async Task What_is_no_binding_fails(string binding, string code) => await FindsAsync(binding, CheckResult.Failed, code);

    [Fact]
    public async Task A_changed_binding_fails()
    {
        var binding = _world.Binding();
        var dot = binding.LastIndexOf('.') + 1;
        await FindsAsync(binding[..dot] + (binding[dot] == 'A' ? 'B' : 'A') + binding[(dot + 1)..], CheckResult.Failed, "binding.signature_invalid");
    }

    [Fact]
    public async Task An_account_that_the_binding_does_not_name_fails()
    {
        using var other = new EvmAccountKey([.. Enumerable.Repeat((byte)0x22, 32)]);
        await FindsAsync(_world.Binding(_world.Bound(other)), CheckResult.Failed, "binding.account_not_named");
    }

    [Fact]
    public async Task An_account_of_another_chain_is_not_named() =>
        await FindsAsync(_world.Binding(_world.Bound(_world.Account) with { Account = $"eip155:1:{_world.Account.Address}" }), CheckResult.Failed, "binding.account_not_named");

    [Fact]
    public async Task An_account_that_did_not_countersign_fails()
    {
        using var other = new EvmAccountKey([.. Enumerable.Repeat((byte)0x22, 32)]);
        var mine = _world.Bound(_world.Account);
        foreach (var signature in new[] { _world.Bound(other).Signature, "0x" + new string('1', 130), _world.Bound(_world.Account, did: "did:web:otra.example").Signature })
            await FindsAsync(_world.Binding(mine with { Signature = signature }), CheckResult.Failed, "binding.countersignature_invalid");
        await FindsAsync(_world.Binding(mine with { ValidFrom = mine.ValidFrom - 1 }), CheckResult.Failed, "binding.countersignature_invalid");
    }

    [Theory]
    [InlineData(World.AnchoredAt, null, true)]
    [InlineData(World.AnchoredAt + 1, null, false)]
    [InlineData(1_700_000_000UL, World.AnchoredAt, false)]
    [InlineData(1_700_000_000UL, World.AnchoredAt + 1, true)]
    public async Task An_account_counts_only_at_the_time_of_the_anchor(ulong from, ulong? until, bool counts) =>
        await FindsAsync(
            _world.Binding(_world.Bound(_world.Account, from, until)), counts ? CheckResult.Passed : CheckResult.Failed, counts ? null : "binding.account_not_valid_then");

    [Fact]
    public async Task One_window_of_several_is_enough() =>
        await FindsAsync(
            _world.Binding(_world.Bound(_world.Account, 1_600_000_000, 1_600_000_001), _world.Bound(_world.Account, 1_700_000_000)), CheckResult.Passed, null);

    [Fact]
    public async Task Another_issuers_binding_fails()
    {
        using var key = Ed25519KeyPair.FromSeed(new byte[32]);
        var did = DidKey.FromEd25519(key.PublicKey);
        var binding = new Anchor.Credentials.Bindings.IssuerBinding(did, 1_700_000_000, [_world.Bound(_world.Account, did: did)]).Sign(key).Value;
        await FindsAsync(binding, CheckResult.Failed, "binding.issuer_differs");
    }

    private async Task FindsAsync(string? binding, CheckResult result, string? code) =>
        (await _world.VerifyAsync(_world.BundleOf() with { Binding = binding })).Found(CheckNames.Binding, result, code);
}
