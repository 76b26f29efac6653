using System.Runtime.InteropServices;

namespace Anchor.Credentials.Keys;

/// <summary>libsodium, found at run time; about two and a half times as fast as the managed code.</summary>
internal sealed unsafe class SodiumBackend : Ed25519Backend
{
    private static readonly string[] Names =
        ["libsodium.so.23", "libsodium.so.26", "libsodium.so", "libsodium.dylib", "libsodium.dll", "libsodium"];

    private readonly delegate* unmanaged[Cdecl]<byte*, byte*, byte*, int> _keypair;
    private readonly delegate* unmanaged[Cdecl]<byte*, ulong*, byte*, ulong, byte*, int> _sign;
    private readonly delegate* unmanaged[Cdecl]<byte*, byte*, ulong, byte*, int> _verify;

    private SodiumBackend(nint keypair, nint sign, nint verify)
    {
        _keypair = (delegate* unmanaged[Cdecl]<byte*, byte*, byte*, int>)keypair;
        _sign = (delegate* unmanaged[Cdecl]<byte*, ulong*, byte*, ulong, byte*, int>)sign;
        _verify = (delegate* unmanaged[Cdecl]<byte*, byte*, ulong, byte*, int>)verify;
    }

    public override string Name => "libsodium";

    /// <summary>Null when no usable libsodium is on this machine.</summary>
    public static SodiumBackend? TryLoad()
    {
        if (OperatingSystem.IsBrowser()) return null;
        foreach (var name in Names)
        {
            if (!NativeLibrary.TryLoad(name, out var library)) continue;
            if (NativeLibrary.TryGetExport(library, "sodium_init", out var init)
                && NativeLibrary.TryGetExport(library, "crypto_sign_ed25519_seed_keypair", out var keypair)
                && NativeLibrary.TryGetExport(library, "crypto_sign_ed25519_detached", out var sign)
                && NativeLibrary.TryGetExport(library, "crypto_sign_ed25519_verify_detached", out var verify)
                && ((delegate* unmanaged[Cdecl]<int>)init)() >= 0)
                return new SodiumBackend(keypair, sign, verify);
            NativeLibrary.Free(library);
        }
        return null;
    }

    public override void PublicKeyOf(ReadOnlySpan<byte> seed, Span<byte> publicKey)
    {
        var secret = stackalloc byte[64];
        fixed (byte* s = seed, p = publicKey)
            Check(_keypair(p, secret, s));
        new Span<byte>(secret, 64).Clear();
    }

    public override void Sign(byte[] secretKey, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        fixed (byte* k = secretKey, m = message, s = signature)
            Check(_sign(s, null, m, (ulong)message.Length, k));
    }

    public override bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        fixed (byte* p = publicKey, m = message, s = signature)
            return _verify(s, m, (ulong)message.Length, p) == 0;
    }

    private static void Check(int status)
    {
        if (status != 0) throw new InvalidOperationException("libsodium refused a key.");
    }
}
