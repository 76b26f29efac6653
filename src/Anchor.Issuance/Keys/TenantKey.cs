using System.Security.Cryptography;
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

    public ReadOnlySpan<byte> Wrapping => _wrapping;

    /// <summary>A reference to a learner that only the issuer can compute: HMAC-SHA-256(identity type ‖ 0 ‖ identifier).</summary>
    public Hash32 SubjectOf(string identityType, string identifier) =>
        Hmac(_subjects, System.Text.Encoding.UTF8.GetBytes($"{identityType}\0{identifier}"));

    /// <summary>A digest of a draft that says nothing to whoever lacks the key: HMAC-SHA-256(draft's bytes).</summary>
    public Hash32 DigestOf(ReadOnlySpan<byte> draft) => Hmac(_drafts, draft);

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
    public Hash32 ChallengeOf(string words) => Hmac(_claims, System.Text.Encoding.UTF8.GetBytes("challenge\0" + words));

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_claims);
        CryptographicOperations.ZeroMemory(_statuses);
        CryptographicOperations.ZeroMemory(_wrapping);
        CryptographicOperations.ZeroMemory(_subjects);
        CryptographicOperations.ZeroMemory(_drafts);
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
