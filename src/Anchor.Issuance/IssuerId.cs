using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Anchor.Issuance;

/// <summary>Names an issuer, who is the tenant of everything it issues.</summary>
public readonly record struct IssuerId(Guid Value)
{
    /// <summary>The tenant in every row: 32 lower-case hexadecimal digits.</summary>
    public string Tenant => Value.ToString("n");

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Who asks for something: an API key or a loop, in one issuer's name.</summary>
/// <param name="Issuer">The tenant.</param>
/// <param name="Id">The API key's id, or <c>loop:NAME</c>; never a person's name.</param>
public sealed record Actor(IssuerId Issuer, string Id);

/// <summary>Ids that follow from what they name, so that repeating a write finds what the first one made.</summary>
internal static class DerivedId
{
    /// <summary>A UUID of version 8 from SHA-256 of the parts, each preceded by its length.</summary>
    public static Guid From(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }
        var digest = hash.GetHashAndReset().AsSpan(0, 16);
        digest[6] = (byte)((digest[6] & 0x0f) | 0x80);
        digest[8] = (byte)((digest[8] & 0x3f) | 0x80);
        return new Guid(digest, bigEndian: true);
    }

    /// <summary>The id of a thing that an issuer makes: from the idempotency key, or a new one where none was sent.</summary>
    public static Guid ForWrite(string kind, IssuerId issuer, string? idempotencyKey) =>
        idempotencyKey is null ? Guid.CreateVersion7() : From(kind, issuer.Tenant, idempotencyKey);
}
