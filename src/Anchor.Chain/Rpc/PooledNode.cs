using Anchor.Chain.Networks;

namespace Anchor.Chain.Rpc;

/// <summary>One node of a pool: asks it, and keeps what its answers and failures say about it.</summary>
internal sealed class PooledNode(NodeConnection connection, Network network, NodePoolOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private bool _isProven;
    private bool _isStranger;
    private ulong? _height;
    private TimeSpan? _latency;
    private DateTimeOffset _heightAt;
    private DateTimeOffset? _lastAnswer;
    private DateTimeOffset? _pausedUntil;
    private int _failures;
    private bool _failedQuestion;
    private string? _lastFailure;
    private DateTimeOffset? _lastFailureAt;

    internal string Shown => connection.Shown;

    /// <summary>Whether it has shown that it is of the network, and not failed since.</summary>
    internal bool IsProven
    {
        get { lock (_lock) return _isProven; }
    }

    internal bool IsStranger
    {
        get { lock (_lock) return _isStranger; }
    }

    internal bool IsUsable
    {
        get { lock (_lock) return _isProven && !_isStranger && !IsPaused; }
    }

    /// <summary>Whether it is left alone for now.</summary>
    internal bool IsLeftAlone
    {
        get { lock (_lock) return IsPaused; }
    }

    /// <summary>Whether chain id and height should be looked at now.</summary>
    internal bool IsDue
    {
        get { lock (_lock) return !IsPaused && (!_isProven || time.GetUtcNow() - _heightAt >= options.LookInterval); }
    }

    internal DateTimeOffset? PausedUntil
    {
        get { lock (_lock) return _pausedUntil; }
    }

    /// <summary>The height it spoke of last, and when; null when it never did, or too long ago.</summary>
    internal (ulong Height, DateTimeOffset At)? Heard
    {
        get { lock (_lock) return _height is { } height && !_isStranger && time.GetUtcNow() - _heightAt <= options.HeightLifetime ? (height, _heightAt) : null; }
    }

    private bool IsPaused => _pausedUntil > time.GetUtcNow();

    /// <summary>Looks at its chain and its height. A failure is kept, not thrown.</summary>
    /// <param name="patience">How long it may take; null leaves it to the client.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What went wrong; null when the node may be used.</returns>
    internal async Task<string?> LookAsync(TimeSpan? patience, CancellationToken cancellationToken)
    {
        using var deadline = patience is { } bound ? new CancellationTokenSource(bound, time) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            // The genesis does not change while a node keeps answering; whoever moves a node to another chain may change both.
            var identity = IsProven ? network with { GenesisHash = null } : network;
            await NetworkIdentity.CheckAsync(connection.Client, identity, either.Token).ConfigureAwait(false);
            var started = time.GetTimestamp();
            Answered(started, await connection.Client.BlockNumberAsync(either.Token).ConfigureAwait(false));
            return null;
        }
        catch (ChainMismatchException other)
        {
            Misplaced(other.Message);
            return other.Message;
        }
        catch (RpcException failure)
        {
            Failed(failure.Message, ofQuestion: false);
            return failure.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var words = $"{Shown} did not answer in time.";
            Failed(words, ofQuestion: false);
            return words;
        }
    }

    /// <summary>Asks it, and notes how that went.</summary>
    /// <exception cref="RpcException">It gave no answer; an error it answered with says nothing against it.</exception>
    internal async Task<T> AskAsync<T>(Func<IEvmClient, Task<T>> question, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            var answer = await question(connection.Client).ConfigureAwait(false);
            Answered(started, null);
            return answer;
        }
        catch (RpcErrorException)
        {
            Answered(started, null);
            throw;
        }
        // Too large an answer is the question's fault.
        catch (RpcUnavailableException failure) when (failure.Failure != RpcFailure.Oversized && !cancellationToken.IsCancellationRequested)
        {
            Failed(failure.Message, ofQuestion: true);
            throw;
        }
    }

    internal async Task<SendOutcome> SendAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var outcome = await connection.Client.SendRawTransactionAsync(raw, cancellationToken).ConfigureAwait(false);
        if (outcome is SendOutcome.Unknown unknown) Failed(unknown.Reason, ofQuestion: true);
        else Answered(started, null);
        return outcome;
    }

    internal NodeHealth Health(bool isBehind)
    {
        lock (_lock)
        {
            var state = _isStranger ? NodeState.WrongChain
                : IsPaused ? NodeState.Failing
                : !_isProven ? NodeState.Unproven
                : isBehind ? NodeState.Behind : NodeState.Well;
            return new NodeHealth(
                Shown, state, _height, _latency, _lastAnswer, _failures, IsPaused ? _pausedUntil : null, _lastFailure, _lastFailureAt);
        }
    }

    private void Answered(long started, ulong? height)
    {
        lock (_lock)
        {
            (_lastAnswer, _latency) = (time.GetUtcNow(), time.GetElapsedTime(started));
            // A node that shows its height and fails at every question stays suspect, so that its pauses grow.
            if (height is null || !_failedQuestion) (_failures, _failedQuestion) = (0, false);
            // Only a look proves a node: an answer alone does not say of which chain it is.
            if (height is not null) (_height, _heightAt, _isProven, _isStranger, _pausedUntil) = (height, time.GetUtcNow(), true, false, null);
        }
    }

    private void Failed(string words, bool ofQuestion)
    {
        lock (_lock)
        {
            _failedQuestion |= ofQuestion;
            (_isProven, _lastFailure, _lastFailureAt) = (false, words, time.GetUtcNow());
            if (IsPaused) return; // several calls failed together
            _failures++;
            var pause = options.FirstPause * Math.Pow(2, Math.Min(_failures - 1, 30));
            _pausedUntil = time.GetUtcNow() + (pause < options.LongestPause ? pause : options.LongestPause);
        }
    }

    private void Misplaced(string words)
    {
        lock (_lock)
        {
            (_isProven, _isStranger, _lastFailure, _lastFailureAt) = (false, true, words, time.GetUtcNow());
            (_lastAnswer, _pausedUntil) = (time.GetUtcNow(), time.GetUtcNow() + options.LongestPause);
        }
    }
}
