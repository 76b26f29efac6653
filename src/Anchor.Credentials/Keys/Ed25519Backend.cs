namespace Anchor.Credentials.Keys;

/// <summary>The arithmetic of Ed25519. Implementations give the same bytes and are thread-safe.</summary>
/// <remarks>A secret key is 64 bytes: the seed, then the public key.</remarks>
internal abstract class Ed25519Backend
{
    public abstract string Name { get; }

    public abstract void PublicKeyOf(ReadOnlySpan<byte> seed, Span<byte> publicKey);

    public abstract void Sign(byte[] secretKey, ReadOnlySpan<byte> message, Span<byte> signature);

    /// <summary>Called only with canonical input of the right lengths.</summary>
    public abstract bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);
}
