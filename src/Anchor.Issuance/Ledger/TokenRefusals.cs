using System.Collections.Concurrent;
using Anchor.Chain.Tokens;
using Anchor.EventStore;
using Anchor.Events;
using Anchor.Issuance.Tokens;
using Microsoft.Extensions.Logging;

namespace Anchor.Issuance.Ledger;

/// <summary>Writes down why something about a token cannot be done.</summary>
internal sealed partial class TokenRefusals(EventStore.EventStore store, LedgerOptions options, TimeProvider clock, ILogger<TokenRefusals> logger)
{
    private readonly ConcurrentDictionary<(Guid, string), DateTimeOffset> _doubted = [];

    /// <summary>A node that lags knows no anchor and no token yet: such a refusal counts when it is still the same after a while.</summary>
    public bool IsSure(WaitingToken each, TokenError error)
    {
        if (error.Code is not ("token.not_active" or "token.not_minted")) return true;
        if (_doubted.Count > 10_000) _doubted.Clear();
        var now = clock.GetUtcNow();
        return now - _doubted.GetOrAdd((each.Id, error.Code), now) >= options.ResendAfter * 4;
    }

    /// <summary>Ends what was asked for, with its reason.</summary>
    public async Task RecordAsync(WaitingToken each, TokenError error, CancellationToken cancellationToken)
    {
        var state = await store.FoldAsync(each.Issuer, each.Id, TokenState.None, TokenState.Evolve, cancellationToken);
        // Another host may have seen it done meanwhile.
        var isOpen = each.Kind switch
        {
            "mint" => state.Status == TokenStatus.Requested,
            "reissue" => state.Action == TokenAction.ReissueApproved,
            _ => state.Action == TokenAction.BurnRequested,
        };
        if (!isOpen) return;
        await using var transaction = await store.BeginAsync(new Actor(each.Issuer, LedgerTenant.Actor.Id), cancellationToken);
        var refused = new TokenActionRefusedV1(each.Id, each.Kind, error.Code, error.Words, clock.GetUtcNow());
        if (await transaction.AppendAsync("token", each.Id, state.Version, [refused], cancellationToken) == AppendResult.Conflict) return;
        await transaction.CommitAsync(cancellationToken);
        LogRefused(logger, each.Id, each.Kind, error.Code);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Token {Token}: {Action} is refused ({Code})")]
    private static partial void LogRefused(ILogger logger, Guid token, string action, string code);
}
