using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Merkle;

namespace Anchor.Chain.WritePaths.Lacnet;

/// <summary>LACNet's gas model: the node's relay wraps each transaction into one of its own, and pays its gas from the node's quota.</summary>
/// <remarks>One transaction of an account per block and node: the next one's nonce counts only when the first is in a block.</remarks>
public sealed class LacnetGasModelWritePath : IWritePath
{
    private const uint GasMarginPercent = 20;
    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(30);

    private readonly IEvmClient _client;
    private readonly Network _network;
    private readonly LacnetSettings _settings;
    private readonly TimeProvider _time;
    private readonly RelayHub _hub;

    /// <summary>Writes through one node.</summary>
    /// <param name="client">The node's relay.</param>
    /// <param name="network">The chain it must be on, with its LACNet settings.</param>
    /// <param name="time">The clock of expiries.</param>
    /// <exception cref="ArgumentException">The network's LACNet settings are missing or wrong.</exception>
    public LacnetGasModelWritePath(IEvmClient client, Network network, TimeProvider time)
    {
        _settings = network.Lacnet ?? throw new ArgumentException($"{network.Name} has no lacnet settings.", nameof(network));
        _settings.Validate(WritePathKind.LacnetGasModel);
        (_client, _network, _time, _hub) = (client, network, time, new RelayHub(client, _settings.TrustedForwarder!.Value));
    }

    /// <inheritdoc/>
    public bool CallsAsAccount => false;

    /// <inheritdoc/>
    public string NonceSpace => _settings.NodeAddress.ToString()!;

    /// <inheritdoc/>
    public async Task<SignedTransaction> PrepareAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        if (request.Outbids is not null) throw new CannotOutbidException($"{_network.Name} asks no fee that could be outbid: send the same bytes again.");
        await NetworkIdentity.CheckAsync(_client, _network, cancellationToken).ConfigureAwait(false);
        var expiresAt = (ulong)_time.GetUtcNow().ToUnixTimeSeconds() + _settings.ExpirationSeconds;
        var transaction = RelayedTransaction.Bind(request.Nonce, 0, request.To, request.Data.Span, _settings.NodeAddress!.Value, expiresAt);
        var gas = request.GasLimit ?? await EstimateAsync(transaction, request.Key.Address, cancellationToken).ConfigureAwait(false);
        transaction = transaction with { GasLimit = gas };
        if (await QuotaAsync(cancellationToken).ConfigureAwait(false) is { } quota && transaction.MetaGasLimit > quota)
        {
            throw new QuotaExceededException(
                $"The call needs {transaction.MetaGasLimit} gas with what relaying takes, and {_network.Name} grants {quota} per block. Send less at once, or ask LACNet for a larger quota.");
        }
        return transaction.Sign(request.Key);
    }

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        if (!RelayedTransaction.TryRead(raw.Span, out var transaction, out var sender)) return Refused(LacnetRefusals.PreEip155, 0, null);
        try
        {
            // The relay would wrap the same bytes again, into a transaction that the hub refuses; so what was done is looked for first.
            if (await NextNonceAsync(sender, cancellationToken).ConfigureAwait(false) > transaction.Nonce)
            {
                var latest = await _client.BlockNumberAsync(cancellationToken).ConfigureAwait(false);
                return await _hub.FindAsync(transaction.SigningData(), sender, transaction.Node, latest, cancellationToken).ConfigureAwait(false) is { } hash
                    ? new SendOutcome.Accepted(hash)
                    : Refused(LacnetRefusals.NonceTaken, 0, null);
            }
        }
        catch (RpcException failure)
        {
            return new SendOutcome.Unknown(failure.Message);
        }
        if (_time.GetUtcNow() + ShortestRest >= DateTimeOffset.FromUnixTimeSeconds((long)transaction.ExpiresAt)) return Refused(LacnetRefusals.Expired, 0, null);
        var outcome = await _client.SendRawTransactionAsync(raw, cancellationToken).ConfigureAwait(false);
        return outcome is SendOutcome.Refused { Code: var code, Reason: var reason } ? Refused(LacnetRefusals.OfNode(code, reason), code, reason) : outcome;
    }

    /// <inheritdoc/>
    public Task<ulong> NextNonceAsync(Address account, CancellationToken cancellationToken) =>
        _client.GetTransactionCountAsync(account, BlockId.Latest, cancellationToken);

    /// <inheritdoc/>
    public async Task<WriteFate> FateAsync(Hash32 transactionHash, CancellationToken cancellationToken)
    {
        if (await _client.GetReceiptAsync(transactionHash, cancellationToken).ConfigureAwait(false) is not { } receipt)
        {
            return await _client.GetTransactionByHashAsync(transactionHash, cancellationToken).ConfigureAwait(false) is null
                ? new WriteFate.Missing()
                : new WriteFate.Waiting();
        }
        var hub = await _hub.AddressAsync(receipt.BlockNumber, cancellationToken).ConfigureAwait(false);
        var fate = RelayHubFate.Of(receipt, hub);
        return fate is WriteFate.Failed { NonceUsed: false } ? await OfTwinAsync(receipt, hub, cancellationToken).ConfigureAwait(false) ?? fate : fate;
    }

    /// <summary>
    /// Bytes that were sent twice are wrapped twice, and the hub refuses the later wrapping; what became of the bytes is then what
    /// became of the other one, whose hash the receipt names.
    /// </summary>
    private async Task<WriteFate?> OfTwinAsync(TransactionReceipt refused, Address hub, CancellationToken cancellationToken)
    {
        if (RelayHubFate.SenderOf(refused, hub) is not { } sender) return null;
        var wrapping = await _client.GetTransactionByHashAsync(refused.TransactionHash, cancellationToken).ConfigureAwait(false);
        if (wrapping?.Input is not { } input || RelayHub.SigningDataOf(input.Span) is not { } signed) return null;
        var twin = await _hub.FindAsync(signed, sender, wrapping.From, refused.BlockNumber, cancellationToken).ConfigureAwait(false);
        if (twin is not { } hash || hash == refused.TransactionHash) return null;
        var receipt = await _client.GetReceiptAsync(hash, cancellationToken).ConfigureAwait(false);
        return receipt is null ? null : RelayHubFate.Of(receipt, hub);
    }

    /// <summary>The gas per block by the record or by the hub, whichever is less; what is above would be refused for ever, and repeating it gets a node banned.</summary>
    private async Task<ulong?> QuotaAsync(CancellationToken cancellationToken)
    {
        var granted = await _hub.QuotaAsync(_settings.NodeAddress!.Value, cancellationToken).ConfigureAwait(false);
        return granted is { } hub && _settings.QuotaPerBlock is { } own ? Math.Min(hub, own) : granted ?? _settings.QuotaPerBlock;
    }

    /// <summary>What the inner call takes, with the suffix that the contract will be given; one that stumbles over it is refused here.</summary>
    private async Task<ulong> EstimateAsync(RelayedTransaction transaction, Address account, CancellationToken cancellationToken)
    {
        var call = new CallRequest(transaction.To, transaction.Data, account);
        var estimate = await _client.EstimateGasAsync(call, cancellationToken).ConfigureAwait(false);
        return checked(estimate * (100 + GasMarginPercent) / 100);
    }

    private static SendOutcome.Refused Refused(LacnetRefusal refusal, int code, string? nodeWords) =>
        new(code, nodeWords is null ? $"{refusal.Code}: {refusal.Words}" : $"{refusal.Code}: {refusal.Words} The node says: {nodeWords}");
}
