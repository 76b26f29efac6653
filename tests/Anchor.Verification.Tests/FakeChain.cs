using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Merkle;

namespace Anchor.Verification.Tests;

/// <summary>A node with registries, in memory, that answers as a real one does: zero words for what was never anchored, null for what it does not know, empty data where no contract is.</summary>
internal sealed class FakeChain : IEvmClient
{
    private readonly Dictionary<(Address Registry, Address Issuer, Hash32 Root), (ulong At, ulong Block, ulong RevokedAt)> _records = [];
    private readonly HashSet<(Address Registry, Address Issuer, Hash32 Root, ulong Index)> _revoked = [];
    private readonly Dictionary<ulong, BlockHeader> _blocks = [];
    private readonly Dictionary<Hash32, TransactionReceipt> _receipts = [];
    private readonly Dictionary<Hash32, ChainTransaction> _transactions = [];
    private readonly HashSet<Address> _contracts = [];

    public FakeChain() => Mine(0, 1_500_000_000);

    public ulong ChainId { get; set; } = 31337;

    public ulong Head { get; set; }

    public ulong? FinalizedTag { get; set; }

    /// <summary>Thrown instead of any answer.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Never answers, until the caller gives up.</summary>
    public bool IsSilent { get; set; }

    public bool RefusesLogs { get; set; }

    public bool KnowsWords { get; set; } = true;

    public byte[] Code { get; set; } = [0x60, 0x80];

    public Hash32 Genesis => _blocks[0].Hash;

    public int Questions { get; private set; }

    public void Deploy(Address registry) => _contracts.Add(registry);

    public BlockHeader Mine(ulong number, ulong timestamp, byte fork = 0)
    {
        var hash = Keccak256.Hash($"block {number} {fork}");
        Head = Math.Max(Head, number);
        return _blocks[number] = new BlockHeader(number, hash, Keccak256.Hash($"block {number - 1} {fork}"), timestamp, null, 30_000_000);
    }

    /// <summary>Anchors a root through the registry's fallback: state, event, transaction, receipt and block, all in agreement.</summary>
    public AnchoredEvent Anchor(Address registry, Address issuer, Hash32 root, ulong block, ulong timestamp)
    {
        var header = _blocks.TryGetValue(block, out var mined) ? mined : Mine(block, timestamp);
        var transaction = Keccak256.Hash($"transaction {registry} {issuer} {root} {block}");
        _records[(registry, issuer, root)] = (timestamp, block, 0);
        var log = new EventLog(
            registry, [RegistryAbi.AnchoredEvent.Topic, new Hash32(new AbiEncoder().Add(issuer).Encode()), root],
            new AbiEncoder().Add(issuer).Add(timestamp).Encode(), block, header.Hash, transaction, 0, false);
        _receipts[transaction] = new TransactionReceipt(transaction, true, block, header.Hash, 50_000, null, null, [log]);
        _transactions[transaction] = new ChainTransaction(transaction, issuer, registry, 0, block, header.Hash, root.ToArray());
        Deploy(registry);
        return new AnchoredEvent(issuer, root, issuer, timestamp, block, header.Hash, transaction, 0);
    }

    public void RevokeRoot(Address registry, Address issuer, Hash32 root, ulong at) =>
        _records[(registry, issuer, root)] = _records[(registry, issuer, root)] with { RevokedAt = at };

    public void Revoke(Address registry, Address issuer, Hash32 root, ulong index) => _revoked.Add((registry, issuer, root, index));

    public void ChangeReceipt(Hash32 transaction, Func<TransactionReceipt, TransactionReceipt?> change)
    {
        if (change(_receipts[transaction]) is { } changed) _receipts[transaction] = changed;
        else _receipts.Remove(transaction);
    }

    public void ChangeTransaction(Hash32 transaction, Func<ChainTransaction, ChainTransaction?> change)
    {
        if (change(_transactions[transaction]) is { } changed) _transactions[transaction] = changed;
        else _transactions.Remove(transaction);
    }

    public Task<ulong> ChainIdAsync(CancellationToken cancellationToken) => AnswerAsync(() => ChainId, cancellationToken);

    public Task<Hash32> GenesisHashAsync(CancellationToken cancellationToken) => AnswerAsync(() => Genesis, cancellationToken);

    public Task<ulong> BlockNumberAsync(CancellationToken cancellationToken) => AnswerAsync(() => Head, cancellationToken);

    public Task<BlockHeader?> GetBlockAsync(BlockId block, CancellationToken cancellationToken) => AnswerAsync(() =>
    {
        if (block == BlockId.Finalized) return FinalizedTag is { } tag ? _blocks.GetValueOrDefault(tag) : throw new RpcErrorException(-32601, "unknown tag", []);
        return _blocks.Values.SingleOrDefault(b => block == BlockId.At(b.Number));
    }, cancellationToken);

    public Task<TransactionReceipt?> GetReceiptAsync(Hash32 transactionHash, CancellationToken cancellationToken) =>
        AnswerAsync(() => _receipts.GetValueOrDefault(transactionHash), cancellationToken);

    public Task<byte[]> GetCodeAsync(Address account, BlockId block, CancellationToken cancellationToken) =>
        AnswerAsync(() => _contracts.Contains(account) ? Code : [], cancellationToken);

    public Task<byte[]> CallAsync(CallRequest call, BlockId block, CancellationToken cancellationToken) => AnswerAsync(() =>
    {
        if (call.To is not { } registry || !_contracts.Contains(registry)) return [];
        var arguments = new AbiReader(call.Data.Span[AbiSignature.SelectorLength..]);
        var (issuer, root) = (arguments.ReadAddress(), arguments.ReadBytes32());
        var (at, number, revokedAt) = _records.GetValueOrDefault((registry, issuer, root));
        if (RegistryAbi.Record.Selects(call.Data.Span)) return new AbiEncoder().Add(at).Add(number).Add(revokedAt).Encode();
        if (RegistryAbi.IsRevoked.Selects(call.Data.Span))
            return new AbiEncoder().Add(revokedAt != 0 || _revoked.Contains((registry, issuer, root, arguments.ReadUInt64()))).Encode();
        if (KnowsWords && RegistryAbi.RevocationWord.Selects(call.Data.Span))
            return new AbiEncoder().Add(WordOf((registry, issuer, root), (ulong)arguments.ReadUInt256())).Encode();
        throw new RpcErrorException(3, "execution reverted", []);
    }, cancellationToken);

    public Task<IReadOnlyList<EventLog>> GetLogsAsync(
        Address address, IReadOnlyList<Hash32?> topics, ulong fromBlock, ulong toBlock, CancellationToken cancellationToken) => AnswerAsync<IReadOnlyList<EventLog>>(() =>
    {
        if (RefusesLogs) throw new RpcErrorException(-32005, "no logs here", []);
        return [.. _receipts.Values.SelectMany(receipt => receipt.Logs).Where(log =>
            log.Address == address && log.BlockNumber >= fromBlock && log.BlockNumber <= toBlock
            && topics.Select((topic, i) => topic is null || (i < log.Topics.Count && log.Topics[i] == topic)).All(matches => matches))];
    }, cancellationToken);

    public Task<ChainTransaction?> GetTransactionByHashAsync(Hash32 transactionHash, CancellationToken cancellationToken) =>
        AnswerAsync(() => _transactions.GetValueOrDefault(transactionHash), cancellationToken);

    public Task<ulong> GetTransactionCountAsync(Address account, BlockId block, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<BigInteger> GetBalanceAsync(Address account, BlockId block, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ulong> EstimateGasAsync(CallRequest call, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<BigInteger> GasPriceAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<FeeSuggestion> SuggestFeesAsync(BlockHeader latest, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SendOutcome> SendRawTransactionAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken) => throw new NotSupportedException();

    private BigInteger WordOf((Address Registry, Address Issuer, Hash32 Root) batch, ulong word) => _revoked
        .Where(each => (each.Registry, each.Issuer, each.Root) == batch && each.Index / 256 == word)
        .Aggregate(BigInteger.Zero, (bits, each) => bits | BigInteger.One << (int)(each.Index % 256));

    private async Task<T> AnswerAsync<T>(Func<T> answer, CancellationToken cancellationToken)
    {
        Questions++;
        if (IsSilent) await Task.Delay(Timeout.Infinite, cancellationToken);
        if (Fault is not null) throw Fault;
        return answer();
    }
}
