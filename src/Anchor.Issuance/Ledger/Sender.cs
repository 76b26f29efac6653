using Anchor.Chain.Encoding;
using Anchor.Chain.Registry;
using Anchor.Chain.Rpc;
using Anchor.Chain.Tokens;
using Anchor.Chain.WritePaths;
using Anchor.Issuance.Anchoring;
using Microsoft.Extensions.Logging;

namespace Anchor.Issuance.Ledger;

/// <summary>How an attempt to sign ended.</summary>
internal enum SigningOutcome
{
    /// <summary>Recorded, and handed to a node.</summary>
    Signed,

    /// <summary>Another host was faster; look again.</summary>
    Taken,

    /// <summary>The network grants no transaction of this size.</summary>
    TooLarge,

    /// <summary>The call would fail now.</summary>
    Refused,

    /// <summary>Gas costs more than the settings allow; later.</summary>
    TooExpensive,
}

/// <summary>A call that the ledger makes.</summary>
/// <param name="Purpose">What for.</param>
/// <param name="To">The account called.</param>
/// <param name="Data">The call.</param>
/// <param name="Entries">What it does, and for whom.</param>
internal sealed record LedgerCall(string Purpose, Address To, ReadOnlyMemory<byte> Data, IReadOnlyList<TransactionEntry> Entries);

/// <summary>Signs a transaction under the next nonce of an account, records it, and only then sends it.</summary>
internal sealed partial class Sender(TransactionLog log, Pursuit pursuit, AccountBook accounts, SenderKeys keys, ILogger<Sender> logger)
{
    /// <param name="network">The network.</param>
    /// <param name="lane">The account; no transaction of it may be on its way.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RpcUnavailableException">The node gave no usable answer; nothing was signed.</exception>
    public async Task<SigningOutcome> SendAsync(KnownNetwork network, Lane lane, LedgerCall call, CancellationToken cancellationToken)
    {
        var account = Address.Parse(lane.Account);
        var nonce = await network.WritePath.NextNonceAsync(account, cancellationToken);
        await accounts.SeeAsync(lane, nonce, cancellationToken);
        var key = await keys.OpenAsync(account, cancellationToken);
        try
        {
            var signed = await network.WritePath.PrepareAsync(new WriteRequest(call.To, call.Data, key, nonce), cancellationToken);
            if (await log.RecordSignedAsync(lane, call, signed, cancellationToken) is not { } state) return SigningOutcome.Taken;
            await accounts.UsedAsync(lane, nonce, cancellationToken);
            await pursuit.SendAsync(state, network, cancellationToken);
            return SigningOutcome.Signed;
        }
        catch (QuotaExceededException e)
        {
            LogTooLarge(logger, network.Network.Name, call.Purpose, call.Entries.Count, e.Message);
            return SigningOutcome.TooLarge;
        }
        catch (FeeTooHighException e)
        {
            LogTooExpensive(logger, network.Network.Name, e.Message);
            return SigningOutcome.TooExpensive;
        }
        catch (RpcErrorException e)
        {
            LogRefused(logger, network.Network.Name, call.Purpose, call.Entries.Count, WordsOf(e));
            return SigningOutcome.Refused;
        }
    }

    private static string WordsOf(RpcErrorException refusal) =>
        RegistryError.TryDecode(refusal.RevertData.Span, out var registry) ? registry.Words : TokenError.TryDecode(refusal.RevertData.Span, out var token) ? token.Words : refusal.Reason;

    [LoggerMessage(Level = LogLevel.Information, Message = "{Network}: a transaction ({Purpose}, {Entries} entries) is too large: {Reason}")]
    private static partial void LogTooLarge(ILogger logger, string network, string purpose, int entries, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Network}: nothing is signed while gas costs too much: {Reason}")]
    private static partial void LogTooExpensive(ILogger logger, string network, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Network}: the node refuses a transaction ({Purpose}, {Entries} entries) before it is signed: {Reason}")]
    private static partial void LogRefused(ILogger logger, string network, string purpose, int entries, string reason);
}
