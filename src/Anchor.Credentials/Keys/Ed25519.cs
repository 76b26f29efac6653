namespace Anchor.Credentials.Keys;

/// <summary>Ed25519 of RFC 8032, with one verdict whatever library does the arithmetic.</summary>
/// <remarks>
/// libsodium is used when it loads, BouncyCastle otherwise. Libraries differ at the edges of the curve, so the
/// edges are refused here before either is asked: S not below the group order, a public key that is not
/// canonical, a public key or R of small order. Vectors: RFC 8032 section 7.1. Thread-safe.
/// </remarks>
public static class Ed25519
{
    /// <summary>Length of a public key in bytes.</summary>
    public const int PublicKeyLength = 32;

    /// <summary>Length of a seed (the private key of RFC 8032) in bytes.</summary>
    public const int SeedLength = 32;

    /// <summary>Length of a signature in bytes.</summary>
    public const int SignatureLength = 64;

    internal static Ed25519Backend Backend { get; } = (Ed25519Backend?)SodiumBackend.TryLoad() ?? new BouncyCastleBackend();

    /// <summary>The library that does the arithmetic: <c>libsodium</c> or <c>BouncyCastle</c>.</summary>
    public static string BackendName => Backend.Name;

    /// <summary>Whether the signature is by the key over the message.</summary>
    /// <returns>False for any other length, key or signature; never throws.</returns>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Verify(Backend, publicKey, message, signature);

    internal static bool Verify(Ed25519Backend backend, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        publicKey.Length == PublicKeyLength
        && signature.Length == SignatureLength
        && CurveEdges.IsCanonicalScalar(signature[32..])
        && IsAcceptablePublicKey(publicKey)
        && !CurveEdges.IsSmallOrder(signature[..32])
        && backend.Verify(publicKey, message, signature);

    /// <summary>Whether these 32 bytes may stand as a public key: canonical and not of small order.</summary>
    internal static bool IsAcceptablePublicKey(ReadOnlySpan<byte> publicKey) =>
        CurveEdges.IsCanonicalPoint(publicKey) && !CurveEdges.IsSmallOrder(publicKey);
}
