using System.Numerics;
using Anchor.Chain.Rpc;
using Anchor.Credentials.Bundles;
using Anchor.Merkle;
using Anchor.Verification.Web;

namespace Anchor.Verification.Anchors;

/// <summary>Asks a chain once about a batch for all its credentials, and once about every 256 of them which are revoked. Thread-safe.</summary>
/// <remarks>
/// Kept under the whole claim and the root that was computed from the document, so that a document that is changed, or claims
/// anything else, is another question. Only what passed is kept for long; whatever else the chain said, half a minute.
/// </remarks>
internal sealed class KeptAnchors(VerifierOptions options)
{
    public const int WordBits = 256;
    private const int Batches = 1024, Words = 16 * 1024;
    private static readonly TimeSpan OpenKept = TimeSpan.FromSeconds(30);

    private readonly FetchCache<(AnchorClaim Claim, Hash32 Root), BatchAnswer> _batches = new(Batches, options.ChainTimeout, options.Clock);
    private readonly FetchCache<(AnchorClaim Claim, Hash32 Root, ulong Word), BigInteger?> _words = new(Words, options.ChainTimeout, options.Clock);

    /// <summary>The finding about one credential; the same that <see cref="AnchorQuestion"/> alone would give.</summary>
    public async Task<AnchorFinding> AskAsync(AnchorClaim claim, Hash32 root, ulong index, NetworkNode node, CancellationToken deadline)
    {
        var batch = await _batches.GetAsync((claim, root), time => BatchAsync(claim, root, node, time), deadline).ConfigureAwait(false);
        if (batch.IsForAll) return batch.Finding;
        var question = new AnchorQuestion(claim, root, index, node);
        if (batch.Finding.Chain.Result != CheckResult.Passed) return await question.AskAsync(deadline).ConfigureAwait(false);
        // The node that told of the batch is the one that has shown to be the network's.
        var word = index / WordBits;
        return await _words.GetAsync((claim, root, word), time => WordAsync(claim, root, word, batch.Node, time), deadline).ConfigureAwait(false) is { } bits
            ? question.OfWord(bits, batch.Finding)
            : await question.AskAsync(deadline).ConfigureAwait(false);
    }

    private async Task<(BatchAnswer, TimeSpan)> BatchAsync(AnchorClaim claim, Hash32 root, NetworkNode node, CancellationToken timeLimit)
    {
        try
        {
            var (finding, isForAll) = await new AnchorQuestion(claim, root, 0, node).AskBatchAsync(timeLimit).ConfigureAwait(false);
            return (new BatchAnswer(finding, isForAll, node), finding.Chain.Result == CheckResult.Passed ? options.AnswersKept : OpenKept);
        }
        catch (OperationCanceledException) when (timeLimit.IsCancellationRequested)
        {
            return (new BatchAnswer(AnchorSearch.NotInTime(claim, node.Network), IsForAll: true, node), OpenKept);
        }
    }

    /// <returns>Null where there is no answer, which is not kept at all.</returns>
    private async Task<(BigInteger?, TimeSpan)> WordAsync(AnchorClaim claim, Hash32 root, ulong word, NetworkNode node, CancellationToken timeLimit)
    {
        try
        {
            return (await node.Registry.RevocationWordAsync(AnchorQuestion.AccountOf(claim), root, word, timeLimit).ConfigureAwait(false), options.AnswersKept);
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException)
        {
            return (null, TimeSpan.Zero);
        }
    }

    /// <param name="Finding">What holds for the batch.</param>
    /// <param name="IsForAll">Whether no credential of it can be found otherwise.</param>
    /// <param name="Node">Who said it.</param>
    private sealed record BatchAnswer(AnchorFinding Finding, bool IsForAll, NetworkNode Node);
}
