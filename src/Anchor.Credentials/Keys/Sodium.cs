using System.Runtime.InteropServices;

namespace Anchor.Credentials.Keys;

/// <summary>libsodium, found at run time.</summary>
internal static unsafe class Sodium
{
    private static readonly string[] Names =
        ["libsodium.so.23", "libsodium.so.26", "libsodium.so", "libsodium.dylib", "libsodium.dll", "libsodium"];

    private static readonly nint Library = Load();

    /// <summary>The address of a function, or 0 when there is none of this name, or no usable libsodium, on this machine.</summary>
    public static nint Find(string function) =>
        Library != 0 && NativeLibrary.TryGetExport(Library, function, out var address) ? address : 0;

    private static nint Load()
    {
        if (OperatingSystem.IsBrowser()) return 0;
        foreach (var name in Names)
        {
            if (!NativeLibrary.TryLoad(name, out var library)) continue;
            if (NativeLibrary.TryGetExport(library, "sodium_init", out var init) && ((delegate* unmanaged[Cdecl]<int>)init)() >= 0) return library;
            NativeLibrary.Free(library);
        }
        return 0;
    }
}
