using System.Security.Cryptography;
using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Chain.Signing;

/// <summary>A recoverable ECDSA signature.</summary>
/// <param name="R">The scalar r.</param>
/// <param name="S">The scalar s, in the lower half of the order.</param>
/// <param name="RecoveryId">0 or 1: whether the y of the nonce point is odd.</param>
public readonly record struct EvmSignature(Hash32 R, Hash32 S, byte RecoveryId)
{
    /// <summary>The length of <see cref="ToBytes"/>.</summary>
    public const int Length = 65;

    /// <summary>The form contracts take: r ‖ s ‖ v, with v = 27 + recovery id.</summary>
    public byte[] ToBytes() => [.. R.AsSpan(), .. S.AsSpan(), (byte)(27 + RecoveryId)];

    /// <summary>Reads r ‖ s ‖ v and refuses what OpenZeppelin's ECDSA refuses: other lengths, a high s, a v other than 27 or 28.</summary>
    /// <returns>False when refused, or when r or s is not a scalar of the curve.</returns>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out EvmSignature signature)
    {
        signature = default;
        if (bytes.Length != Length || bytes[64] is not (27 or 28)) return false;
        var candidate = new EvmSignature(new Hash32(bytes[..32]), new Hash32(bytes[32..64]), (byte)(bytes[64] - 27));
        if (!Secp256k1.IsScalar(candidate.R) || !Secp256k1.IsScalar(candidate.S) || !Secp256k1.IsLow(candidate.S)) return false;
        signature = candidate;
        return true;
    }

    /// <summary>Reads r ‖ s ‖ v, with the refusals of <see cref="TryParse"/>.</summary>
    /// <exception cref="FormatException">Refused.</exception>
    public static EvmSignature Parse(ReadOnlySpan<byte> bytes) =>
        TryParse(bytes, out var signature) ? signature : throw new FormatException("A signature is r, s (low) and v (27 or 28) in 65 bytes.");

    /// <summary>The account that signed the digest.</summary>
    /// <returns>False when no key could have made this signature.</returns>
    public bool TryRecover(in Hash32 digest, out Address signer)
    {
        var publicKey = RecoveryId <= 1 && Secp256k1.IsLow(S) ? Secp256k1.Recover(this, digest) : null;
        signer = publicKey is null ? default : Secp256k1.AddressOf(publicKey);
        return publicKey is not null;
    }

    /// <summary>The account that signed the digest.</summary>
    /// <exception cref="CryptographicException">No key could have made this signature.</exception>
    public Address Recover(in Hash32 digest) =>
        TryRecover(digest, out var signer) ? signer : throw new CryptographicException("No account can be recovered from the signature.");
}
