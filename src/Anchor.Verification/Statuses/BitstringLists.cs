using System.Security.Cryptography;
using System.Text.Json;
using Anchor.Credentials.Json;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.StatusLists;
using Anchor.Merkle;
using Anchor.Verification.Findings;
using Anchor.Verification.Identifiers;
using Anchor.Verification.Reading;
using Anchor.Verification.Web;

namespace Anchor.Verification.Statuses;

/// <summary>Fetches the status lists of issuers and verifies them like any other credential. Thread-safe.</summary>
/// <remarks>
/// A list is kept for as long as its <c>ttl</c> says, but at most fifteen minutes (five, where it does not say) and never beyond its
/// <c>validUntil</c>; a failure is kept for thirty seconds. At most 64 lists are kept, of at most 1 MiB of bits each.
/// </remarks>
internal sealed class BitstringLists(IWebDocuments documents, TimeProvider clock)
{
    private const int Capacity = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan KeptByDefault = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan KeptAtMost = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan FailureKept = TimeSpan.FromSeconds(30);
    private static readonly JsonBounds Bounds = new(MaxBytes: 2 << 20, MaxDepth: 16);

    private readonly FetchCache<(string Url, string Issuer), BitstringList> _cache = new(Capacity, Patience, clock);

    // A list at hand is asked for each time, but read and verified again only when its bytes have changed.
    private readonly FetchCache<(string Url, string Issuer, Hash32 Digest), BitstringList> _read = new(Capacity, Patience, clock);

    /// <summary>The list at an address, as this issuer's.</summary>
    public Task<BitstringList> GetAsync(Uri url, string issuer, KeyFinder keys, CancellationToken cancellationToken) =>
        _cache.GetAsync((url.AbsoluteUri, issuer), time => FetchAsync(url, issuer, keys, time), cancellationToken);

    private async Task<(BitstringList, TimeSpan)> FetchAsync(Uri url, string issuer, KeyFinder keys, CancellationToken timeLimit)
    {
        BitstringList list;
        try
        {
            var answer = await documents.GetInTimeAsync(url, Bounds.MaxBytes, timeLimit).ConfigureAwait(false);
            if (answer is { AtHand: true, Body: { } present })
            {
                var known = (url.AbsoluteUri, issuer, new Hash32(SHA256.HashData(present.Span)));
                return (await _read.GetAsync(known, async time => Kept(await ReadAsync(present, url, issuer, keys, time).ConfigureAwait(false)), timeLimit).ConfigureAwait(false), TimeSpan.Zero);
            }
            list = answer.Body is { } body
                ? await ReadAsync(body, url, issuer, keys, timeLimit).ConfigureAwait(false)
                : BitstringList.None("status.unreachable", $"the list was not fetched, because {answer.Failure}");
        }
        catch (OperationCanceledException) when (timeLimit.IsCancellationRequested)
        {
            list = BitstringList.None("status.unreachable", "the keys of the list were not found in time");
        }
        return Kept(list);
    }

    private (BitstringList List, TimeSpan Keep) Kept(BitstringList list) => (list, Keep(list));

    private TimeSpan Keep(BitstringList list)
    {
        if (list.Credential is not { } credential) return FailureKept;
        var keep = credential.TimeToLive ?? KeptByDefault;
        if (keep > KeptAtMost) keep = KeptAtMost;
        return credential.ValidUntil - clock.GetUtcNow() is { } rest && rest < keep ? rest : keep;
    }

    private async Task<BitstringList> ReadAsync(ReadOnlyMemory<byte> body, Uri url, string issuer, KeyFinder keys, CancellationToken timeLimit)
    {
        if (!Parse(body.Span, out var jwt, out var document)) return Unreadable("it is neither a JSON document nor a JWT");
        if (!StatusListCredential.Read(document).TryGet(out var list, out var malformed)) return Unreadable($"it is no status list: {malformed.Message.TrimEnd('.')}");
        if (list.Issuer != issuer) return BitstringList.None("status.list_of_another", "the list is another issuer's than the credential");
        // The server could else answer with another list of the same issuer, in which the bit is not set.
        if (list.Id != url.OriginalString) return BitstringList.None("status.list_differs", "the list that was fetched is not the one that the credential names");

        var ring = await keys.FindAsync(jwt is null ? NamedKeys.OfDocument(document) : NamedKeys.OfJwt(jwt), timeLimit).ConfigureAwait(false);
        var now = clock.GetUtcNow();
        var signature = jwt is null ? ProofSetCheck.Of(document, issuer, ring, now) : SignatureCheck.OfJwt(jwt, issuer, ring, now);
        if (signature.Result != CheckResult.Passed)
            return BitstringList.None("status.list_unproven", $"the signature of the list itself is not shown to be good ({signature.Code})");
        return StatusBitstring.Decode(list.EncodedList).TryGet(out var bits, out var error)
            ? BitstringList.Of(list with { EncodedList = "" }, bits)
            : Unreadable($"its bits cannot be unpacked: {error.Message.TrimEnd('.')}");
    }

    private static bool Parse(ReadOnlySpan<byte> body, out ParsedJwt? jwt, out JsonElement document)
    {
        (jwt, document) = (null, default);
        var text = body.Trim(" \t\r\n"u8);
        if (EvidenceReader.LooksLikeJwt(text))
        {
            if (!VcJwt.Parse(text, Bounds).TryGet(out jwt, out _)) return false;
            document = jwt.Claims;
            return true;
        }
        return BoundedJson.Parse(body, Bounds).TryGet(out document, out _) && document.ValueKind == JsonValueKind.Object;
    }

    private static BitstringList Unreadable(string why) => BitstringList.None("status.unreadable", $"the list cannot be read, because {why}");
}
