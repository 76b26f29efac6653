using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Anchor.Merkle;

namespace Anchor.Issuance.Keys;

/// <summary>An issuer's secret, from which come the key that wraps subject keys and the keys of three HMACs.</summary>
internal sealed class TenantKey : IDisposable
{
    private readonly byte[] _wrapping;
    private readonly byte[] _subjects;
    private readonly byte[] _drafts;
    private readonly byte[] _statuses;
    private readonly byte[] _claims;

    // Setting a key up costs more than the work under it, and none of these is thread-safe: they are lent, one to a caller at a time.
    private readonly ConcurrentBag<IncrementalHash> _subjectHashes = [];
    private readonly ConcurrentBag<IncrementalHash> _draftHashes = [];
    private volatile bool _isDisposed;

    private static ReadOnlySpan<byte> StatusInfo => "anchor status list order v1"u8;

    /// <param name="secret">32 random bytes; the five keys are HKDF-SHA-256 with the infos named below.</param>
    public TenantKey(ReadOnlySpan<byte> secret)
    {
        _wrapping = Derive(secret, "anchor subject key wrapping v1"u8);
        _subjects = Derive(secret, "anchor subject reference v1"u8);
        _drafts = Derive(secret, "anchor draft digest v1"u8);
        _statuses = Derive(secret, "anchor status lists v1"u8);
        _claims = Derive(secret, "anchor claim links v1"u8);
    }

    /// <summary>A reference to a learner that only the issuer can compute: HMAC-SHA-256(identity type ‖ 0 ‖ identifier).</summary>
    public Hash32 SubjectOf(string identityType, string identifier)
    {
        var length = Encoding.UTF8.GetMaxByteCount(identityType.Length + 1 + identifier.Length);
        var preimage = length <= 512 ? stackalloc byte[512] : new byte[length];
        var written = Encoding.UTF8.GetBytes(identityType, preimage);
        preimage[written++] = 0;
        written += Encoding.UTF8.GetBytes(identifier, preimage[written..]);
        return Hmac(_subjectHashes, _subjects, preimage[..written]);
    }

    /// <summary>A digest of a draft that says nothing to whoever lacks the key: HMAC-SHA-256(draft's bytes).</summary>
    public Hash32 DigestOf(ReadOnlySpan<byte> draft) => Hmac(_draftHashes, _drafts, draft);

    /// <summary>Seals a subject key under the wrapping key.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key, ReadOnlySpan<byte> associatedData) =>
        Sealed.Seal(_wrapping, nonce, key, associatedData);

    /// <summary>Opens what <see cref="Wrap"/> sealed.</summary>
    /// <exception cref="CryptographicException">The blob was changed, moved, or sealed under another key.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> associatedData) => Sealed.Open(_wrapping, wrapped, associatedData);

    /// <summary>The seed of a status list's order: HKDF-SHA-256, info = the words below ‖ the list's number (4, big-endian).</summary>
    public byte[] StatusSeedOf(int list)
    {
        Span<byte> info = stackalloc byte[StatusInfo.Length + sizeof(int)];
        StatusInfo.CopyTo(info);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(info[StatusInfo.Length..], list);
        return Derive(_statuses, info);
    }

    /// <summary>The secret of a credential's claim link: HMAC-SHA-256(credential's id (16, big-endian) ‖ number of the link (4, big-endian)).</summary>
    public Hash32 ClaimSecretOf(Guid credentialId, int generation)
    {
        Span<byte> link = stackalloc byte[16 + sizeof(int)];
        credentialId.TryWriteBytes(link, bigEndian: true, out _);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(link[16..], generation);
        return Hmac(_claims, link);
    }

    /// <summary>A number that nobody can foresee and that need not be kept: HMAC-SHA-256(the words as UTF-8, under the key of claim links).</summary>
    public Hash32 ChallengeOf(string words) => Hmac(_claims, Encoding.UTF8.GetBytes("challenge\0" + words));

    public void Dispose()
    {
        _isDisposed = true;
        Clear(_subjectHashes);
        Clear(_draftHashes);
        CryptographicOperations.ZeroMemory(_claims);
        CryptographicOperations.ZeroMemory(_statuses);
        CryptographicOperations.ZeroMemory(_wrapping);
        CryptographicOperations.ZeroMemory(_subjects);
        CryptographicOperations.ZeroMemory(_drafts);
    }

    private Hash32 Hmac(ConcurrentBag<IncrementalHash> hashes, byte[] key, ReadOnlySpan<byte> data)
    {
        if (!hashes.TryTake(out var hash)) hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Span<byte> mac = stackalloc byte[Hash32.Length];
        hash.AppendData(data);
        hash.GetHashAndReset(mac);
        GiveBack(hashes, hash);
        return new Hash32(mac);
    }

    // What threw is not given back: nobody knows what is left in it.
    private void GiveBack<T>(ConcurrentBag<T> lent, T value) where T : IDisposable
    {
        if (_isDisposed) value.Dispose();
        else lent.Add(value);
    }

    private static void Clear<T>(ConcurrentBag<T> lent) where T : IDisposable
    {
        while (lent.TryTake(out var value)) value.Dispose();
    }

    private static Hash32 Hmac(byte[] key, ReadOnlySpan<byte> data)
    {
        Span<byte> mac = stackalloc byte[Hash32.Length];
        HMACSHA256.HashData(key, data, mac);
        return new Hash32(mac);
    }

    private static byte[] Derive(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> info)
    {
        var key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, [], info);
        return key;
    }
}
