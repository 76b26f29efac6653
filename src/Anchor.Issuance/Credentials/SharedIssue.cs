using System.Threading.Channels;
using Anchor.Credentials;
using Anchor.EventStore;
using Anchor.Issuance.Keys;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Anchor.Issuance.Credentials;

/// <summary>What became of a credential that was to be written together with others.</summary>
internal enum SharedOutcome
{
    /// <summary>It is issued and kept.</summary>
    Issued,

    /// <summary>Its id was issued before, or at the same moment.</summary>
    Taken,

    /// <summary>The shared transaction failed, or its end is not known: the caller writes it alone.</summary>
    Alone,
}

/// <summary>
/// Writes credentials that are issued at the same time in one transaction, whosever they are: while one transaction
/// commits, the next credentials gather. Nobody waits for others to come.
/// </summary>
internal sealed partial class SharedIssue : IAsyncDisposable, IDisposable
{
    private const int MaxWaiting = 1_024;
    private const int MaxTogether = 256;
    private const long MaxBytes = 64 << 20;

    private readonly EventStore.EventStore _store;
    private readonly SharedIssueDatabase _database;
    private readonly SubjectKeys _subjectKeys;
    private readonly ILogger<SharedIssue> _logger;
    private readonly Channel<Member> _waiting = Channel.CreateBounded<Member>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly Task _writer;
    private long _bytes;

    public SharedIssue(EventStore.EventStore store, SharedIssueDatabase database, SubjectKeys subjectKeys, ILogger<SharedIssue> logger)
    {
        (_store, _database, _subjectKeys, _logger) = (store, database, subjectKeys, logger);
        _writer = Task.Run(RunAsync);
    }

    /// <summary>Whether nothing more is taken at the moment.</summary>
    public bool IsFull => _waiting.Reader.Count >= MaxWaiting || Interlocked.Read(ref _bytes) >= MaxBytes;

    /// <summary>Writes a signed credential.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="tenantKey">The issuer's, under which the learner's key is wrapped.</param>
    /// <param name="document">What was signed, not yet encrypted.</param>
    /// <param name="secured">Its text as it is stored, packed or not.</param>
    /// <param name="cancellationToken">Stops waiting; what has begun to be written with others is written.</param>
    /// <returns>A refusal where too many wait.</returns>
    public async Task<Result<SharedOutcome>> WriteAsync(
        Actor actor, TenantKey tenantKey, IssuedDocument document, ReadOnlyMemory<byte> secured, CancellationToken cancellationToken)
    {
        var member = new Member(actor, tenantKey, document, secured, cancellationToken);
        if (IsFull || !_waiting.Writer.TryWrite(member)) return CredentialErrors.Busy();
        Interlocked.Add(ref _bytes, secured.Length);
        return await member.Outcome.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Takes nothing more and writes what waits.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writer;
    }

    /// <summary>Takes nothing more; what waits is still written, without being waited for.</summary>
    public void Dispose() => _waiting.Writer.TryComplete();

    private async Task RunAsync()
    {
        var members = new List<Member>(MaxTogether);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            // Requests that the host has received already come along.
            await Task.Yield();
            members.Clear();
            while (members.Count < MaxTogether && _waiting.Reader.TryRead(out var member))
            {
                Interlocked.Add(ref _bytes, -member.Secured.Length);
                if (!member.CallerGone.IsCancellationRequested) members.Add(member);
            }
            if (members.Count > 0) await WriteAsync(members);
        }
    }

    private async Task WriteAsync(List<Member> members)
    {
        // A repeated id stands in the transaction once; the repetitions find it taken, as they would a moment later.
        var (first, repeated) = (new Dictionary<(IssuerId, Guid), Member>(members.Count), new List<Member>());
        foreach (var member in members)
            if (!first.TryAdd((member.Actor.Issuer, member.Document.Id), member)) repeated.Add(member);
        try
        {
            var together = first.Values.ToArray();
            var started = await CommitAsync(together);
            for (var i = 0; i < together.Length; i++) together[i].Outcome.SetResult(started[i] ? SharedOutcome.Issued : SharedOutcome.Taken);
            foreach (var member in repeated) member.Outcome.SetResult(SharedOutcome.Taken);
        }
        catch (Exception e)
        {
            // One of them may be the reason: each tries alone, and only that one fails.
            LogFailed(_logger, members.Count, e);
            foreach (var member in members) member.Outcome.TrySetResult(SharedOutcome.Alone);
        }
    }

    private async Task<bool[]> CommitAsync(Member[] members)
    {
        var cancellationToken = CancellationToken.None;
        await using var starts = await _store.BeginStartsAsync(_database.DataSource, cancellationToken);
        var subjects = members.Select(member => (member.Subject, member.TenantKey)).DistinctBy(each => each.Subject).ToArray();
        var (dataKeys, keepKeys) = await _subjectKeys.FindOrMakeAsync(_subjectKeys.LiveBesideDocuments ? starts.Connection : null, subjects, cancellationToken);
        var documents = DocumentStore.InsertStarted([.. members.Select(member => (member.Actor.Issuer, member.SealedUnder(dataKeys[member.Subject])))]);
        var started = await starts.StartAsync(
            "credential", [.. members.Select(member => new StreamStart(member.Actor.Issuer.Tenant, member.Document.Id, member.Actor.Id, member.Document.Issued(null)))],
            keepKeys is null ? [] : [keepKeys], [documents], cancellationToken);
        await starts.CommitAsync(cancellationToken);
        return started;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A transaction of {Count} credentials failed; each is written alone")]
    private static partial void LogFailed(ILogger logger, int count, Exception exception);

    private sealed record Member(Actor Actor, TenantKey TenantKey, IssuedDocument Document, ReadOnlyMemory<byte> Secured, CancellationToken CallerGone)
    {
        public SubjectName Subject => new(Actor.Issuer, Document.Subject);

        // Callers go on elsewhere, so that none of them holds up the next transaction.
        public TaskCompletionSource<SharedOutcome> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IssuedDocument SealedUnder(byte[] dataKey) => Document.SealFor(Actor.Issuer, dataKey, Secured.Span);
    }
}

/// <summary>
/// The host's database over connections of their own, on which a prepared statement is planned once: for a few rows at a
/// time, planning takes longer than running.
/// </summary>
/// <param name="DataSource">With <c>plan_cache_mode = force_generic_plan</c>.</param>
internal sealed record SharedIssueDatabase(NpgsqlDataSource DataSource) : IAsyncDisposable, IDisposable
{
    public void Dispose() => DataSource.Dispose();

    public ValueTask DisposeAsync() => DataSource.DisposeAsync();
}
