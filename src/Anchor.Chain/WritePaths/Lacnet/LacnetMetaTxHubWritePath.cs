using System.Numerics;
using Anchor.Chain.Encoding;
using Anchor.Chain.Networks;
using Anchor.Chain.Rpc;
using Anchor.Chain.Signing;
using Anchor.Merkle;

namespace Anchor.Chain.WritePaths.Lacnet;

/// <summary>LNet's meta-transaction hub: the account signs a request and carries it to the hub itself, in a transaction without a fee.</summary>
/// <remarks>The hub has to allow the account as caller, and as deployer for deployments.</remarks>
public sealed class LacnetMetaTxHubWritePath : IWritePath
{
    /// <summary>Anchor's own nonce bitmap, so that it never meets another program's: the first four bytes of Keccak-256("Anchor").</summary>
    public static readonly uint NonceBitmap = new AbiSignature("Anchor").Selector;

    private const uint GasMarginPercent = 20;
    private const int NonceAttempts = 4;
    private const int AccountNonceBits = 64;

    private readonly IEvmClient _client;
    private readonly Network _network;
    private readonly LacnetSettings _settings;
    private readonly TimeProvider _time;
    private readonly Address _hub;

    /// <summary>Writes through one node and hub.</summary>
    /// <param name="client">The node.</param>
    /// <param name="network">The chain it must be on, with its LACNet settings.</param>
    /// <param name="time">The clock of deadlines.</param>
    /// <exception cref="ArgumentException">The network's LACNet settings are missing or wrong.</exception>
    public LacnetMetaTxHubWritePath(IEvmClient client, Network network, TimeProvider time)
    {
        _settings = network.Lacnet ?? throw new ArgumentException($"{network.Name} has no lacnet settings.", nameof(network));
        _settings.Validate(WritePathKind.LacnetMetaTxHub);
        (_client, _network, _time, _hub) = (client, network, time, _settings.MetaTxHub!.Value);
    }

    /// <inheritdoc/>
    public bool CallsAsAccount => false;

    /// <inheritdoc/>
    public string NonceSpace => "";

    /// <inheritdoc/>
    public async Task<SignedTransaction> PrepareAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        if (request.Outbids is not null) throw new CannotOutbidException($"{_network.Name} asks no fee that could be outbid: send the same bytes again.");
        await NetworkIdentity.CheckAsync(_client, _network, cancellationToken).ConfigureAwait(false);
        var account = request.Key.Address;
        var forward = new ForwardRequest
        {
            From = account, To = request.To, Space = NonceBitmap, Caller = account, Data = request.Data,
            Nonce = await UnusedNonceAsync(account, request.Nonce, cancellationToken).ConfigureAwait(false),
            Deadline = (ulong)_time.GetUtcNow().ToUnixTimeSeconds() + _settings.ExpirationSeconds,
        };
        var call = forward.Call(request.Key.Sign(forward.Message().Digest(ForwardRequest.Domain(_network.ChainId, _hub))));
        var gas = request.GasLimit ?? await EstimateAsync(account, call, cancellationToken).ConfigureAwait(false);
        if (_settings.QuotaPerBlock is { } quota && gas > quota)
            throw new QuotaExceededException($"The call needs {gas} gas, and {_network.Name} grants {quota} per block. Send less at once, or ask LNet for a larger quota.");
        return new LegacyTransaction { ChainId = _network.ChainId, Nonce = request.Nonce, GasPrice = 0, GasLimit = gas, To = _hub, Data = call }.Sign(request.Key)
            with { GasLimit = gas, ExpiresAt = forward.Deadline };
    }

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        var hash = Keccak256.Hash(raw.Span);
        var outcome = await _client.SendRawTransactionAsync(raw, cancellationToken).ConfigureAwait(false);
        if (outcome is SendOutcome.Accepted accepted && accepted.Hash != hash)
            return new SendOutcome.Unknown("The node names another hash than the one of these bytes.");
        if (outcome is not SendOutcome.Refused refused) return outcome;
        try
        {
            // Nodes also refuse what they already have, so the chain decides.
            if (await _client.GetTransactionByHashAsync(hash, cancellationToken).ConfigureAwait(false) is not null) return new SendOutcome.Accepted(hash);
        }
        catch (RpcException failure)
        {
            return new SendOutcome.Unknown(failure.Message);
        }
        var refusal = LacnetRefusals.OfNode(refused.Code, refused.Reason);
        return new SendOutcome.Refused(refused.Code, $"{refusal.Code}: {refusal.Words} The node says: {refused.Reason}");
    }

    /// <inheritdoc/>
    public Task<ulong> NextNonceAsync(Address account, CancellationToken cancellationToken) =>
        _client.GetTransactionCountAsync(account, BlockId.Latest, cancellationToken);

    /// <inheritdoc/>
    public async Task<WriteFate> FateAsync(Hash32 transactionHash, CancellationToken cancellationToken)
    {
        var receipt = await _client.GetReceiptAsync(transactionHash, cancellationToken).ConfigureAwait(false);
        if (receipt is { Succeeded: true }) return MetaTxHubFate.Of(receipt, _hub);
        var transaction = await _client.GetTransactionByHashAsync(transactionHash, cancellationToken).ConfigureAwait(false);
        if (receipt is null) return transaction is null ? new WriteFate.Missing() : new WriteFate.Waiting();
        var refusal = transaction is null ? null : await WhyAsync(transaction, receipt, cancellationToken).ConfigureAwait(false);
        return new WriteFate.Failed(receipt, refusal?.Code ?? "reverted", refusal?.Words, NonceUsed: true);
    }

    /// <summary>Runs a reverted transaction once more, on the state of its own block; state that has moved since, or was pruned, gives no reason.</summary>
    private async Task<LacnetRefusal?> WhyAsync(ChainTransaction transaction, TransactionReceipt receipt, CancellationToken cancellationToken)
    {
        if (transaction.Input is not { } input) return null;
        try
        {
            await _client.CallAsync(new CallRequest(transaction.To, input, transaction.From), BlockId.At(receipt.BlockNumber), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (RpcErrorException reverted)
        {
            return LacnetRefusals.TryOfMetaTxHub(reverted.RevertData.Span, out var refusal) ? refusal : null;
        }
    }

    /// <summary>
    /// The account's own nonce counts up and never repeats on the chain, so it serves in the bitmap too. Should its place be taken
    /// (the account cancelled it), the next ones lie 2^64 apart, where no account nonce comes.
    /// </summary>
    private async Task<BigInteger> UnusedNonceAsync(Address account, ulong accountNonce, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < NonceAttempts; attempt++)
        {
            var nonce = accountNonce + ((BigInteger)attempt << AccountNonceBits);
            var question = new AbiEncoder().Add(account).Add(NonceBitmap).Add(nonce).EncodeCall(MetaTxHubAbi.IsNonceUsed);
            var answer = await _client.CallAsync(new CallRequest(_hub, question), BlockId.Latest, cancellationToken).ConfigureAwait(false);
            if (!ReadBool(answer)) return nonce;
        }
        throw RpcUnavailableException.Malformed("the hub calls every nonce used");
    }

    private async Task<ulong> EstimateAsync(Address account, byte[] call, CancellationToken cancellationToken)
    {
        try
        {
            var estimate = await _client.EstimateGasAsync(new CallRequest(_hub, call, account), cancellationToken).ConfigureAwait(false);
            return checked(estimate * (100 + GasMarginPercent) / 100);
        }
        catch (RpcErrorException failure) when (LacnetRefusals.TryOfMetaTxHub(failure.RevertData.Span, out var refusal))
        {
            if (MetaTxHubAbi.BlockGasQuotaExceeded.Selects(failure.RevertData.Span)) throw new QuotaExceededException(refusal.Words);
            // The caller reads the target's own revert data, as it would after a direct call.
            var data = LacnetRefusals.TryUnwrap(failure.RevertData.Span, out var inner) ? inner : failure.RevertData.ToArray();
            throw new RpcErrorException(failure.Code, $"{refusal.Code}: {refusal.Words}", data);
        }
    }

    private static bool ReadBool(byte[] answer)
    {
        try
        {
            return new AbiReader(answer).ReadBool();
        }
        catch (FormatException)
        {
            throw RpcUnavailableException.Malformed("no meta-transaction hub answers like this");
        }
    }
}
