using System.Security.Cryptography;
using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Merkle;

namespace Anchor.Chain.Keys;

/// <summary>Opens a parsed keystore file; what the file asks for is bounded before it is done.</summary>
internal static class KeystoreReader
{
    private const int KeyLength = 32;
    private const int MostIterations = 2_000_000;

    internal static EvmAccountKey Open(JsonElement file, ReadOnlySpan<char> passphrase)
    {
        // Some wallets write "Crypto".
        var crypto = file.TryGetProperty("crypto", out var lower) ? lower : file.GetProperty("Crypto");
        if (file.GetProperty("version").GetInt32() != 3 || crypto.GetProperty("cipher").GetString() != "aes-128-ctr") throw new KeystoreException();
        var start = Bytes(crypto.GetProperty("cipherparams"), "iv", 16, 16);
        var ciphertext = Bytes(crypto, "ciphertext", EvmAccountKey.Length, EvmAccountKey.Length);
        var mac = new Hash32(Bytes(crypto, "mac", Hash32.Length, Hash32.Length));
        var derived = Derive(crypto, passphrase);
        var secret = Array.Empty<byte>();
        try
        {
            if (!CryptographicOperations.FixedTimeEquals(KeystoreV3.Mac(derived, ciphertext).AsSpan(), mac.AsSpan())) throw new KeystoreException();
            secret = AesCtr.Transform(derived.AsSpan(0, 16), start, ciphertext);
            return Checked(secret, file);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    private static EvmAccountKey Checked(byte[] secret, JsonElement file)
    {
        if (!Secp256k1.IsPrivateKey(secret)) throw new KeystoreException();
        var key = new EvmAccountKey(secret);
        if (!file.TryGetProperty("address", out var claimed) || claimed.ValueKind == JsonValueKind.Null) return key;
        var text = claimed.GetString()!;
        if (Address.TryParse(text.StartsWith("0x", StringComparison.Ordinal) ? text : "0x" + text, out var address) && address == key.Address) return key;
        key.Dispose();
        throw new KeystoreException();
    }

    private static byte[] Derive(JsonElement crypto, ReadOnlySpan<char> passphrase)
    {
        var settings = crypto.GetProperty("kdfparams");
        var salt = Bytes(settings, "salt", 0, 64);
        if (settings.GetProperty("dklen").GetInt32() != KeyLength) throw new KeystoreException();
        switch (crypto.GetProperty("kdf").GetString())
        {
            case "scrypt":
                var cost = new ScryptParameters(settings.GetProperty("n").GetInt32(), settings.GetProperty("r").GetInt32(), settings.GetProperty("p").GetInt32());
                return cost.IsBearable ? cost.Derive(passphrase, salt, KeyLength) : throw new KeystoreException();
            case "pbkdf2" when settings.GetProperty("prf").GetString() == "hmac-sha256":
                var iterations = settings.GetProperty("c").GetInt32();
                if (iterations is < 1 or > MostIterations) throw new KeystoreException();
                return Rfc2898DeriveBytes.Pbkdf2(passphrase, salt, iterations, HashAlgorithmName.SHA256, KeyLength);
            default:
                throw new KeystoreException();
        }
    }

    private static byte[] Bytes(JsonElement item, string name, int shortest, int longest)
    {
        var text = item.GetProperty(name).GetString() ?? throw new KeystoreException();
        var bytes = Convert.FromHexString(text.StartsWith("0x", StringComparison.Ordinal) ? text.AsSpan(2) : text);
        return bytes.Length >= shortest && bytes.Length <= longest ? bytes : throw new KeystoreException();
    }
}
