using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Merkle;

namespace Anchor.Chain.Tests.Registry;

public sealed class AnchoredEventTests
{
    private readonly Dice _dice = new();
    private readonly Address _registry, _issuer, _operator;
    private readonly Hash32 _root, _block, _transaction;

    public AnchoredEventTests()
    {
        (_registry, _issuer, _operator) = (_dice.Account(), _dice.Account(), _dice.Account());
        (_root, _block, _transaction) = (_dice.Hash(), _dice.Hash(), _dice.Hash());
    }

    [Fact]
    public void The_registrys_own_event_is_read()
    {
        Assert.True(AnchoredEvent.TryRead(Log(), _registry, _issuer, _root, out var anchored));
        Assert.Equal(new AnchoredEvent(_issuer, _root, _operator, 1_700_000_000, 7, _block, _transaction, 3), anchored);
    }

    [Fact]
    public void Every_other_log_is_refused()
    {
        var log = Log();
        EventLog[] twins =
        [
            log with { Removed = true },
            log with { Address = _dice.Account() },
            log with { Topics = [RegistryAbi.RootRevokedEvent.Topic, log.Topics[1], log.Topics[2]] },
            log with { Topics = [log.Topics[0], AnchoredEvent.IssuerTopic(_operator), log.Topics[2]] },
            log with { Topics = [log.Topics[0], log.Topics[1], _dice.Hash()] },
            log with { Topics = [log.Topics[0], log.Topics[2], log.Topics[1]] },
            log with { Topics = [log.Topics[0], log.Topics[1]] },
            log with { Topics = [.. log.Topics, _dice.Hash()] },
            log with { Topics = [] },
            log with { Data = ReadOnlyMemory<byte>.Empty },
            log with { Data = log.Data[..63] },
            log with { Data = new AbiEncoder().Add(_root).Add(1).Encode() },
        ];
        foreach (var twin in twins) Assert.False(AnchoredEvent.TryRead(twin, _registry, _issuer, _root, out _));
    }

    [Fact]
    public void A_receipt_counts_only_with_success_and_logs_of_its_own_block_and_transaction()
    {
        var other = Log() with { Address = _dice.Account() };
        var receipt = new TransactionReceipt(_transaction, true, 7, _block, 50_000, null, null, [other, Log()]);
        Assert.True(AnchoredEvent.TryRead(receipt, _registry, _issuer, _root, out var anchored));
        Assert.Equal(3UL, anchored.LogIndex);

        TransactionReceipt[] twins =
        [
            receipt with { Succeeded = false },
            receipt with { Logs = [] },
            receipt with { Logs = [other] },
            receipt with { BlockHash = _dice.Hash() },
            receipt with { BlockNumber = 8 },
            receipt with { TransactionHash = _dice.Hash() },
        ];
        foreach (var twin in twins) Assert.False(AnchoredEvent.TryRead(twin, _registry, _issuer, _root, out _));
    }

    [Theory]
    [InlineData("AnchorRegistryAlreadyAnchored", "already")]
    [InlineData("AnchorRegistryNotAnchored", "has not anchored")]
    public void Custom_errors_become_words(string name, string words)
    {
        var arguments = new AbiEncoder().Add(_issuer).Add(_root).Add(1_700_000_000);
        var signature = name == "AnchorRegistryNotAnchored" ? "(address,bytes32)" : "(address,bytes32,uint64)";
        Assert.True(RegistryError.TryDecode(arguments.EncodeCall(new AbiSignature(name + signature)), out var error));
        Assert.Equal(name, error.Name);
        Assert.Contains(words, error.Words, StringComparison.Ordinal);
        Assert.Contains(_root.ToHex(), error.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Revert_data_of_another_kind_or_cut_short_gives_no_words()
    {
        var whole = new AbiEncoder().Add(_issuer).Add(_root).EncodeCall(new AbiSignature("AnchorRegistryNotAnchored(address,bytes32)"));
        Assert.False(RegistryError.TryDecode(whole.AsSpan(0, 67), out _));
        Assert.False(RegistryError.TryDecode(whole.AsSpan(0, 3), out _));
        Assert.False(RegistryError.TryDecode([], out _));
        Assert.False(RegistryError.TryDecode([1, 2, 3, 4, 5], out _));
    }

    private EventLog Log() => new(
        _registry, [RegistryAbi.AnchoredEvent.Topic, AnchoredEvent.IssuerTopic(_issuer), _root],
        new AbiEncoder().Add(_operator).Add(1_700_000_000).Encode(), 7, _block, _transaction, 3, false);
}
