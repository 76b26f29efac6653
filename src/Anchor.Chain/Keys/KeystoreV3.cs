using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;

namespace Anchor.Chain.Keys;

/// <summary>A keystore file does not open: the passphrase is wrong, or the file is damaged or of another kind. Which one is not said.</summary>
public sealed class KeystoreException() : Exception("The keystore does not open.");

/// <summary>The Web3 Secret Storage format, version 3: for import and export only.</summary>
/// <remarks>Source: Ethereum "Web3 Secret Storage Definition". aes-128-ctr under the first half of the derived key, MAC = Keccak-256(second half ‖ ciphertext).</remarks>
public static class KeystoreV3
{
    private const int LongestText = 64 << 10;

    /// <summary>Opens a file made with scrypt or PBKDF2-HMAC-SHA-256 at bearable cost.</summary>
    /// <param name="json">The file.</param>
    /// <param name="passphrase">Taken as UTF-8, as it stands.</param>
    /// <exception cref="KeystoreException">It does not open, or its address is another key's.</exception>
    public static EvmAccountKey Import(string json, ReadOnlySpan<char> passphrase)
    {
        if (json.Length > LongestText) throw new KeystoreException();
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            return KeystoreReader.Open(document.RootElement, passphrase);
        }
        catch (Exception failure) when (failure is JsonException or FormatException or ArgumentException or InvalidOperationException or KeyNotFoundException)
        {
            throw new KeystoreException();
        }
    }

    /// <summary>Writes a file with scrypt N = 2^17, r = 8, p = 1, which wallets open.</summary>
    /// <param name="key">The key.</param>
    /// <param name="passphrase">Taken as UTF-8, as it stands; wallets normalise to NFKC, so keep to ASCII.</param>
    /// <exception cref="ArgumentException">The passphrase is empty.</exception>
    public static string Export(EvmAccountKey key, ReadOnlySpan<char> passphrase) => Export(key, passphrase, ScryptParameters.Standard);

    internal static string Export(EvmAccountKey key, ReadOnlySpan<char> passphrase, ScryptParameters parameters)
    {
        if (passphrase.IsEmpty) throw new ArgumentException("A passphrase is needed.", nameof(passphrase));
        var salt = RandomNumberGenerator.GetBytes(32);
        var start = RandomNumberGenerator.GetBytes(16);
        var derived = parameters.Derive(passphrase, salt, 32);
        var secret = new byte[EvmAccountKey.Length];
        key.CopySecretTo(secret);
        try
        {
            var ciphertext = AesCtr.Transform(derived.AsSpan(0, 16), start, secret);
            return new JsonObject
            {
                ["version"] = 3,
                ["id"] = Guid.NewGuid().ToString(),
                ["address"] = Convert.ToHexStringLower(key.Address.AsSpan()),
                ["crypto"] = new JsonObject
                {
                    ["cipher"] = "aes-128-ctr",
                    ["cipherparams"] = new JsonObject { ["iv"] = Convert.ToHexStringLower(start) },
                    ["ciphertext"] = Convert.ToHexStringLower(ciphertext),
                    ["kdf"] = "scrypt",
                    ["kdfparams"] = new JsonObject
                    {
                        ["n"] = parameters.N, ["r"] = parameters.R, ["p"] = parameters.P, ["dklen"] = 32, ["salt"] = Convert.ToHexStringLower(salt),
                    },
                    ["mac"] = Mac(derived, ciphertext).ToString(),
                },
            }.ToJsonString();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    internal static Merkle.Hash32 Mac(ReadOnlySpan<byte> derived, ReadOnlySpan<byte> ciphertext) =>
        Keccak256.Hash([.. derived[16..32], .. ciphertext]);
}
